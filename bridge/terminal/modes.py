"""Which modes the program has switched on, read out of its output. Pure.

A regular expression over the bytes does several hundred MB/s; a terminal emulator on the server would be a thousand
times slower.
"""

import re

BRACKETED_PASTE = 2004
ALTERNATE_SCREEN = 1049

_SEQUENCE = re.compile(rb"\x1b(?:\[\?(?P<modes>[0-9;]{1,64})(?P<set>[hl])|(?P<reset>c)|\[!(?P<soft>p))")
_UNFINISHED = re.compile(rb"\x1b(?:\[(?:[?!][0-9;]{0,64})?)?\Z")


class Modes:
    """The DEC private modes (`CSI ? n h`) that are on."""

    def __init__(self) -> None:
        self._on: set[int] = set()
        self._carry = b""

    def __contains__(self, mode: int) -> bool:
        return mode in self._on

    def feed(self, data: bytes) -> None:
        """Output of the program, cut anywhere."""
        if self._carry:
            data = self._carry + data
        for match in _SEQUENCE.finditer(data):
            self._apply(match)
        unfinished = _UNFINISHED.search(data)
        self._carry = unfinished.group() if unfinished else b""

    def _apply(self, match: re.Match[bytes]) -> None:
        if match["reset"]:
            self._on.clear()
        elif match["soft"]:
            self._on.discard(BRACKETED_PASTE)
        else:
            numbers = {int(number) for number in match["modes"].split(b";") if number}
            if match["set"] == b"h":
                self._on |= numbers
            else:
                self._on -= numbers
