"""Limits on TCP connections: how many, and how long one may stay without showing the token."""

import asyncio
import logging
from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

MAX_UNAUTHENTICATED = 16
"""Connections that have not shown the token. A browser opens six for a page."""

AUTHENTICATE_SECONDS = 5.0
"""How long a connection may stay without showing the token: also the limit on a request that never ends."""

MAX_CONNECTIONS = 64 + MAX_UNAUTHENTICATED

_LOG = logging.getLogger(__name__)
_BUSY = b"HTTP/1.1 503 Service Unavailable\r\nServer: agent-bridge\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class _Connection(RequestHandler):
    """aiohttp's connection, with errors that say nothing about the inside."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """A bare status; what went wrong is in the log, without what the client sent."""
        if status >= 500:
            _LOG.error("request failed", exc_info=exc)
        else:
            _LOG.info("request refused: malformed (%s)", type(exc).__name__)
        if request.writer.output_size > 0:
            raise ConnectionError("the response has begun")
        response = web.Response(status=status, headers={"Server": "agent-bridge"})
        response.force_close()
        return response


class GuardedServer(web.Server):
    """aiohttp's low-level server with a door."""

    def __init__(self, handler: Any, **options: Any) -> None:
        super().__init__(handler, **options)
        self._options = options
        self._unauthenticated: dict[RequestHandler, asyncio.TimerHandle] = {}

    def __call__(self) -> RequestHandler:
        """A protocol for a new connection."""
        return _Connection(self, loop=asyncio.get_running_loop(), **self._options)

    def connection_made(self, handler: RequestHandler, transport: asyncio.Transport) -> None:
        """Count the connection in, or turn it away."""
        super().connection_made(handler, transport)
        if len(self._unauthenticated) >= MAX_UNAUTHENTICATED or len(self.connections) > MAX_CONNECTIONS:
            _LOG.warning("connection refused: %d are open without a token", len(self._unauthenticated))
            transport.write(_BUSY)
            transport.close()
            return
        timer = asyncio.get_running_loop().call_later(AUTHENTICATE_SECONDS, self._expire, handler, transport)
        self._unauthenticated[handler] = timer

    def connection_lost(self, handler: RequestHandler, exc: BaseException | None = None) -> None:
        """Count the connection out."""
        self._forget(handler)
        super().connection_lost(handler, exc)

    def authenticated(self, handler: RequestHandler) -> None:
        """The connection has shown the token."""
        self._forget(handler)

    def _forget(self, handler: RequestHandler) -> None:
        timer = self._unauthenticated.pop(handler, None)
        if timer is not None:
            timer.cancel()

    def _expire(self, handler: RequestHandler, transport: asyncio.Transport) -> None:
        self._forget(handler)
        transport.abort()
