"""Where agents knock: a port of its own on loopback, for nobody but the agents of this bridge's sessions.

Not the page's port, and not its token: an agent must not reach the terminals of the others.
"""

import asyncio
import hmac
import logging
import secrets
import socket
from collections.abc import Awaitable, Callable

from aiohttp import HttpVersion11, hdrs, web

from bridge import log
from bridge.editor import claude
from bridge.editor.discovery import Door
from bridge.editor.editor import Editor
from bridge.editor.gemini import GeminiServer

_LOG = logging.getLogger(__name__)

_HOST = "127.0.0.1"
_CLAUDE_PATH, _GEMINI_PATH = "/", "/mcp"
_BACKLOG = 32
_HEADERS = {"Server": "agent-bridge", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

Owner = Callable[[int], Awaitable[str | None]]
"""The session of the process whose end of a connection has this port; None: of no session of ours."""


class DoorServer:
    """Listens once `open` was called.

    make_server: aiohttp's server, with limits on who has not shown the token. authenticated: this request has.
    """

    def __init__(
        self,
        editor: Editor,
        owner: Owner,
        version: str,
        make_server: Callable[..., web.Server],
        authenticated: Callable[[web.BaseRequest], None],
    ) -> None:
        self._editor = editor
        self._owner = owner
        self._version = version
        self._authenticated = authenticated
        self._gemini = GeminiServer(editor, version)
        self._http = make_server(self._respond, access_log=None, keepalive_timeout=75.0, lingering_time=1.0)
        self._server: asyncio.Server | None = None
        self._names: frozenset[str] = frozenset()
        self._door: Door | None = None

    async def open(self) -> Door:
        """Listen on a free port."""
        if self._door is None:
            listener = socket.socket(socket.AF_INET)
            listener.bind((_HOST, 0))
            listener.listen(_BACKLOG)
            listener.setblocking(False)
            port = int(listener.getsockname()[1])
            self._names = frozenset({f"{_HOST}:{port}", f"localhost:{port}"})
            self._door = Door(port, secrets.token_urlsafe(32), secrets.token_urlsafe(32))
            for token in self._door.claude_token, self._door.gemini_token:
                log.SECRETS.add(token)
            self._server = await asyncio.get_running_loop().create_server(self._http, sock=listener)
        return self._door

    async def close(self) -> None:
        """Listen no more, and end what is connected."""
        if self._server is not None:
            self._server.close()
            await self._http.shutdown(timeout=0.5)

    async def _respond(self, request: web.BaseRequest) -> web.StreamResponse:
        broken = self._broken_rule(request)
        if broken is not None:
            _LOG.warning("an agent's request is refused: %s", broken)
            response = web.Response(status=401 if "token" in broken else 403, headers=_HEADERS)
            response.force_close()
            return response
        self._authenticated(request)
        if request.raw_path not in (_CLAUDE_PATH, _GEMINI_PATH):
            return web.Response(status=404, headers=_HEADERS)
        peer = request.transport.get_extra_info("peername") if request.transport is not None else None
        session_id = None if peer is None else await self._owner(int(peer[1]))
        if session_id is None:
            _LOG.warning("an agent's request is refused: it comes from none of our sessions")
            return web.Response(status=403, headers=_HEADERS)
        if request.raw_path == _GEMINI_PATH:
            return await self._gemini.serve(session_id, request, _HEADERS)
        if request.headers.getall(hdrs.SEC_WEBSOCKET_VERSION, []) != ["13"]:
            return web.Response(status=400, headers=_HEADERS)
        return await claude.serve(self._editor, session_id, self._version, request)

    def _broken_rule(self, request: web.BaseRequest) -> str | None:
        """Name of the first rule that this request breaks."""
        if not (request.remote or "").startswith("127."):
            return "peer is not loopback"
        if request.version != HttpVersion11:
            return "HTTP/1.1 is spoken here"
        if request.headers.getall(hdrs.HOST, []) not in [[name] for name in self._names]:
            return "Host is not ours"
        if hdrs.ORIGIN in request.headers or "Sec-Fetch-Site" in request.headers:
            return "it comes from a web page"
        if self._door is None or not self._shows_token(request, self._door):
            return "no valid token"
        return None

    def _shows_token(self, request: web.BaseRequest, door: Door) -> bool:
        if request.raw_path == _GEMINI_PATH:
            kind, _, given = _only(request.headers.getall(hdrs.AUTHORIZATION, [])).partition(" ")
            return kind.lower() == "bearer" and _same(given.strip(), door.gemini_token)
        return _same(_only(request.headers.getall(claude.TOKEN_HEADER, [])), door.claude_token)


def _only(values: list[str]) -> str:
    """What a header says that is there once; empty where it is not, or more than once."""
    return values[0] if len(values) == 1 else ""


def _same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), token.encode())
