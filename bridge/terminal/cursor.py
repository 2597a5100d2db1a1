"""Where the cursor probably is, for a program that asks while no terminal is there to know. Pure.

Follows what programs do before they ask: text, line ends, tabs, and movements. It knows no margins and no origin mode.
"""

import re
import unicodedata

from bridge.terminal.size import Size

_TAB = 8
_MOST_DIGITS = 6
_TOKEN = re.compile(
    rb"\x1b\[(?P<prefix>[<-?]?)(?P<numbers>[0-9;]*)[ -/]*(?P<final>[@-~])"
    rb"|\x1b[\]PX^_][^\x07\x18\x1a\x1b]*(?:\x07|\x1b\\)?"
    rb"|\x1b[ -/]*(?P<escape>[0-~])|(?P<control>[\x00-\x1f\x7f])|(?P<text>[^\x00-\x1f\x7f]+)"
)
_STEPS = {
    b"A": (-1, 0),
    b"F": (-1, 0),
    b"B": (1, 0),
    b"E": (1, 0),
    b"e": (1, 0),
    b"C": (0, 1),
    b"a": (0, 1),
    b"D": (0, -1),
}


class Cursor:
    """A position that follows output. `row` and `column` count from 1."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.row = self.column = 1
        self._saved = (1, 1)

    def feed(self, data: bytes) -> None:
        """Output that begins and ends at ground."""
        for match in _TOKEN.finditer(data):
            if match["text"]:
                self._print(match["text"].decode(errors="replace"))
            elif match["control"]:
                self._control(match["control"])
            elif match["final"]:
                self._move(match["prefix"], match["numbers"], match["final"])
            elif match["escape"]:
                self._escape(match["escape"])
            self.row = min(max(self.row, 1), self.size.rows)

    def _print(self, text: str) -> None:
        for character in text:
            width = _width(character)
            if self.column + width > self.size.cols + 1 and width:
                self.row, self.column = self.row + 1, 1
            self.column += width

    def _control(self, control: bytes) -> None:
        column = min(self.column, self.size.cols)
        if control == b"\r":
            self.column = 1
        elif control in (b"\n", b"\x0b", b"\x0c"):
            self.row += 1
        elif control == b"\b":
            self.column = max(1, column - 1)
        elif control == b"\t":
            self.column = min((column - 1) // _TAB * _TAB + _TAB + 1, self.size.cols)

    def _escape(self, letter: bytes) -> None:
        if letter == b"c":
            self.row = self.column = 1
        elif letter == b"7":
            self._saved = (self.row, self.column)
        elif letter == b"8":
            self.row, self.column = self._saved
        elif letter in b"DE":
            self.row += 1
            self.column = 1 if letter == b"E" else self.column
        elif letter == b"M":
            self.row -= 1

    def _move(self, prefix: bytes, numbers: bytes, final: bytes) -> None:
        if prefix:
            if prefix == b"?" and numbers == b"1049":
                self._escape(b"7" if final == b"h" else b"8")
            return
        if final in b"su":
            self._escape(b"7" if final == b"s" else b"8")
            return
        first, _, rest = numbers.partition(b";")
        count = _number(first)
        if final in b"Hf":
            self.row, self.column = count, _number(rest.partition(b";")[0])
        elif final in b"G`":
            self.column = count
        elif final == b"d":
            self.row = count
        elif final in _STEPS:
            down, right = _STEPS[final]
            column = min(self.column, self.size.cols) if right else self.column
            self.row, self.column = self.row + down * count, column + right * count
        if final in b"EF":
            self.column = 1
        if final in b"HfG`CDa":
            self.column = min(max(self.column, 1), self.size.cols)

    @property
    def position(self) -> tuple[int, int]:
        """Row and column, on the screen."""
        return self.row, min(self.column, self.size.cols)


def _number(digits: bytes) -> int:
    """At least 1; of a number that is longer than any screen is wide only the beginning counts."""
    return max(1, int(digits[:_MOST_DIGITS] or b"1"))


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
