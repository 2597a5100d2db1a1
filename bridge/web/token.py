"""The bearer token in a WebSocket's subprotocols and in a header. Pure."""

import hmac
from collections.abc import Sequence
from typing import NamedTuple

from bridge.protocol.version import BEARER_PREFIX, SUBPROTOCOL


class Offer(NamedTuple):
    """What a client offers in `Sec-WebSocket-Protocol`: the token, and the subprotocol to answer with."""

    token: str
    answer: str


def offer(headers: Sequence[str]) -> Offer | None:
    """The offer in the header lines; None where there is not exactly one line with exactly one token."""
    if len(headers) != 1:
        return None
    names = [name.strip() for name in headers[0].split(",")]
    bearers = [name for name in names if name.startswith(BEARER_PREFIX)]
    if len(bearers) != 1:
        return None
    answer = SUBPROTOCOL if SUBPROTOCOL in names else bearers[0]
    return Offer(bearers[0].removeprefix(BEARER_PREFIX), answer)


def bearer(headers: Sequence[str]) -> str | None:
    """The token of `Authorization: Bearer …`; None where there is not exactly one such line."""
    if len(headers) != 1:
        return None
    scheme, _, token = headers[0].partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def same(given: str, expected: str) -> bool:
    """Comparison whose time does not tell how much was right."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())
