"""Limits on TCP connections: how many, and how long one may stay without showing the token."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, cast

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from bridge.web.frame_rules import REFUSED_FRAME, FrameRules

MAX_UNAUTHENTICATED = 16
"""Connections that have not shown the token. A browser opens six for a page."""

AUTHENTICATE_SECONDS = 5.0
"""How long a connection may stay without showing the token: also the limit on a request that never ends."""

MAX_CONNECTIONS = 64 + MAX_UNAUTHENTICATED

_LOG = logging.getLogger(__name__)
_BUSY = b"HTTP/1.1 503 Service Unavailable\r\nServer: agent-bridge\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


LINGER_SECONDS = 1.0
"""How long a closed connection still takes what the client is sending. Closing at once would make the kernel answer
with a reset, and the client would never see why: a refusal, or a close frame."""


PATIENCE_SECONDS = 1.0
"""How long a WebSocket that is closed for a fault stays open for the client's answer; several clients call the
connection lost, and the reason with it, when they cannot send theirs."""


class LingeringTransport(asyncio.Transport):
    """Closes its own side first, and the rest when the client has, or after LINGER_SECONDS."""

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self._transport = transport
        self._closing = False
        self._patient = False
        # what is called for every message goes straight through
        self.write = transport.write  # type: ignore[method-assign]
        self.writelines = transport.writelines  # type: ignore[method-assign]
        self.get_extra_info = transport.get_extra_info  # type: ignore[method-assign]

    def close(self) -> None:
        """Send what is written, then the end; go on discarding what comes."""
        if self.is_closing():
            return
        self._closing = True
        self._transport.resume_reading()
        if self._patient:
            asyncio.get_running_loop().call_later(PATIENCE_SECONDS, self._half_close)
        else:
            self._half_close()

    def be_patient(self, patient: bool) -> None:
        """Whether `close` waits for the client's answer first."""
        self._patient = patient
        if self._closing and not patient:
            self._half_close()

    def _half_close(self) -> None:
        if self._transport.is_closing():
            return
        try:
            self._transport.write_eof()
        except (OSError, RuntimeError, NotImplementedError):
            self._transport.close()
            return
        asyncio.get_running_loop().call_later(LINGER_SECONDS, self._transport.close)

    def is_closing(self) -> bool:
        """Whether nothing may be written any more."""
        return self._closing or self._transport.is_closing()

    def abort(self) -> None:
        """Close at once."""
        self._closing = True
        self._transport.abort()

    def is_reading(self) -> bool:
        """See `asyncio.ReadTransport`."""
        return self._transport.is_reading()

    def pause_reading(self) -> None:
        """See `asyncio.ReadTransport`."""
        if not self._closing:
            self._transport.pause_reading()

    def resume_reading(self) -> None:
        """See `asyncio.ReadTransport`."""
        self._transport.resume_reading()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """See `asyncio.WriteTransport`."""
        self._transport.set_write_buffer_limits(high, low)

    def get_write_buffer_size(self) -> int:
        """See `asyncio.WriteTransport`."""
        return self._transport.get_write_buffer_size()

    def can_write_eof(self) -> bool:
        """See `asyncio.WriteTransport`."""
        return self._transport.can_write_eof()


class _StrictReader:
    """aiohttp's reader of frames, behind our rules. `reader`: aiohttp's; it has no name outside of aiohttp."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self._rules = FrameRules()
        self._broken = False

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        """Pass on what keeps the rules; the first that is broken ends the connection."""
        if self._broken:
            return True, b""
        data, rule = self._rules.feed(data)
        if rule is not None:
            self._broken = True
            _LOG.warning("a client is disconnected: %s", rule)
            data += REFUSED_FRAME
        return cast("tuple[bool, bytes]", self._reader.feed_data(data))

    def feed_eof(self) -> None:
        """The client sends nothing more."""
        self._reader.feed_eof()


class _Connection(RequestHandler):
    """aiohttp's connection, with errors that say nothing about the inside."""

    __slots__ = ()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin; asyncio calls this."""
        super().connection_made(LingeringTransport(cast("asyncio.Transport", transport)))

    def set_parser(self, parser: Any, data_received_cb: Callable[[], None] | None = None) -> None:
        """From now on frames come; aiohttp calls this."""
        super().set_parser(cast("Any", _StrictReader(parser)), data_received_cb)

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
