"""The contract of one program in one terminal, whatever the platform gives: a PTY, ConPTY, or two pipes.

`tests/contract/terminal_process.py` is the same contract as a test suite; every implementation runs it.
"""

import asyncio
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from bridge.terminal.size import DEFAULT_SIZE, Size

READ_BYTES = 64 * 1024
"""Most bytes one `read` returns. A Linux PTY gives 4,096 a call; draining up to this doubles the throughput."""


class ExitStatus(NamedTuple):
    """How a program ended. Ended by a signal: `code` is 128 + its number, `signal` its name (`SIGKILL`)."""

    code: int
    signal: str | None

    @classmethod
    def from_returncode(cls, returncode: int) -> "ExitStatus":
        """From Python's convention, where a negative number is a signal's."""
        if returncode >= 0:
            return cls(returncode, None)
        try:
            name = signal.Signals(-returncode).name
        except ValueError:  # a real-time signal has a number only
            name = f"SIG{-returncode}"
        return cls(128 - returncode, name)


@dataclass(frozen=True)
class Program:
    """What to start: `argv[0]` is an absolute path, `environment` is all the child gets, `cwd` an existing folder.

    mark: what it and all its descendants carry, see `inherited_mark`.
    """

    argv: tuple[str, ...]
    cwd: str
    environment: Mapping[str, str]
    size: Size = DEFAULT_SIZE
    mark: int | None = None


class TerminalProcess(Protocol):
    """A running program and its terminal. Methods are called on the event loop and never block it."""

    @property
    def pid(self) -> int:
        """Process id of the program; on POSIX it leads a process group and a session of its own."""
        ...

    async def read(self) -> bytes:
        """The next output, at most READ_BYTES; `b""` for ever once the terminal is at its end. One reader at a time."""
        ...

    async def write(self, data: bytes) -> None:
        """Give the program all of `data`; waits while it does not read. OSError once the terminal is gone.

        One writer at a time; when cancelled, the part that was taken stays taken.
        """
        ...

    def interrupt(self) -> bool:
        """What Ctrl-C does, for when the program does not read its input. False: this terminal has no such way now."""
        ...

    def resize(self, size: Size) -> None:
        """Tell the terminal its size; the program is told by the system. Without effect on pipes and after the end."""
        ...

    async def wait(self) -> ExitStatus:
        """The program's status, as soon as it ended, and ever after; its output may still be on the way."""
        ...

    def foreground_group(self) -> int | None:
        """Process group that has the terminal now, where the platform knows such a thing."""
        ...

    async def close(self) -> None:
        """Let go of the terminal. The program, if it lives, sees a hang-up. Safe to call twice."""
        ...


class Readiness:
    """Waiting until a non-blocking descriptor can be read or written, without staying registered in between."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._loop = asyncio.get_running_loop()

    async def readable(self) -> None:
        """Until a read would not block."""
        future = self._loop.create_future()
        self._loop.add_reader(self._fd, _settle, future)
        try:
            await future
        finally:
            self._loop.remove_reader(self._fd)

    async def writable(self) -> None:
        """Until a write would not block."""
        future = self._loop.create_future()
        self._loop.add_writer(self._fd, _settle, future)
        try:
            await future
        finally:
            self._loop.remove_writer(self._fd)


def _settle(future: "asyncio.Future[None]") -> None:
    if not future.done():
        future.set_result(None)
