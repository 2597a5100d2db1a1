import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.history.private_file import make_private_folder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")


@pytest.fixture(autouse=True)
def open_to_all() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode)


def test_folders_that_are_made_on_the_way_are_closed_as_well(tmp_path: Path) -> None:
    make_private_folder(tmp_path / "state" / "tabs" / "one")
    assert [mode(tmp_path / each) for each in ("state", "state/tabs", "state/tabs/one")] == [0o700] * 3


def test_a_folder_that_is_there_is_closed_and_those_above_it_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "state" / "tabs").mkdir(parents=True)
    make_private_folder(tmp_path / "state" / "tabs")
    assert [mode(tmp_path / each) for each in ("state", "state/tabs")] == [0o777, 0o700]
