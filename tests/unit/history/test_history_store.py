import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bridge import file_lock as lock
from bridge.errors import RequestError
from bridge.history.entry import PromptEntry, Removal, format_line
from bridge.history.store import MAX_ENTRY_BYTES, HistoryStore

PROJECT = str(Path(__file__).resolve().parents[3])


class Clock:
    """Goes on by one millisecond (or `step_ms`) whenever it is read."""

    def __init__(self, step_ms: int = 1) -> None:
        self.now_ms = 1_000
        self.step_ms = step_ms

    def monotonic(self) -> float:
        return self.now_ms / 1_000

    def unix_ms(self) -> int:
        self.now_ms += self.step_ms
        return self.now_ms

    async def sleep(self, seconds: float) -> None:
        raise NotImplementedError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "agent-bridge" / "history.jsonl"


@pytest.fixture
def store(path: Path) -> HistoryStore:
    return HistoryStore(path, Clock())


def contents(store: HistoryStore) -> list[str]:
    return [entry.serialized_content for entry in store.load()]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def test_a_saved_prompt_is_loaded_by_another_store_newest_first(store: HistoryStore, path: Path) -> None:
    first = store.save("a", "fix it", "/work")
    second = store.save("b", "test it", "/work")
    assert first == PromptEntry("a", 1_001, "fix it", "/work")
    assert HistoryStore(path, Clock()).load() == [second, first]


def test_loading_where_there_is_no_history_makes_nothing(store: HistoryStore, tmp_path: Path) -> None:
    assert store.load() == []
    assert not store.remove("a")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_prompt_is_not_kept(store: HistoryStore, tmp_path: Path) -> None:
    assert store.save("a", "", "/work") is None
    assert list(tmp_path.iterdir()) == []


def test_saving_under_the_same_id_replaces(store: HistoryStore) -> None:
    store.save("a", "draft", "")
    store.save("b", "other", "")
    store.save("a", "final", "")
    assert contents(store) == ["final", "other"]


def test_a_removed_prompt_stays_gone_and_removing_says_whether_there_was_one(store: HistoryStore, path: Path) -> None:
    store.save("a", "one", "")
    store.save("b", "two", "")
    assert store.remove("a")
    assert not store.remove("a")
    assert not store.remove("never")
    assert contents(HistoryStore(path, Clock())) == ["two"]


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o777])
def test_files_and_folder_are_closed_to_others_whatever_the_umask(store: HistoryStore, path: Path, mask: int) -> None:
    path.parent.parent.mkdir(parents=True)
    with umask(mask):
        store.save("a", "secret", "")
    assert mode(path.parent) == 0o700
    assert {mode(file) for file in path.parent.iterdir()} == {0o600}


def test_a_file_and_folder_that_others_can_read_are_closed(store: HistoryStore, path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(format_line(PromptEntry("a", 1, "one", "")))
    path.chmod(0o644)
    path.parent.chmod(0o755)
    store.save("b", "two", "")
    assert mode(path) == 0o600
    assert mode(path.parent) == 0o700


def test_a_folder_that_everybody_shares_is_left_alone(path: Path, store: HistoryStore) -> None:
    path.parent.mkdir(parents=True)
    path.parent.chmod(0o1777)
    store.save("a", "one", "")
    assert mode(path.parent) == 0o1777


def test_after_a_torn_line_the_next_entry_starts_on_a_new_one(store: HistoryStore, path: Path) -> None:
    store.save("a", "one", "")
    with path.open("ab") as file:
        file.write(format_line(PromptEntry("b", 2, "torn", ""))[:40])
    assert contents(store) == ["one"]
    store.save("c", "three", "")
    assert contents(store) == ["three", "one"]
    assert not list(path.parent.glob("*.bad-*"))


def test_a_foreign_file_is_set_aside_and_never_written_to(store: HistoryStore, path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"my shopping list\n")
    path.with_name("history.jsonl.bad-1").write_bytes(b"an older one\n")
    assert store.load() == []
    store.save("a", "one", "")
    assert contents(store) == ["one"]
    assert path.with_name("history.jsonl.bad-1").read_bytes() == b"an older one\n"
    assert path.with_name("history.jsonl.bad-2").read_bytes() == b"my shopping list\n"


def test_saving_sets_a_foreign_file_aside_too(store: HistoryStore, path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b'{"v":2}\n')
    store.save("a", "one", "")
    assert contents(store) == ["one"]
    assert path.with_name("history.jsonl.bad-1").read_bytes() == b'{"v":2}\n'


def test_what_can_be_read_of_a_bad_file_goes_on_in_the_new_one(store: HistoryStore, path: Path) -> None:
    store.save("a", "one", "")
    with path.open("ab") as file:
        file.write(b"garbage\n")
    store.save("b", "two", "")
    bad = path.read_bytes()
    assert contents(store) == ["two", "one"]
    assert path.with_name("history.jsonl.bad-1").read_bytes() == bad
    assert b"garbage" not in path.read_bytes()


def test_a_file_far_beyond_the_maximum_is_set_aside(path: Path) -> None:
    store = HistoryStore(path, Clock(), max_bytes=1_000)
    path.parent.mkdir(parents=True)
    path.write_bytes(format_line(PromptEntry("a", 1, "x", "")) * 100)
    assert store.load() == []
    assert path.with_name("history.jsonl.bad-1").exists()


def test_a_prompt_of_more_than_a_mebibyte_is_refused_with_a_reason(store: HistoryStore) -> None:
    store.save("a", "x" * (MAX_ENTRY_BYTES - 200), "")
    with pytest.raises(RequestError, match="larger than 1 MiB") as refused:
        store.save("b", "x" * MAX_ENTRY_BYTES, "")
    assert refused.value.code == "history_failed"
    assert len(store.load()) == 1


def test_only_the_newest_are_kept(path: Path) -> None:
    store = HistoryStore(path, Clock(), max_entries=10)
    for number in range(100):
        store.save(f"id{number}", f"prompt {number}", "")
        assert len(store.load()) == min(number + 1, 10)
        assert path.read_bytes().count(b"\n") <= 11
    assert contents(store) == [f"prompt {number}" for number in range(99, 89, -1)]


def test_the_file_stays_within_its_bytes(path: Path) -> None:
    store = HistoryStore(path, Clock(), max_bytes=10_000)
    for number in range(100):
        store.save(f"id{number}", "x" * 900, "")
        assert path.stat().st_size <= 10_000
    assert [entry.id for entry in store.load()][:8] == [f"id{number}" for number in range(99, 91, -1)]
    assert {file.name for file in path.parent.iterdir()} == {"history.jsonl", "history.jsonl.lock"}


def test_compaction_keeps_the_order_of_entries_in_one_millisecond(path: Path) -> None:
    store = HistoryStore(path, Clock(step_ms=0), max_entries=10)
    for number in range(12):
        store.save(f"id{number}", f"{number}", "")
    assert path.read_bytes().count(b"\n") == 10
    assert contents(store) == [str(number) for number in range(11, 1, -1)]


def test_compaction_drops_what_was_removed_and_keeps_the_modes(path: Path) -> None:
    store = HistoryStore(path, Clock(), max_entries=10)
    store.save("gone", "secret", "")
    store.remove("gone")
    for number in range(10):
        store.save("same", f"{number}", "")
    assert contents(store) == ["9"]
    assert b"secret" not in path.read_bytes()
    assert mode(path) == 0o600


def test_a_history_that_is_a_folder_or_a_pipe_or_a_link_fails_with_a_sentence(store: HistoryStore, path: Path) -> None:
    path.mkdir(parents=True)
    for use in (store.load, lambda: store.save("a", "one", ""), lambda: store.remove("a")):
        with pytest.raises(RequestError, match="the prompt history cannot be") as failure:
            use()
        assert failure.value.code == "history_failed"
    path.rmdir()
    os.mkfifo(path)
    with pytest.raises(RequestError, match="cannot be read: it is not a file"):
        store.load()
    path.unlink()
    path.symlink_to("/etc/passwd")
    with pytest.raises(RequestError, match="cannot be written"):
        store.save("a", "one", "")


def test_a_place_that_cannot_be_made_fails_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store = HistoryStore(tmp_path / "file" / "history.jsonl", Clock())
    with pytest.raises(RequestError, match="cannot be written") as failure:
        store.save("a", "one", "")
    assert failure.value.code == "history_failed"


def test_a_lock_that_somebody_keeps_fails_with_a_sentence(
    store: HistoryStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save("a", "one", "")
    monkeypatch.setattr(lock, "_ATTEMPTS", 2)
    with lock.locked(path.with_name("history.jsonl.lock")):
        with pytest.raises(RequestError, match="another program"):
            store.save("b", "two", "")
        with pytest.raises(RequestError, match="another program"):
            store.load()
    assert contents(store) == ["one"]


_FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from bridge.clock import SystemClock
from bridge.errors import RequestError
from bridge.history.store import HistoryStore

path = Path(sys.argv[1])
store = HistoryStore(path, SystemClock())
store.save("a", "one", "")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 20, resource.RLIM_INFINITY))
try:
    store.save("b", "two" * 100, "")
except RequestError as failure:
    print(failure)
"""


def test_an_entry_that_does_not_fit_on_the_disk_leaves_no_torn_line(store: HistoryStore, path: Path) -> None:
    writer = subprocess.run(
        [sys.executable, "-c", _FULL_DISK, str(path)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert writer.stdout == "the prompt history cannot be written: No space left on device\n"
    assert contents(store) == ["one"]
    assert path.read_bytes().count(b"\n") == 1
    assert path.read_bytes().endswith(b"\n")


_MANY_WRITERS = """
import sys
from pathlib import Path
from bridge.clock import SystemClock
from bridge.history.store import HistoryStore

path, name, entries, repeats, most = Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:])
sys.stdin.readline()
store = HistoryStore(path, SystemClock(), max_entries=most)
for number in range(entries):
    store.save(f"{name}-{number}", f"prompt {number} of {name}, with some text to make it longer" * 20, "/work")
    for repeat in range(repeats):
        store.save("same", f"{name} {number} {repeat}", "/work")
"""


def write_at_once(path: Path, *, writers: int, entries: int, repeats: int, most: int) -> set[str]:
    """The ids that so many real processes save, all let go at the same time."""
    command = [sys.executable, "-c", _MANY_WRITERS, str(path)]
    numbers = [str(entries), str(repeats), str(most)]
    running = [
        subprocess.Popen(
            [*command, str(name), *numbers],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for name in range(writers)
    ]
    for process in running:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    assert [process.communicate(timeout=50)[1] for process in running] == [b""] * writers
    return {f"{name}-{number}" for name in range(writers) for number in range(entries)}


def test_eight_processes_that_write_at_once_lose_nothing(store: HistoryStore, path: Path) -> None:
    expected = write_at_once(path, writers=8, entries=50, repeats=0, most=10_000)
    assert {entry.id for entry in store.load()} == expected
    assert path.read_bytes().count(b"\n") == 400


def test_nothing_is_lost_while_the_file_is_compacted_under_other_writers(store: HistoryStore, path: Path) -> None:
    expected = write_at_once(path, writers=6, entries=15, repeats=10, most=120)
    assert {entry.id for entry in store.load()} == expected | {"same"}
    assert path.read_bytes().count(b"\n") <= 132


def test_a_removal_is_a_line_like_any_other(store: HistoryStore, path: Path) -> None:
    store.save("a", "one", "")
    store.remove("a")
    assert path.read_bytes().endswith(format_line(Removal("a")))
