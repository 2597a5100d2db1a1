import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bridge.workspace import index
from bridge.workspace.index import STALE_AFTER, WorkspaceIndex
from bridge.workspace.scan import Scan, scan_tree
from tests.unit.workspace.git_judge import make_tree


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def unix_ms(self) -> int:
        return int(self.now * 1_000)

    async def sleep(self, seconds: float) -> None:
        raise NotImplementedError


class Scans:
    """The real scan, counted, and held back while `go` is not set."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.go.set()
        self.started = 0
        self.threads: set[str] = set()

    def __call__(self, root: Path, *, max_entries: int, stop: threading.Event) -> Scan:
        self.started += 1
        self.threads.add(threading.current_thread().name)
        assert self.go.wait(30)
        return scan_tree(root, max_entries=max_entries, stop=stop)


@pytest.fixture
def scans(monkeypatch: pytest.MonkeyPatch) -> Scans:
    scans = Scans()
    monkeypatch.setattr(index, "scan_tree", scans)
    return scans


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def workspace(tmp_path: Path, clock: Clock, scans: Scans) -> AsyncIterator[WorkspaceIndex]:
    make_tree(tmp_path, ["src/app.py", "README.md"])
    workspace = WorkspaceIndex(tmp_path, clock)
    yield workspace
    scans.go.set()
    await workspace.close()


async def found(workspace: WorkspaceIndex, pattern: str) -> list[str]:
    return [hit.path for hit in (await workspace.search(pattern)).results]


async def until(workspace: WorkspaceIndex, condition: Callable[[], bool]) -> None:
    """Search on until something holds; the test's own time limit ends it if it never does."""
    while not condition():
        await workspace.search("")


async def test_nothing_is_scanned_before_the_first_search_which_waits_for_it(
    workspace: WorkspaceIndex, scans: Scans
) -> None:
    assert scans.started == 0
    assert workspace.snapshot is None
    assert await found(workspace, "app") == ["src/app.py"]
    assert scans.started == 1


async def test_scans_never_run_on_the_thread_of_the_event_loop(workspace: WorkspaceIndex, scans: Scans) -> None:
    await workspace.search("")
    assert all(name.startswith("workspace") for name in scans.threads)


async def test_a_file_made_later_is_found_once_the_snapshot_is_old(
    workspace: WorkspaceIndex, scans: Scans, clock: Clock, tmp_path: Path
) -> None:
    await workspace.search("")
    make_tree(tmp_path, ["src/later.py"])
    clock.now += STALE_AFTER - 0.1
    assert await found(workspace, "later") == []
    assert scans.started == 1
    clock.now += 0.2
    before = workspace.snapshot
    await until(workspace, lambda: workspace.snapshot is not before)
    assert await found(workspace, "later") == ["src/later.py"]
    assert scans.started == 2


async def test_while_a_scan_runs_searches_are_answered_from_the_last_snapshot_and_no_second_one_starts(
    workspace: WorkspaceIndex, scans: Scans, clock: Clock, tmp_path: Path
) -> None:
    await workspace.search("")
    (tmp_path / "README.md").unlink()
    scans.go.clear()
    clock.now += 100
    for _ in range(3):
        assert await found(workspace, "readme") == ["README.md"]
        clock.now += 100
    assert scans.started == 2
    before = workspace.snapshot
    scans.go.set()
    await until(workspace, lambda: workspace.snapshot is not before)
    assert await found(workspace, "readme") == []


async def test_a_snapshot_that_found_nothing_new_keeps_what_was_prepared_for_searching(
    workspace: WorkspaceIndex, clock: Clock, tmp_path: Path
) -> None:
    await workspace.search("")
    first = workspace.snapshot
    clock.now += 100
    await until(workspace, lambda: workspace.snapshot is not first)
    second = workspace.snapshot
    assert first is not None
    assert second is not None
    assert second.haystack is first.haystack


async def test_after_a_long_scan_the_next_one_waits_longer(
    workspace: WorkspaceIndex, scans: Scans, clock: Clock
) -> None:
    await workspace.search("")
    before = workspace.snapshot
    clock.now = 100
    scans.go.clear()
    await workspace.search("")
    clock.now = 110
    scans.go.set()
    await until(workspace, lambda: workspace.snapshot is not before)
    clock.now = 139
    await workspace.search("")
    assert scans.started == 2
    clock.now = 140
    await workspace.search("")
    await until(workspace, lambda: scans.started == 3)


async def test_the_first_search_does_not_wait_for_ever(
    workspace: WorkspaceIndex, scans: Scans, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "FIRST_SCAN_WAIT", 0.001)
    scans.go.clear()
    assert await found(workspace, "app") == []
    scans.go.set()
    await until(workspace, lambda: workspace.snapshot is not None)
    assert await found(workspace, "app") == ["src/app.py"]
    assert scans.started == 1


async def test_opened_files_may_be_absolute_or_relative_or_not_there(workspace: WorkspaceIndex, tmp_path: Path) -> None:
    opened = ["src/../README.md", str(tmp_path / "src/app.py"), "./src/app.py", "/etc/passwd", "../x", "", "a\0b"]
    outcome = await workspace.search("", opened=opened)
    assert [hit.path for hit in outcome.opened] == ["README.md", "src/app.py"]
    assert [hit.path for hit in (await workspace.search("app", opened=opened)).opened] == ["src/app.py"]


async def test_opened_files_are_known_by_the_name_of_the_root_that_was_given(tmp_path: Path, clock: Clock) -> None:
    make_tree(tmp_path, ["real/app.py"])
    (tmp_path / "link").symlink_to("real")
    workspace = WorkspaceIndex(tmp_path / "link", clock)
    opened = [str(tmp_path / "link/app.py")]
    assert [hit.path for hit in (await workspace.search("", opened=opened)).opened] == ["app.py"]
    opened = [str(tmp_path / "real/app.py")]
    assert [hit.path for hit in (await workspace.search("", opened=opened)).opened] == ["app.py"]
    await workspace.close()


async def test_what_is_left_out_is_logged_once(tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    make_tree(tmp_path, ["a", "b", "c"])
    workspace = WorkspaceIndex(tmp_path, clock, max_entries=2)
    with caplog.at_level(logging.WARNING):
        assert len((await workspace.search("")).results) == 2
        before = workspace.snapshot
        clock.now += 100
        await until(workspace, lambda: workspace.snapshot is not before)
    await workspace.close()
    assert caplog.messages == ["the workspace has more than 2 entries; the rest is not indexed"]


async def test_a_workspace_that_is_not_there_is_empty(tmp_path: Path, clock: Clock) -> None:
    workspace = WorkspaceIndex(tmp_path / "nowhere", clock)
    assert await found(workspace, "") == []
    await workspace.close()


async def test_a_scan_that_fails_is_logged_and_tried_again(
    workspace: WorkspaceIndex, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(root: Path, *, max_entries: int, stop: threading.Event) -> Scan:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(index, "scan_tree", failing)
        assert await found(workspace, "app") == []
    assert "could not be scanned" in caplog.text
    clock.now += 100
    assert await found(workspace, "app") == ["src/app.py"]


async def test_closing_stops_a_running_scan_and_later_searches_find_nothing(
    workspace: WorkspaceIndex, scans: Scans, clock: Clock
) -> None:
    await workspace.search("")
    before = workspace.snapshot
    clock.now += 100
    scans.go.clear()
    await workspace.search("")
    scans.go.set()
    await workspace.close()
    assert workspace.snapshot is before
    assert (await workspace.search("app")).results == ()
    while any(thread.name.startswith("workspace") for thread in threading.enumerate()):
        await asyncio.sleep(0)


async def test_an_index_that_was_never_used_can_be_closed(tmp_path: Path, clock: Clock, scans: Scans) -> None:
    workspace = WorkspaceIndex(tmp_path, clock)
    await workspace.close()
    assert (await workspace.search("")).results == ()
    assert scans.started == 0
