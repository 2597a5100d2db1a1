"""The kitty keyboard protocol's flags of one screen: a value, and the stack of those before it. Pure."""

import copy
from typing import Self

_MAX_DEPTH = 16
_MAX_FLAGS = 255


class KeyboardFlags:
    """`CSI > flags u` pushes, `CSI < count u` pops, `CSI = flags ; how u` changes."""

    def __init__(self) -> None:
        self._below: list[int] = []
        self._now = 0

    def copy(self) -> Self:
        """The same flags, on their own."""
        other = copy.copy(self)
        other._below = [*self._below]
        return other

    @property
    def now(self) -> int:
        """The flags in force."""
        return self._now

    def apply(self, sequence: bytes) -> None:
        """One of the three, without `CSI` and `u`."""
        first, _, second = sequence[1:].partition(b";")
        number = _number(first)
        match sequence[:1]:
            case b">":
                self._below = [*self._below, self._now][-_MAX_DEPTH:]
                self._now = number or 0
            case b"<":
                for _ in range(min(number or 1, _MAX_DEPTH + 1)):
                    self._now = self._below.pop() if self._below else 0
            case _:
                self._change(number or 0, _number(second) or 1)

    def _change(self, flags: int, how: int) -> None:
        if how == 1:
            self._now = flags
        elif how == 2:
            self._now |= flags
        elif how == 3:
            self._now &= ~flags

    def leave(self) -> bytes:
        """What brings a screen back to no flags; nothing where it has none."""
        return b"\x1b[<%du\x1b[=0u" % _MAX_DEPTH if self._now or self._below else b""

    def restore(self) -> bytes:
        """What brings a screen whose stack is empty to these flags."""
        first, *others = [*self._below, self._now]
        return b"\x1b[=%du" % first + b"".join(b"\x1b[>%du" % flags for flags in others)


def _number(text: bytes) -> int | None:
    """The parameter, None where there is none; what follows a second `;` is not looked at."""
    digits = text.split(b";")[0]
    return min(int(digits), _MAX_FLAGS) if digits.isdigit() else None
