"""Prompts and settings under kill -9 at any moment, a full disk, and eight writers at once: old or new, never neither.

Some rounds in `make test`; AGENT_BRIDGE_STORAGE_ROUNDS=1000 in `make fuzz`.
"""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bridge_process import REPOSITORY

ROUNDS = int(os.environ.get("AGENT_BRIDGE_STORAGE_ROUNDS", "5"))
WRITERS = 8
SEED = 11

WRITER = """
import sys, os
from pathlib import Path
from bridge.clock import SystemClock
from bridge.errors import BridgeError
from bridge.history.store import HistoryStore
from bridge.settings import BY_NAME
from bridge.settings_file import write_option

name, folder, start = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
store = HistoryStore(folder / "history.jsonl", SystemClock(), max_entries=500, max_bytes=200_000)
os.write(1, b"ready\\n")
number = start
while True:
    number += 1
    entry = f"{name}-{number}"
    try:
        store.save(entry, f"prompt {entry} " + "x" * (number * 37 % 900), "/project")
        os.write(1, f"saved {entry}\\n".encode())
        if number % 5 == 0:
            write_option(folder / "settings.toml", BY_NAME["font-size"], 8 + number % 60)
            os.write(1, f"set {8 + number % 60}\\n".encode())
    except (BridgeError, OSError) as failure:
        os.write(1, f"failed {failure}\\n".encode())
"""


class Writer:
    """A process that saves prompts and settings as fast as it can, and says what was acknowledged."""

    def __init__(self, name: str, folder: Path, start: int) -> None:
        self.name = name
        self.process = subprocess.Popen(
            [sys.executable, "-c", WRITER, name, str(folder), str(start)],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"ready\n"

    def kill(self, *, after: str = "", times: int = 0) -> list[str]:
        """End it in the middle of whatever it does; what it had said by then, whole lines only.

        Not before it has said a line that begins with `after` so many times.
        """
        assert self.process.stdout is not None
        text = b""
        while times and text.count(b"\n" + after.encode()) < times:
            line = self.process.stdout.readline()
            assert line, "it ended by itself"
            text = text or b"\n"
            text += line
        self.process.send_signal(signal.SIGKILL)
        text += self.process.stdout.read()
        self.process.stdout.close()
        self.process.wait()
        return text.decode().split("\n")[:-1]


def saved(lines: list[str]) -> list[str]:
    return [line.split()[1] for line in lines if line.startswith("saved ")]


@contextlib.contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """A file system in memory that is soon full."""
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip(f"only root may mount: {done.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def read_back(folder: Path) -> list[str]:
    """Ids of all prompts, oldest first, as a bridge reads them."""
    from bridge.clock import SystemClock
    from bridge.history.store import HistoryStore

    store = HistoryStore(folder / "history.jsonl", SystemClock(), max_entries=500, max_bytes=200_000)
    return [entry.id for entry in reversed(store.load())]


def check(folder: Path, acknowledged: dict[str, list[str]]) -> None:
    """Of each writer the newest acknowledged prompts are there; only the oldest of all may have been dropped."""
    there = read_back(folder)
    present = set(there)
    assert len(present) == len(there), "a prompt is there twice"
    for name, entries in acknowledged.items():
        if not entries:
            continue
        kept = [entry for entry in entries if entry in present]
        assert kept == entries[len(entries) - len(kept) :], f"of {name} one is lost in the middle"
        assert entries[-1] in present, f"the newest of {name} is lost"
    settings = folder / "settings.toml"
    if settings.exists():
        assert 8 <= tomllib.loads(settings.read_text())["font-size"] <= 72
    assert list(folder.glob("*.bad-*")) == [], "what was torn was taken for foreign"


@pytest.mark.timeout(120 + ROUNDS * 2)
@pytest.mark.attack("storage", "kill -9 of one of eight writers at a random moment", "torn-lines")
def test_killed_at_any_moment_nothing_acknowledged_is_lost(tmp_path: Path, fault: Callable[[str, float], None]) -> None:
    dice = random.Random(SEED)
    acknowledged: dict[str, list[str]] = {}
    writers = [Writer(f"w{number}", tmp_path, 0) for number in range(WRITERS)]
    slowest = 0.0
    for turn in range(ROUNDS):
        time.sleep(dice.random() * 0.05)  # the moment is what varies; nothing is waited for
        victim = dice.randrange(WRITERS)
        lines = writers[victim].kill()
        acknowledged.setdefault(writers[victim].name, []).extend(saved(lines))
        assert not [line for line in lines if line.startswith("failed")]
        begun = time.monotonic()
        writers[victim] = Writer(f"w{victim}", tmp_path, 10_000 * (turn + 1))
        if turn % 10 == 0:
            read_back(tmp_path)
        slowest = max(slowest, time.monotonic() - begun)
    for writer in writers:
        acknowledged.setdefault(writer.name, []).extend(saved(writer.kill()))
    # what others wrote since may have pushed out the older half; the newest of those that lived to the end is there
    check_newest(tmp_path, acknowledged)
    fault(f"kill -9 of a writer of eight, {ROUNDS} times", slowest)


def check_newest(folder: Path, acknowledged: dict[str, list[str]]) -> None:
    there = read_back(folder)
    present = set(there)
    assert len(present) == len(there)
    everything = {entry for entries in acknowledged.values() for entry in entries}
    unknown = [entry for entry in there if entry not in everything]
    assert len(unknown) <= ROUNDS + WRITERS, "written and not acknowledged: one a kill at most"
    for name, entries in acknowledged.items():
        kept = [entry for entry in entries if entry in present]
        assert kept == entries[len(entries) - len(kept) :], f"of {name} one is lost in the middle"
    assert present & everything, "everything is gone"
    assert list(folder.glob("*.bad-*")) == []
    font = tomllib.loads((folder / "settings.toml").read_text())["font-size"]
    assert 8 <= font <= 72


def test_on_a_full_disk_the_old_state_stays(tmp_path: Path, fault: Callable[[str, float], None]) -> None:
    place = tmp_path / "disk"
    place.mkdir()
    with small_disk(place, "256k"):
        (place / "ballast").write_bytes(b"x" * 180_000)
        writer = Writer("full", place, 0)
        lines = writer.kill(after="failed", times=3)
        entries = saved(lines)
        check(place, {"full": entries})
        (place / "ballast").unlink()
        begun = time.monotonic()
        writer = Writer("again", place, 0)
        after = saved(writer.kill(after="saved", times=3))
        check(place, {"again": after})
        fault("a full disk that has room again", time.monotonic() - begun)


@pytest.mark.attack(
    "storage", "the file is cut in the middle of a line, or begins with another program's", "torn-lines"
)
def test_what_is_torn_costs_itself_alone(tmp_path: Path) -> None:
    writer = Writer("torn", tmp_path, 0)
    entries = saved(writer.kill(after="saved", times=30))
    entries.append(f"torn-{len(entries) + 1}")  # may have been written, and the kill came before it was said
    file = tmp_path / "history.jsonl"
    data = file.read_bytes()
    for cut in (1, 17, 100):
        file.write_bytes(data[:-cut])
        assert read_back(tmp_path)[-1] in entries
        writer = Writer(f"on{cut}", tmp_path, 0)
        after = saved(writer.kill(after="saved", times=1))
        assert set(after) <= set(read_back(tmp_path))
    assert json.loads(data.split(b"\n")[0])["v"] == 1
