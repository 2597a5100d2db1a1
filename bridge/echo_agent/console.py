"""Where the echo agent reads and writes: a terminal in raw mode, or pipes."""

import os
import sys
from contextlib import AbstractContextManager
from typing import Protocol

READ_BYTES = 65536
NO_TERMINAL = (80, 24)


class Console(Protocol):
    """Bytes in and out.

    is_terminal: keys one by one, not lines. resized: the size has changed; whoever reacts sets it back.
    """

    is_terminal: bool
    resized: bool

    def read(self, wait_s: float | None = None) -> bytes | None:
        """Return what is there; b"" at the end of the input, None when nothing came in time or the size changed."""
        ...

    def write(self, data: bytes) -> None:
        """Write all of it."""
        ...

    def set_raw(self, on: bool) -> None:
        """Switch raw mode on or off; without a terminal nothing happens."""
        ...


def open_console() -> AbstractContextManager[Console]:
    """Standard input and output of this platform; raw while the context lasts."""
    if sys.platform == "win32":
        from bridge.echo_agent.console_windows import WindowsConsole

        return WindowsConsole()
    from bridge.echo_agent.console_posix import PosixConsole

    return PosixConsole()


def size() -> tuple[int, int]:
    """Return columns and rows; 80 x 24 without a terminal."""
    for descriptor in (1, 0):
        try:
            columns, rows = os.get_terminal_size(descriptor)
        except OSError:
            continue
        return columns, rows
    return NO_TERMINAL
