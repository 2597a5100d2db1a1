"""Terminals and pipes on POSIX."""

import sys

if sys.platform == "win32":
    raise ImportError("the POSIX console needs POSIX")

import os
import select
import signal
import termios
import tty
from types import TracebackType
from typing import Self

from bridge.echo_agent.console import READ_BYTES

STDIN, STDOUT = 0, 1


class PosixConsole:
    """Standard input and output; a terminal is raw while the context lasts."""

    def __init__(self) -> None:
        self.is_terminal = os.isatty(STDIN)
        self.resized = False
        self._before = termios.tcgetattr(STDIN) if self.is_terminal else None
        self._woken, self._wake = os.pipe()

    def __enter__(self) -> Self:
        # A signal's byte in this pipe ends the wait in `read`; without it the new size would be seen at the next key.
        os.set_blocking(self._wake, False)
        signal.signal(signal.SIGWINCH, self._note_resize)
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        self.set_raw(True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.set_raw(False)
        signal.set_wakeup_fd(-1)
        os.close(self._woken)
        os.close(self._wake)

    def set_raw(self, on: bool) -> None:
        """Switch raw mode on or off; without a terminal nothing happens."""
        if self._before is None:
            return
        try:
            if on:
                tty.setraw(STDIN, termios.TCSANOW)
            else:
                termios.tcsetattr(STDIN, termios.TCSANOW, self._before)
        except termios.error:
            pass  # the terminal is gone, and its mode with it

    def read(self, wait_s: float | None = None) -> bytes | None:
        """Return what is there; b"" at the end of the input, None when nothing came in time or the size changed."""
        ready, _, _ = select.select([STDIN, self._woken], [], [], wait_s)
        if self._woken in ready:
            os.read(self._woken, READ_BYTES)
        if STDIN not in ready:
            return None
        try:
            return os.read(STDIN, READ_BYTES)
        except OSError:
            return b""  # EIO: the other side of the terminal is gone

    def write(self, data: bytes) -> None:
        """Write all of it."""
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[os.write(STDOUT, rest) :]
            except BlockingIOError:  # the descriptor may be shared with somebody who made it non-blocking
                select.select([], [STDOUT], [])

    def _note_resize(self, _signal: int, _frame: object) -> None:
        self.resized = True
