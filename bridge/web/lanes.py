"""Order without waiting: what concerns one thing happens in order, and nothing waits for anything else.

A prompt whose files are being read must reach the agent before the Enter behind it; a search must not hold up a Ctrl-C.
"""

import asyncio
from collections.abc import Callable, Coroutine

Work = Coroutine[object, object, None]

MOST_WAITING = 1000
"""Messages of one client that may wait; then its socket is not read until some are done."""


class Lanes:
    """Per key, work in the order it came."""

    def __init__(self, start: Callable[[Work], "asyncio.Task[None]"]) -> None:
        self._start = start
        self._tails: dict[str, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(MOST_WAITING)

    async def run(self, key: str, work: Work, *, quick: bool) -> None:
        """Do `work` after all earlier work of `key`; at once if it is quick and nothing is ahead of it."""
        tail = self._tails.get(key)
        if quick and tail is None:
            await work
            return
        await self._room.acquire()
        task = self._start(self._after(tail, work))
        self._tails[key] = task
        task.add_done_callback(lambda done: self._finished(key, done))

    async def _after(self, tail: "asyncio.Task[None] | None", work: Work) -> None:
        try:
            if tail is not None:
                await asyncio.wait({tail})
        except asyncio.CancelledError:
            work.close()
            raise
        await work

    def _finished(self, key: str, done: "asyncio.Task[None]") -> None:
        self._room.release()
        if self._tails.get(key) is done:
            del self._tails[key]
