"""What a program says to its terminal beside what it draws: operating system commands (OSC) and the bell. Pure.

Reads output cut anywhere and keeps at most one unfinished command of MAX_COMMAND bytes. Output without either, colours
and all, costs two searches; what else begins with ESC is read by `modes`, in one pass for everybody.
"""

import enum
import re
from typing import NamedTuple

MAX_COMMAND = 4096
"""Longest operating system command that is read, from ESC to its end; a longer one is passed over."""


class Kind(enum.Enum):
    """What was heard."""

    COMMAND = enum.auto()
    """`text` is what stands between `ESC ]` and its end."""
    BELL = enum.auto()
    """Once, however often it rang between two other signals."""


class Signal(NamedTuple):
    """One thing heard. `end`: offset in the output of the first byte behind it. `terminator`: how a command ended."""

    kind: Kind
    end: int
    text: bytes = b""
    terminator: bytes = b""


_BODY = rb"[^\x07\x18\x1a\x1b]*+"
_END = rb"(?:(?P<end>\x07|\x1b\\|(?=\x1b[^\\]))|[\x18\x1a])"
_COMMAND = re.compile(rb"\x1b\](?P<command>" + _BODY + rb")" + _END)
# where a bell is heard every string is taken whole, so that one within a string does not ring
_STRING = re.compile(rb"\x1b(?:\](?P<command>" + _BODY + rb")|[PX^_][^\x18\x1a\x1b]*+)" + _END)
_BEGIN = re.compile(rb"\x1b(?:[\]PX^_]|\Z)")
_COMMAND_END = re.compile(rb"[\x07\x18\x1a\x1b]")
_STRING_END = re.compile(rb"[\x18\x1a\x1b]")


def _may_signal(data: bytes) -> bool:
    # the bracket alone first: to look for it takes a hundredth of the time where there are many ESC
    return b"\x07" in data or (b"]" in data and b"\x1b]" in data) or data.endswith(b"\x1b")


class Listener:
    """One session's output, heard once and in order."""

    def __init__(self) -> None:
        self._carry = b""
        self._passing: re.Pattern[bytes] | None = None
        self._heard = 0

    def feed(self, data: bytes) -> list[Signal]:
        """Signals that are complete with `data`."""
        self._heard += len(data)
        if self._passing:
            end = self._passing.search(data)
            if end is None:
                return []
            self._passing = None
            # an ESC begins something new, if only what ends the string
            return self._read(data[end.start() if end.group() == b"\x1b" else end.end() :])
        if not self._carry and not _may_signal(data):
            return []
        data, self._carry = self._carry + data, b""
        return self._read(data)

    def _read(self, data: bytes) -> list[Signal]:
        base = self._heard - len(data)
        rings = b"\x07" in data
        signals = []
        done = 0
        for match in (_STRING if rings else _COMMAND).finditer(data):
            if rings and data.find(b"\x07", done, match.start()) >= 0:
                signals.append(Signal(Kind.BELL, base + match.start()))
            done = match.end()
            if match["command"] is not None and match["end"] is not None and done - match.start() <= MAX_COMMAND:
                signals.append(Signal(Kind.COMMAND, base + done, match["command"], match["end"] or b"\x1b\\"))
        open_at = self._keep_unfinished(data, done)
        if rings and data.find(b"\x07", done, open_at) >= 0:
            signals.append(Signal(Kind.BELL, base + open_at))
        return signals

    def _keep_unfinished(self, data: bytes, done: int) -> int:
        """Keep what began and is not complete; returns where that is."""
        last = data.rfind(b"\x1b", done)
        if last < 0:
            return len(data)
        if last == len(data) - 1:  # perhaps the first half of what ends a string
            before = data.rfind(b"\x1b", done, last)
            if before >= 0 and _BEGIN.match(data, before):
                last = before
        if not _BEGIN.match(data, last):
            return len(data)
        self._keep_string(data[last:])
        return last

    def _keep_string(self, string: bytes) -> None:
        command = string[1:2] in (b"]", b"")
        if command and len(string) <= MAX_COMMAND:
            self._carry = string
            return
        if string.endswith(b"\x1b"):  # half of its end is here
            self._carry = b"\x1b"
        else:
            self._passing = _COMMAND_END if command else _STRING_END
