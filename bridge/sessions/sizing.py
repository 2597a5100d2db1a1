"""Sizes as they are asked for, given to the terminal at a bearable pace."""

import asyncio
from collections.abc import Callable

from bridge.terminal.size import Size

REST_SECONDS = 0.05
"""After a size the next one waits this long, and of several the last one counts: a panel that is dragged reports a size
per frame, and each makes a full-screen program draw everything anew."""

LEAST = Size(20, 4)
"""Nobody works in less: it is the size of a panel that is closed, or on its way."""


def is_usable(size: Size) -> bool:
    """Whether this is a size to work in."""
    return size.cols >= LEAST.cols and size.rows >= LEAST.rows


class Sizing:
    """The first size goes through at once, so that it is there before what is typed next."""

    def __init__(self, apply: Callable[[Size], None]) -> None:
        self._apply = apply
        self._next: Size | None = None
        self._timer: asyncio.TimerHandle | None = None

    def ask(self, size: Size) -> None:
        """Give the terminal this size, now or soon."""
        if self._timer is not None:
            self._next = size
        else:
            self._give(size)

    def insist(self, size: Size) -> None:
        """Give the terminal this size now."""
        self.close()
        self._apply(size)

    def _give(self, size: Size) -> None:
        self._timer = asyncio.get_running_loop().call_later(REST_SECONDS, self._rested)
        self._apply(size)

    def _rested(self) -> None:
        self._timer = None
        size, self._next = self._next, None
        if size is not None:
            self._give(size)

    def close(self) -> None:
        """Forget what waits."""
        self._next = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
