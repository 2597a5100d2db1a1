"""Single-use tickets: how a browser tab gets the token without a token in a URL."""

import hashlib
import secrets

from bridge.clock import Clock

LIFETIME_SECONDS = 60.0
_MOST = 16
_TICKET_BYTES = 24


class Tickets:
    """Issued tickets, by digest, until they are used or too old."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._expiry: dict[bytes, float] = {}

    def issue(self) -> str:
        """A new ticket, good once within LIFETIME_SECONDS. The oldest of too many is void."""
        self._forget_expired()
        if len(self._expiry) >= _MOST:
            del self._expiry[next(iter(self._expiry))]
        ticket = secrets.token_urlsafe(_TICKET_BYTES)
        self._expiry[_digest(ticket)] = self._clock.monotonic() + LIFETIME_SECONDS
        return ticket

    def redeem(self, ticket: str) -> bool:
        """Whether the ticket was good; it is not any more."""
        self._forget_expired()
        return self._expiry.pop(_digest(ticket), None) is not None

    def _forget_expired(self) -> None:
        now = self._clock.monotonic()
        self._expiry = {digest: expiry for digest, expiry in self._expiry.items() if expiry > now}


def _digest(ticket: str) -> bytes:
    # looked up by digest, so that the time of the look-up says nothing about the ticket
    return hashlib.sha256(ticket.encode("utf-8", "surrogatepass")).digest()
