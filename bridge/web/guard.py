"""Who may come in. Every request passes `Guard.refusal` before anything else looks at it."""

from aiohttp import HttpVersion11, hdrs
from aiohttp.web import BaseRequest

from bridge.web import token as tokens
from bridge.web.origin import Names

_LOOPBACK_PEERS = ("127.", "::1", "::ffff:127.")
_SEC_FETCH_SITE, _SEC_FETCH_MODE, _SEC_FETCH_DEST = "Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest"


class Guard:
    """The rules, cheapest first. A refusal names its rule in the log and nothing on the wire."""

    def __init__(self, names: Names, token: str) -> None:
        self.names = names
        self._token = token

    def refusal(self, request: BaseRequest) -> str | None:
        """Name of the first rule that this request breaks; None if it may be answered."""
        origin = request.headers.getall(hdrs.ORIGIN, [])
        if not (request.remote or "").startswith(_LOOPBACK_PEERS):
            return "peer is not loopback"
        if request.version != HttpVersion11:
            return "not HTTP/1.1"
        # request.host and request.url believe an absolute-form target; the raw target and header lines do not
        if not request.raw_path.startswith("/") or request.raw_path.startswith("//"):
            return "target is not in origin form"
        if not self.names.is_host(request.headers.getall(hdrs.HOST, [])):
            return "Host is not ours"
        if not self.names.is_origin(origin):
            return "Origin is not ours"
        if not self.names.is_fetch_site(request.headers.getall(_SEC_FETCH_SITE, []), origin) and not _navigates(
            request
        ):
            return "Sec-Fetch-Site is another site"
        return None

    def authorised(self, request: BaseRequest) -> bool:
        """Whether the request carries the token in its Authorization header."""
        given = tokens.bearer(request.headers.getall(hdrs.AUTHORIZATION, []))
        return given is not None and tokens.same(given, self._token)

    def subprotocol(self, request: BaseRequest) -> str | None:
        """What to answer to a WebSocket handshake that carries the token; None: refuse it."""
        offer = tokens.offer(request.headers.getall(hdrs.SEC_WEBSOCKET_PROTOCOL, []))
        if offer is None or not tokens.same(offer.token, self._token):
            return None
        return offer.answer


def _navigates(request: BaseRequest) -> bool:
    """A person or an IDE opens the page itself, in a tab or a frame; it holds nothing secret."""
    return (
        request.method == hdrs.METH_GET
        and request.path == "/"
        and request.headers.get(_SEC_FETCH_MODE) == "navigate"
        and request.headers.get(_SEC_FETCH_DEST) in ("document", "iframe")
    )
