"""What one program has not read yet: a bounded queue, in order, resumed wherever the program lets us wait."""

import asyncio
from collections import deque

from bridge.terminal.process import TerminalProcess

INPUT_BOUND = 10 * 1024 * 1024
"""Bytes that may wait for a program that does not read; more is refused whole."""

REPLY_BOUND = 1024 * 1024
"""Bytes that may wait before the terminal's own answers are left out."""

_SLICE = 4096


class InputQueue:
    """Bytes on their way into `process`. Run `feed` in a task for as long as the program lives."""

    def __init__(self, process: TerminalProcess) -> None:
        self._process = process
        self._pieces: deque[bytes] = deque()
        self._ready = asyncio.Event()
        self.waiting = 0
        """Bytes that the program's terminal has not taken yet."""

    def add(self, data: bytes) -> bool:
        """Queue all of `data`; False where there is no room for it, and nothing of it is queued."""
        if self.waiting + len(data) > INPUT_BOUND:
            return False
        if not self._pieces:  # a key need not wait for a task
            data = data[self._process.write_now(data) :]
        self._pieces.extend(data[i : i + _SLICE] for i in range(0, len(data), _SLICE))
        self.waiting += len(data)
        if data:
            self._ready.set()
        return True

    def add_reply(self, answer: bytes) -> None:
        """Queue the terminal's own answer, in one piece; a program that asks and never reads gets none."""
        if self.waiting < REPLY_BOUND:
            self._pieces.append(answer)
            self.waiting += len(answer)
            self._ready.set()

    async def feed(self) -> None:
        """Write until cancelled, or until the program has closed its side; what it never read is lost with it."""
        while True:
            while not self._pieces:
                self._ready.clear()
                await self._ready.wait()
            data = self._pieces[0]
            try:
                await self._process.write(data)
            except OSError:
                self.clear()
                return
            self._pieces.popleft()
            self.waiting -= len(data)

    def clear(self) -> None:
        """Let go of all that waits."""
        self._pieces.clear()
        self.waiting = 0
