"""A real bridge in a real process, started as a host starts it. `AGENT_BRIDGE_TEST_BINARY` names a frozen one."""

import atexit
import contextlib
import functools
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

WITHOUT = os.environ.get("AGENT_BRIDGE_WITHOUT", "")
"""Defences that are switched off, to see which tests notice."""

FROM_SOURCE = (
    [sys.executable, "-m", "tests.security.weakened", WITHOUT] if WITHOUT else [sys.executable, "-m", "bridge"]
)
COMMAND = shlex.split(os.environ.get("AGENT_BRIDGE_TEST_BINARY", "")) or FROM_SOURCE
REPOSITORY = Path(__file__).resolve().parent.parent
ECHO_AGENT = shlex.join([*COMMAND, "echo-agent"])
_OF_PYTHON = re.compile(r"python|pypy|pydoc|pip|idle|2to3|uvx?$", re.IGNORECASE)
START_SECONDS = 20
STOP_SECONDS = 15


@dataclass
class BridgeProcess:
    """One bridge. `ready`: what its ready line said."""

    process: "subprocess.Popen[bytes]"
    ready: dict[str, object]
    log: Path
    marks: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(str(self.ready["port"]))

    @property
    def token(self) -> str:
        return str(self.ready["token"])

    @property
    def base(self) -> str:
        return str(self.ready["uiBase"])

    @property
    def websocket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws"

    def log_text(self) -> str:
        return self.log.read_text(errors="replace")

    def wait(self, seconds: float = STOP_SECONDS) -> int:
        """Exit code, once it ends by itself."""
        return self.process.wait(seconds)

    def stop(self) -> int:
        """Ask it to stop as a host does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def kill(self) -> None:
        """Kill the bridge, but nothing that runs in it."""
        first = psutil.Process(self.process.pid)
        command = first.cmdline()
        for process in (first, *first.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):  # a child that has ended, and is not reaped yet
                if process.cmdline() == command:  # a one-file binary is two, and the second would end its sessions
                    process.kill()
        self.wait()

    def rest_of_stdout(self) -> bytes:
        """What came after the ready line, once it has ended."""
        assert self.process.stdout is not None
        return self.process.stdout.read()


class Launcher:
    """Starts bridges with an empty HOME, and ends them and whatever they leave."""

    def __init__(self, home: Path, workspace: Path) -> None:
        self.home = home
        self.workspace = workspace
        self.started: list[BridgeProcess] = []
        # a path of its own, because that of a Unix socket must be short
        self._runtime = tempfile.TemporaryDirectory(prefix="ab-", ignore_cleanup_errors=True)
        # and a temporary folder of its own: a one-file binary that is killed leaves what it unpacked there
        self.environment = clean_environment(home) | {"XDG_RUNTIME_DIR": self._runtime.name, "TMPDIR": str(home)}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for bridge in self.started:
            end_tree(bridge.process)
            for stream in (bridge.process.stdin, bridge.process.stdout):
                if stream is not None:
                    stream.close()
        self._runtime.cleanup()

    def popen(
        self,
        *arguments: str,
        stdin: int = subprocess.PIPE,
        environment: Mapping[str, str] | None = None,
        command: Sequence[str] = COMMAND,
    ) -> "subprocess.Popen[bytes]":
        """The bare process; stderr goes to a file, so that nobody has to drain it."""
        log = self.log_path(len(self.started))
        with log.open("wb") as stderr:
            return subprocess.Popen(
                [*command, *arguments],
                cwd=self.workspace,
                env={**self.environment, **(environment or {})},
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=stderr,
                start_new_session=True,
            )

    def log_path(self, number: int) -> Path:
        return self.home.parent / f"bridge-{number}.log"

    def start(
        self,
        *arguments: str,
        stdin: int = subprocess.PIPE,
        environment: Mapping[str, str] | None = None,
        command: Sequence[str] = COMMAND,
    ) -> BridgeProcess:
        """A bridge that has printed its ready line."""
        log = self.log_path(len(self.started))
        process = self.popen(*arguments, stdin=stdin, environment=environment, command=command)
        bridge = BridgeProcess(process, {}, log)
        self.started.append(bridge)
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, f"no ready line; stderr:\n{log.read_text(errors='replace')}"
        bridge.ready.update(json.loads(line))
        return bridge

    def run(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run a command that ends by itself."""
        return subprocess.run(
            [*COMMAND, *arguments],
            cwd=self.workspace,
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=False,
        )


def clean_environment(home: Path) -> dict[str, str]:
    """Only what a program needs; nothing of the developer's own settings. For a frozen bridge: and no Python."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TERM", "SYSTEMROOT") if name in os.environ}
    if "AGENT_BRIDGE_TEST_BINARY" in os.environ:
        kept["PATH"] = path_without_python()
    else:
        kept["PYTHONPATH"] = str(REPOSITORY)
    return {**kept, "HOME": str(home), "SHELL": "/bin/sh"}


@functools.cache
def path_without_python() -> str:
    """A folder with links to everything on PATH but Python and what comes with it."""
    folder = Path(tempfile.mkdtemp(prefix="ab-path-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for place in map(Path, os.environ["PATH"].split(os.pathsep)):
        for program in place.iterdir() if place.is_dir() else ():
            link = folder / program.name
            if not _OF_PYTHON.match(program.name) and not link.is_symlink() and os.access(program, os.X_OK):
                link.symlink_to(program.resolve())
    return str(folder)


def end_tree(process: "subprocess.Popen[bytes]") -> None:
    """Kill a process and all its descendants."""
    try:
        family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    except psutil.Error:
        family = []
    for member in family:
        try:
            member.kill()
        except psutil.Error:
            pass
    process.wait(STOP_SECONDS)


def living_with(text: str) -> list[int]:
    """Pids of living processes that have `text` in their command line or environment."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() == psutil.STATUS_ZOMBIE or process.pid == os.getpid():
                continue
            if text in " ".join(process.cmdline()) or text in str(process.environ()):
                found.append(process.pid)
        except (psutil.Error, OSError):
            continue
    return found


def wait_until_none_lives_with(text: str, seconds: float = 10) -> list[int]:
    """The pids that are still there after at most `seconds`; empty is good."""
    deadline = time.monotonic() + seconds
    while (left := living_with(text)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left
