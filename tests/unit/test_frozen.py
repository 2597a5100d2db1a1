"""What a binary does about its environment and its unpacked folder; tests/frozen shows it in earnest."""

import os
import sys
import time
from pathlib import Path

import pytest

from bridge import __version__, extraction, frozen


def restored(**environment: str) -> dict[str, str]:
    frozen.restore_environment(environment)
    return environment


def test_the_users_library_path_is_put_back() -> None:
    assert restored(LD_LIBRARY_PATH="/tmp/_MEI1", LD_LIBRARY_PATH_ORIG="/opt/lib") == {"LD_LIBRARY_PATH": "/opt/lib"}


def test_a_library_path_that_the_user_did_not_set_is_taken_away() -> None:
    assert restored(LD_LIBRARY_PATH="/tmp/_MEI1", LIBPATH="/tmp/_MEI1") == {}


def test_what_the_bootloader_leaves_alone_stays() -> None:
    assert restored(DYLD_LIBRARY_PATH="/opt/dy", HOME="/home/me") == {
        "DYLD_LIBRARY_PATH": "/opt/dy",
        "HOME": "/home/me",
    }


def test_nothing_tells_a_copy_of_us_that_it_is_part_of_this_run() -> None:
    assert restored(_PYI_ARCHIVE_FILE="a", _PYI_PARENT_PROCESS_LEVEL="1", _MEIPASS2="b", PYINSTALLER_X="c") == {}


def test_outside_of_a_binary_the_environment_is_nobodys_business() -> None:
    before = dict(os.environ)
    frozen.set_up()
    assert os.environ == before


def test_the_version_says_what_runs_it() -> None:
    assert frozen.version() == f"{__version__} (Python {sys.version.split()[0]})"


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder, in which this process pretends to be a one-file binary."""
    become(unpacked(tmp_path, "_MEIown"), monkeypatch)
    return tmp_path


def unpacked(where: Path, name: str) -> Path:
    build = where / name / frozen.BUILD_FILE
    build.parent.mkdir(parents=True)
    build.write_text('{"commit": "0123456789abcdef", "target": "linux-x86_64"}')
    return where / name


def become(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(folder), raising=False)


def age(folder: Path, seconds: float = extraction.UNHELD_SECONDS) -> None:
    past = time.time() - seconds - 60
    os.utime(folder, (past, past))


def test_a_binary_says_commit_target_and_form(runs: Path) -> None:
    assert frozen.version() == f"{__version__} (0123456789ab, linux-x86_64, one file)"


def test_a_folder_whose_run_was_killed_is_removed(runs: Path) -> None:
    killed = unpacked(runs, "_MEIkilled")
    (killed / "in-use").touch()
    assert extraction.sweep() == 1
    assert [folder.name for folder in runs.iterdir()] == ["_MEIown"]


def test_a_folder_that_somebody_holds_stays(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = unpacked(runs, "_MEIheld")
    with monkeypatch.context() as other:
        become(held, other)
        other.setattr(extraction, "_held", [])
        extraction.hold()
        fds = list(extraction._held)
    age(held)
    assert (extraction.sweep(), held.exists()) == (0, True)
    for fd in fds:
        os.close(fd)
    assert (extraction.sweep(), held.exists()) == (1, False)


def test_a_folder_that_is_just_being_unpacked_stays_until_it_is_old(runs: Path) -> None:
    young = unpacked(runs, "_MEIyoung")
    assert (extraction.sweep(), young.exists()) == (0, True)
    age(young)
    assert (extraction.sweep(), young.exists()) == (1, False)


@pytest.mark.parametrize(("pid", "removed"), [(os.getpid(), 0), (0x7FFFFFF0, 1)], ids=["lives", "dead"])
def test_who_was_killed_while_unpacking_is_known_by_the_pid_in_the_name(runs: Path, pid: int, removed: int) -> None:
    half = unpacked(runs, f"_MEI{pid:08x}aBcDeF")
    age(half, extraction.UNPACKING_SECONDS)
    assert extraction.sweep() == removed


def test_a_folder_that_a_full_disk_left_unfinished_is_known_by_its_files(runs: Path) -> None:
    (runs / "_MEIown" / "libpython.so").write_text("all of it")
    unfinished, other = runs / "_MEI7ffffff0aBcDeF", runs / "_MEI7ffffff0gHiJkL"
    for folder, name in ((unfinished, "libpython.so"), (other, "libother.so")):
        folder.mkdir()
        (folder / name).write_text("half")
        age(folder)
    assert (extraction.sweep(), unfinished.exists(), other.exists()) == (1, False, True)


def test_a_folder_of_another_program_stays_however_old(runs: Path) -> None:
    other = runs / "_MEIother"
    other.mkdir()
    age(other)
    assert (extraction.sweep(), other.exists()) == (0, True)


def test_a_link_to_a_folder_is_not_followed(runs: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = unpacked(tmp_path_factory.mktemp("elsewhere"), "_MEIreal")
    (elsewhere / "in-use").touch()
    (runs / "_MEIlink").symlink_to(elsewhere)
    assert extraction.sweep() == 0
    assert elsewhere.exists()


def test_a_one_folder_binary_sweeps_nothing(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    killed = unpacked(runs, "_MEIkilled")
    (killed / "in-use").touch()
    become(runs / "_internal", monkeypatch)
    assert (frozen.is_one_file(), extraction.sweep(), killed.exists()) == (False, 0, True)
