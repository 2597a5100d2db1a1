"""Starting frozen bridges with nothing but what they bring: no Python on PATH, an empty HOME, a TMPDIR to look into."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
import pytest

from binaries import places
from tests.bridge_process import BridgeProcess, clean_environment, end_tree

ONE_FILE = Path(os.environ.get("AGENT_BRIDGE_TEST_BINARY", ""))
ONE_FOLDER = ONE_FILE.parent / places.FOLDER / ONE_FILE.name
START_SECONDS = 60


class Run:
    """One place with `home`, `tmp` and `workspace`, and the bridges started there."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.home, self.tmp, self.workspace = (place / name for name in ("home", "tmp", "workspace"))
        for folder in (self.home, self.tmp, self.workspace):
            folder.mkdir(parents=True)
        self.environment = clean_environment(self.home) | {"TMPDIR": str(self.tmp), "XDG_RUNTIME_DIR": str(place)}
        self._started: list[BridgeProcess] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for bridge in self._started:
            end_tree(bridge.process)
            for stream in (bridge.process.stdin, bridge.process.stdout):
                if stream is not None:
                    stream.close()

    def popen(self, program: Path, *arguments: str, **environment: str) -> BridgeProcess:
        """Started, and not asked for its ready line yet."""
        log = self.place / f"log-{len(self._started)}"
        with log.open("wb") as stderr:
            process = subprocess.Popen(
                [program, *arguments],
                cwd=self.workspace,
                env=self.environment | environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                start_new_session=True,
            )
        self._started.append(BridgeProcess(process, {}, log))
        return self._started[-1]

    def start(self, program: Path, *arguments: str, **environment: str) -> BridgeProcess:
        """A bridge that has printed its ready line."""
        bridge = self.popen(program, *arguments, **environment)
        read_ready(bridge)
        return bridge

    def once(self, program: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run to the end."""
        return subprocess.run(
            [program, *arguments],
            cwd=self.workspace,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=False,
        )

    def unpacked(self) -> list[Path]:
        """Folders that one-file runs have in the temporary folder now."""
        return sorted(self.tmp.glob("_MEI*"))


def read_ready(bridge: BridgeProcess) -> None:
    """Wait for the ready line."""
    assert bridge.process.stdout is not None
    line = bridge.process.stdout.readline()
    assert line, f"no ready line; stderr:\n{bridge.log_text()}"
    bridge.ready.update(json.loads(line))


def serving(bridge: BridgeProcess) -> psutil.Process:
    """The process that serves: of a one-file binary the child of the one that was started."""
    return psutil.Process(int(str(bridge.ready["pid"])))


def until(condition: Callable[[], bool], what: str, seconds: float = START_SECONDS) -> None:
    """Wait for it; the test fails if it does not come."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"this did not come within {seconds} s: {what}"
        time.sleep(0.05)


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """An empty file system in memory, for instance a small one or one that is read-only."""
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"only root may mount: {done.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
