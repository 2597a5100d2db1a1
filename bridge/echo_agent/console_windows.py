"""Consoles and pipes on Windows. Not run on the machine this was written on."""

import sys

if sys.platform != "win32":
    raise ImportError("the Windows console needs Windows")

import ctypes
import msvcrt
import os
import time
from types import TracebackType
from typing import Self

from bridge.echo_agent.console import READ_BYTES, size

STDIN, STDOUT = 0, 1

_UTF8 = 65001
_INPUT_HANDLE, _OUTPUT_HANDLE = -10, -11
_RAW_INPUT = 0x0200  # ENABLE_VIRTUAL_TERMINAL_INPUT alone: no lines, no echo, keys as escape sequences
_RAW_OUTPUT = 0x0001 | 0x0004 | 0x0008  # processed, escape sequences, no CR of its own
_POLL_S = 0.02


class WindowsConsole:
    """Standard input and output; a console is raw while the context lasts."""

    def __init__(self) -> None:
        self.is_terminal = os.isatty(STDIN)
        self.resized = False
        self._size = size()
        self._kernel = ctypes.WinDLL("kernel32")
        self._handles = [self._kernel.GetStdHandle(number) for number in (_INPUT_HANDLE, _OUTPUT_HANDLE)]
        self._before = [self._mode(handle) for handle in self._handles]

    def __enter__(self) -> Self:
        if self.is_terminal:
            self._kernel.SetConsoleCP(_UTF8)
            self._kernel.SetConsoleOutputCP(_UTF8)
        self.set_raw(True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.set_raw(False)

    def set_raw(self, on: bool) -> None:
        """Switch raw mode on or off; without a console nothing happens."""
        if self.is_terminal:
            for handle, mode in zip(self._handles, (_RAW_INPUT, _RAW_OUTPUT) if on else self._before, strict=True):
                self._kernel.SetConsoleMode(handle, mode)

    def read(self, wait_s: float | None = None) -> bytes | None:
        """Return what is there; b"" at the end of the input, None when nothing came in time or the size changed."""
        if self.is_terminal:
            end = None if wait_s is None else time.monotonic() + wait_s
            while not msvcrt.kbhit():
                if self._has_new_size() or (end is not None and time.monotonic() >= end):
                    return None
                time.sleep(_POLL_S)
        elif wait_s is not None:  # a pipe cannot be asked whether it has something
            time.sleep(wait_s)
            return None
        return os.read(STDIN, READ_BYTES)

    def write(self, data: bytes) -> None:
        """Write all of it."""
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(STDOUT, rest) :]

    def _mode(self, handle: int) -> int:
        mode = ctypes.c_uint32()
        self._kernel.GetConsoleMode(handle, ctypes.byref(mode))
        return mode.value

    def _has_new_size(self) -> bool:
        before, self._size = self._size, size()
        self.resized = self.resized or before != self._size
        return before != self._size
