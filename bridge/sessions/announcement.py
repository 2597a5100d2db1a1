"""When clients are told that there is output: a key's echo at once, a flood in large pieces.

A PTY gives 4 KB at a time, and everything behind the recording (tasks, frames, sockets) costs per piece, not per byte.
"""

import asyncio
from collections.abc import Callable

ENOUGH_BYTES = 64 * 1024
"""Told as soon as this much is there: one frame."""

LONGEST_SECONDS = 0.005
"""Told after this time, however little it is."""

_BULK_BYTES = 2048
"""Less than this at a time is somebody typing, or a program that draws: never worth waiting for more."""


class Announcement:
    """`tell` is called after output came: at once where there was a pause before it, else for many pieces together."""

    def __init__(self, tell: Callable[[], None]) -> None:
        self._tell = tell
        self._loop = asyncio.get_running_loop()
        self._untold = 0
        self._timer: asyncio.TimerHandle | None = None
        self._told_at = 0.0

    def add(self, count: int) -> None:
        """`count` more bytes are there."""
        self._untold += count
        if self._untold < ENOUGH_BYTES and (self._untold != count or count >= _BULK_BYTES) and not self._is_idle():
            if self._timer is None:
                self._timer = self._loop.call_later(LONGEST_SECONDS, self.now)
        else:
            self.now()

    def _is_idle(self) -> bool:
        return (
            self._untold < ENOUGH_BYTES
            and self._timer is None
            and (self._loop.time() - self._told_at > LONGEST_SECONDS)
        )

    def now(self) -> None:
        """Tell it without waiting."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._untold = 0
        self._told_at = self._loop.time()
        self._tell()
