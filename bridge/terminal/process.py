"""The contract of one program in one terminal, whatever the platform gives: a PTY, ConPTY, or two pipes.

`tests/contract/terminal_process.py` is the same contract as a test suite; every implementation runs it.
"""

import asyncio
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from bridge.terminal.size import DEFAULT_SIZE, Size

READ_BYTES = 64 * 1024
"""Most bytes that are read in one go. A Linux PTY gives 4,096 a call; draining up to this doubles the throughput."""

Receive = Callable[[bytes], None]
"""Takes output, in a callback of the event loop; `b""` once, at the end of the stream."""


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

    def resume_reading(self, receive: Receive) -> None:
        """Give `receive` the output from here on, at most 256 KiB at once and never before this returns.

        At the end of the stream it gets `b""`, once for each call of this.
        """
        ...

    def pause_reading(self) -> None:
        """Read no more until `resume_reading`; `receive` is not called again before that."""
        ...

    def write_now(self, data: bytes) -> int:
        """Give the program what it takes of `data` without waiting; how many bytes that was, 0 also when in doubt.

        Only while no `write` is on its way.
        """
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

    def unread_input(self) -> int | None:
        """Bytes that were written and not read by the program yet, where the platform knows."""
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
