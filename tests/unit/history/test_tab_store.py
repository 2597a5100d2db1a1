import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bridge.clock import SystemClock
from bridge.history.tab_store import TabStore
from bridge.history.tabs import Tab, Tabs

PROJECT = Path(__file__).resolve().parents[3]
ANOTHER_BRIDGE = """
import sys
from pathlib import Path
from bridge.clock import SystemClock
from bridge.history.tab_store import TabStore
from bridge.history.tabs import Tab, Tabs
store = TabStore(Path(sys.argv[1]), SystemClock())
store.take_over()
store.save(Tabs((Tab(sys.argv[2], ("claude",), "/"),), sys.argv[2]))
print(store.first_id(Tabs()), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "tabs" / "project"


def a_store(folder: Path) -> TabStore:
    return TabStore(folder, SystemClock())


def tabs(*ids: str) -> Tabs:
    return Tabs(tuple(Tab(each, ("claude",), "/") for each in ids))


def ids(found: Tabs) -> list[str]:
    return [each.id for each in found.tabs]


def left_by_another(folder: Path, tab_id: str) -> "subprocess.Popen[bytes]":
    """A process that has tabs open in this workspace."""
    command = [sys.executable, "-c", ANOTHER_BRIDGE, str(folder), tab_id]
    process = subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline().startswith(b"main")
    return process


def end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.communicate()


def test_what_a_killed_bridge_had_open_is_taken_over_by_one_bridge_only(folder: Path) -> None:
    end(left_by_another(folder, "a"))
    first, second = a_store(folder), a_store(folder)
    assert (ids(first.take_over()), first.take_over().selected) == (["a"], "")
    assert ids(second.take_over()) == []


def test_nothing_is_taken_from_a_bridge_that_runs_and_it_keeps_the_first_session(folder: Path) -> None:
    other = left_by_another(folder, "a")
    try:
        store = a_store(folder)
        assert ids(store.take_over()) == []
        assert store.first_id(Tabs()).startswith("main-")
        assert store.save(tabs("b"))
        store.close()
    finally:
        end(other)
    later = a_store(folder)
    assert sorted(ids(later.take_over())) == ["a", "b"]
    assert later.first_id(Tabs()) == "main"


def test_the_files_are_the_users_alone_and_nothing_is_left_of_bridges_without_tabs(folder: Path) -> None:
    store = a_store(folder)
    store.take_over()
    assert store.save(tabs("a"))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    store.save(tabs())
    store.close()
    assert list(folder.iterdir()) == []


def test_what_a_crash_left_half_written_is_cleared_away_and_the_old_file_counts(folder: Path) -> None:
    store = a_store(folder)
    store.save(tabs("a"))
    store.close()
    (file,) = folder.glob("*.json")
    (folder / f"{file.name}.1234.new").write_bytes(b'{"v": 1, "ta')
    (folder / "0123.lock").touch()
    later = a_store(folder)
    assert ids(later.take_over()) == ["a"]
    later.save(tabs())
    later.close()
    assert list(folder.iterdir()) == []


def test_a_file_of_a_newer_bridge_is_left_alone(folder: Path) -> None:
    folder.mkdir(parents=True)
    newer = folder / "newer.json"
    newer.write_bytes(b'{"v": 2}')
    store = a_store(folder)
    assert ids(store.take_over()) == []
    store.close()
    assert newer.read_bytes() == b'{"v": 2}'


def test_where_nothing_can_be_written_the_bridge_goes_on(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder.parent.mkdir(parents=True)
    folder.write_text("a file in the place of the folder")
    store = a_store(folder)
    assert store.take_over() == Tabs()
    assert not store.save(tabs("a"))
    assert store.first_id(Tabs()) == "main"
    store.close()
    assert len(caplog.records) == 1
