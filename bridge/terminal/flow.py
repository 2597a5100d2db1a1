"""Credit by parsed bytes: how far the output may run ahead of what a client's terminal has digested. Pure.

The socket cannot limit this: a browser drains loopback into memory for ever, while its terminal parses 20 MB/s.
"""

from typing import NamedTuple

DEFAULT_WINDOW = 100_000
"""Unacknowledged bytes at which a client is congested. xterm.js feels dead above 500 kB pending."""

LOW_WATER = 5_000
"""Unacknowledged bytes below which a congested client is clear again; also what a client acknowledges at a time. An ack
larger than this would stop the stream for good: the last bytes below it would never be acknowledged."""

UNACKED_BOUND = 1024 * 1024
"""How far a client without acknowledgements may lag behind the program; half of the scrollback, so nothing is lost."""


class Credit:
    """The window of one client on one session."""

    def __init__(self, offset: int, window: int = DEFAULT_WINDOW) -> None:
        self.window = window
        self.sent = offset
        self.acked = offset
        self.congested = False

    @property
    def unacked(self) -> int:
        """Bytes sent and not yet parsed."""
        return self.sent - self.acked

    @property
    def available(self) -> int:
        """Bytes that may be sent now."""
        return 0 if self.congested else self.window - self.unacked

    def on_sent(self, end: int) -> None:
        """Output up to `end` is on its way."""
        self.sent = end
        if self.unacked >= self.window:
            self.congested = True

    def on_ack(self, offset: int) -> bool:
        """The client has parsed up to `offset`; more than was sent counts as all of it. True if that was progress."""
        offset = min(offset, self.sent)
        if offset <= self.acked:
            return False
        self.acked = offset
        if self.unacked <= min(LOW_WATER, self.window // 2):
            self.congested = False
        return True

    def reset(self, offset: int) -> None:
        """Start over at `offset`: a replay up to there is exempt."""
        self.sent = self.acked = offset
        self.congested = False


class Lag(NamedTuple):
    """How far a client without acknowledgements is behind."""

    offset: int
    end: int

    def too_far(self, kept: int) -> bool:
        """Whether the program must wait for it, if `kept` bytes stay readable at least."""
        return self.end - self.offset > min(UNACKED_BOUND, kept)
