"""One client's place in one session's output."""

import asyncio
from collections import deque
from typing import Literal

from bridge.sessions.device_queries import Answers
from bridge.terminal.flow import Credit, Lag
from bridge.terminal.recording import Resized
from bridge.terminal.size import Size

MOST_SIZES = 64
"""Sizes that may wait for a client that is behind; of more the oldest are left out."""


class OutputMissedError(Exception):
    """The follower's place has left the scrollback; `start` is the oldest byte kept."""

    def __init__(self, start: int) -> None:
        super().__init__(f"output before {start} is no longer kept")
        self.start = start


class FollowerDroppedError(Exception):
    """The follower was let go; `reason` as in the wire's `detached`."""

    def __init__(self, reason: Literal["stale", "replaced"]) -> None:
        super().__init__(reason)
        self.reason = reason


class Follower:
    """Where a client is in the output, what it may still be sent, and whether the program waits for it.

    credit: None for clients that do not acknowledge; their socket and `Lag` limit them. returns: the client can attach
    again after it was let go. read_only: it looks on, and has no part in what becomes of the session.
    wants_sizes: it draws at the terminal's size, and is told each.
    """

    answers: Answers

    def __init__(
        self,
        offset: int,
        *,
        credit: Credit | None = None,
        size: Size | None = None,
        returns: bool = False,
        read_only: bool = False,
        wants_sizes: bool = False,
    ) -> None:
        self.offset = offset
        self.credit = credit
        self.size = size
        self.returns = returns
        self.read_only = read_only
        self.wants_sizes = wants_sizes
        self._sizes: deque[Resized] = deque(maxlen=MOST_SIZES)
        self.acknowledged = False
        """Whether its terminal has read the whole replay, and speaks again."""
        self.visible = True
        self.stale = False
        self.dropped: Literal["stale", "replaced"] | None = None
        self.wake = asyncio.Event()

    @property
    def is_watched(self) -> bool:
        """Whether a person sees it who may type."""
        return self.visible and not self.stale and not self.read_only

    def budget(self) -> int | None:
        """Bytes that may be sent now; None: no limit but the socket's."""
        return None if self.credit is None else max(0, self.credit.available)

    def holds(self, end: int, kept: int) -> bool:
        """Whether a program whose output ends at `end` must wait for this client, if it is the active one.

        kept: bytes of output that stay readable at least; a client must not fall behind further than that.
        """
        if not self.visible or self.stale:
            return False
        if self.credit is not None:
            # what the client may not be sent yet is read ahead, so that its next acknowledgement finds it here
            return end - self.offset >= min(self.credit.window, kept)
        return Lag(self.offset, end).too_far(kept)

    def advance(self, count: int) -> None:
        """`count` more bytes are on their way."""
        self.offset += count
        self.stale = False
        if self.credit is not None:
            self.credit.on_sent(self.offset)

    def resized(self, change: Resized) -> None:
        """The terminal has another size from here on."""
        if self.wants_sizes:
            if self._sizes and self._sizes[-1].offset == change.offset:
                self._sizes.pop()
            self._sizes.append(change)
            self.wake.set()

    def next_size(self) -> Resized | None:
        """The size that is to be told before the next byte."""
        return self._sizes.popleft() if self._sizes and self._sizes[0].offset <= self.offset else None

    def until_size(self, limit: int) -> int:
        """At most so many bytes until the terminal has another size."""
        return min(limit, self._sizes[0].offset - self.offset) if self._sizes else limit

    def restart(self, offset: int) -> None:
        """Go on from `offset`; what is before it reached the client another way."""
        self.offset = offset
        self.acknowledged = False
        self._sizes.clear()
        if self.credit is not None:
            self.credit.reset(offset)
        self.wake.set()
