"""Routes: a table of exact paths behind the guard. There is no folder to climb out of and no pattern to slip by."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import hdrs, web

from bridge.web import uploads
from bridge.web.assets import Asset
from bridge.web.connections import GuardedServer, LingeringTransport
from bridge.web.guard import Guard
from bridge.web.services import Services
from bridge.web.socket import serve_socket
from bridge.web.tickets import Tickets

_LOG = logging.getLogger(__name__)

_MAX_BODY_BYTES = 64 * 1024
_MAX_HEADER_BYTES = 8190

_HEADERS = {
    "Server": "agent-bridge",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_PRIVATE = {"Cache-Control": "no-store"}
_IMMUTABLE = {"Cache-Control": "public, max-age=31536000, immutable"}

Respond = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class App:
    """Answers requests. `server` is the protocol factory for a listening socket."""

    def __init__(
        self, services: Services, guard: Guard, tickets: Tickets, token: str, assets: dict[str, Asset]
    ) -> None:
        self._services = services
        self._guard = guard
        self._tickets = tickets
        self._token = token
        self._assets = assets
        self._page_policy = _content_security_policy(sorted(guard.names.allowed_origins - {"null"}))
        self._routes: dict[tuple[str, str], Respond] = {
            (hdrs.METH_GET, "/health"): self._health,
            (hdrs.METH_GET, "/font-size"): self._font_size,
            (hdrs.METH_POST, "/ticket"): self._ticket,
            (hdrs.METH_POST, "/upload"): self._upload,
            (hdrs.METH_GET, "/ws"): self._websocket,
        }
        self.server = GuardedServer(
            self._respond,
            access_log=None,
            keepalive_timeout=75.0,
            max_line_size=_MAX_HEADER_BYTES,
            max_field_size=_MAX_HEADER_BYTES,
            max_headers=64,
            lingering_time=1.0,
        )

    async def _respond(self, request: web.BaseRequest) -> web.StreamResponse:
        broken = self._guard.refusal(request)
        if broken is not None:
            return _refuse(broken)
        respond = self._routes.get((request.method, request.raw_path.partition("?")[0]))
        if respond is None:
            return self._asset(request)
        try:
            return await respond(request)
        except web.HTTPException as error:  # aiohttp's own, with what it did not like in the text
            return _plain(error.status)

    def _asset(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.raw_path.partition("?")[0]
        asset = self._assets.get(path)
        if asset is None:
            known = any(path == route for _, route in self._routes)
            return _plain(405 if known else 404)
        if request.method not in (hdrs.METH_GET, hdrs.METH_HEAD):
            return _plain(405)
        headers = _HEADERS | (_IMMUTABLE if asset.immutable else {"Cache-Control": "no-cache"})
        headers["Content-Type"] = asset.content_type
        headers["Content-Security-Policy"] = self._page_policy
        return web.Response(body=asset.body, headers=headers)

    async def _health(self, request: web.BaseRequest) -> web.StreamResponse:
        return _plain(200, "ok")

    async def _font_size(self, request: web.BaseRequest) -> web.StreamResponse:
        if not self._guard.authorised(request):
            return _refuse("no valid token")
        self.server.authenticated(request.protocol)
        size, self._services.font_size = self._services.font_size, 0
        return _json({"fontSize": size})

    async def _ticket(self, request: web.BaseRequest) -> web.StreamResponse:
        if not self._guard.names.is_own_origin(request.headers.getall(hdrs.ORIGIN, [])):
            return _refuse("a ticket is exchanged by our own page only")
        ticket = await _posted_text(request, "ticket")
        if ticket is None or not self._tickets.redeem(ticket):
            return _refuse("ticket is not valid (any more)")
        self.server.authenticated(request.protocol)
        return _json({"token": self._token})

    async def _upload(self, request: web.BaseRequest) -> web.StreamResponse:
        if not self._guard.authorised(request):
            return _refuse("no valid token")
        self.server.authenticated(request.protocol)
        return await uploads.upload(self._services, request, _HEADERS | _PRIVATE)

    async def _websocket(self, request: web.BaseRequest) -> web.StreamResponse:
        subprotocol = None if "?" in request.raw_path else self._guard.subprotocol(request)
        if subprotocol is None:
            return _refuse("no valid token")
        if request.headers.getall(hdrs.SEC_WEBSOCKET_VERSION, []) != ["13"]:
            return _plain(400)
        self.server.authenticated(request.protocol)
        transport = request.transport
        assert isinstance(transport, LingeringTransport)  # noqa: S101 - all of ours are
        transport.be_patient(True)
        socket = await serve_socket(self._services, request, subprotocol)
        if socket.exception() is None:
            transport.be_patient(False)
        return socket


async def _posted_text(request: web.BaseRequest, name: str) -> str | None:
    """A text in a small JSON object; None where the body is anything else."""
    body = b""
    try:
        async with asyncio.timeout(5):
            async for part in request.content.iter_any():
                body += part
                if len(body) > _MAX_BODY_BYTES:
                    return None
        value: Any = json.loads(body).get(name)
    except (ValueError, AttributeError, RecursionError, TimeoutError):
        return None
    return value if isinstance(value, str) else None


def _refuse(rule: str) -> web.Response:
    _LOG.warning("request refused: %s", rule)
    response = _plain(403)
    response.force_close()
    return response


def _plain(status: int, text: str = "") -> web.Response:
    return web.Response(status=status, text=text, headers=_HEADERS | _PRIVATE)


def _json(value: object) -> web.Response:
    return web.json_response(value, headers=_HEADERS | _PRIVATE)


def _content_security_policy(frame_ancestors: list[str]) -> str:
    """No inline script, no eval, no other server; frames only where an IDE shows the page."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
            " ".join(["frame-ancestors 'self' vscode-webview: vscode-file:", *frame_ancestors]),
        )
    )
