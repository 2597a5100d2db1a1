"""Gemini CLI: MCP over HTTP. It asks by POST and hears news on one GET that stays open; it counts lines from 1.

`openDiff` is answered at once, and what became of it is told later: accepted with the text, or rejected.
"""

import asyncio
import json
import logging
import secrets
import time
from typing import Any

from aiohttp import hdrs, web

from bridge.editor import rpc
from bridge.editor.diffs import Diff, TooManyDiffsError
from bridge.editor.editor import Editor
from bridge.editor.state import EditorState, OpenFile

_LOG = logging.getLogger(__name__)

SESSION_HEADER = "mcp-session-id"
MAX_BODY_BYTES = 8 * 1024 * 1024
_VERSIONS = ("2025-06-18", "2025-03-26", "2024-11-05")
_MAX_FILES = 10
_MAX_SELECTION = 16 * 1024
"""Characters; both are what Gemini CLI itself takes."""
_DEBOUNCE_SECONDS = 0.05
_HEARTBEAT_SECONDS = 30.0
_HEARTBEAT = b": still here\n\n"
_MAX_LINKS = 64

TOOLS = [
    rpc.tool("openDiff", "Show a proposed change of a file", {"filePath": "string", "newContent": "string"}),
    rpc.tool(
        "closeDiff",
        "Close the change of this file; answers with its text as it stands",
        {"filePath": "string"},
        {"suppressNotification": "boolean"},
    ),
]


def context_of(state: EditorState, now_ms: int) -> dict[str, Any]:
    """`ide/contextUpdate`: the active file first, since Gemini CLI goes by the time and not by `isActive`."""
    shown = state.shown()
    files = sorted(state.files, key=lambda file: not file.active)[:_MAX_FILES]
    if shown is not None and not any(file.active for file in files):
        files = [OpenFile(shown.path, active=True), *(file for file in files if file.path != shown.path)][:_MAX_FILES]
    open_files = []
    for index, file in enumerate(files):
        told: dict[str, Any] = {"path": file.path, "timestamp": now_ms - index, "isActive": file.active}
        if file.active and shown is not None and shown.path == file.path:
            at = shown.start if shown.text else (file.cursor or shown.start)
            told["cursor"] = {"line": at.line + 1, "character": at.character + 1}
            if shown.text:
                told["selectedText"] = shown.text[:_MAX_SELECTION]
        open_files.append(told)
    # Only a "no" is said: a "yes" would spare the person Gemini CLI's own question about this folder.
    return {"workspaceState": {"openFiles": open_files, **({} if state.trusted else {"isTrusted": False})}}


class GeminiLink:
    """One Gemini CLI."""

    def __init__(self, editor: Editor, session_id: str) -> None:
        self._editor = editor
        self.session_id = session_id
        self._news = asyncio.Event()
        self._changed = False
        self._queue: list[str] = []
        self._told: list[Any] | None = None
        self._streams = 0

    def changed(self) -> None:
        """Look again at what there is to tell."""
        self._changed = True
        self._news.set()

    def mention(self, path: str, lines: tuple[int, int] | None) -> bool:
        """Gemini CLI has no way to be told."""
        return False

    def close(self) -> None:
        """It has gone."""
        self._editor.disconnect(self.session_id, self)
        if not self._editor.listens(self.session_id):
            self._editor.diffs.close(self.session_id)

    async def stream(self, request: web.BaseRequest, headers: dict[str, str]) -> web.StreamResponse:
        """News, until either side ends it."""
        response = web.StreamResponse(headers={**headers, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(_HEARTBEAT)
        self._streams += 1
        self._editor.connect(self.session_id, self)
        self._told = None
        self.changed()
        try:
            while True:
                events = [f"event: message\ndata: {message}\n\n".encode() for message in await self._next()]
                await response.write(b"".join(events) or _HEARTBEAT)
        finally:
            self._streams -= 1
            if self._streams == 0:
                self.close()

    async def _next(self) -> list[str]:
        try:
            async with asyncio.timeout(_HEARTBEAT_SECONDS):
                await self._news.wait()
        except TimeoutError:
            return []
        await asyncio.sleep(_DEBOUNCE_SECONDS)
        self._news.clear()
        messages, self._queue = self._queue, []
        if self._changed:
            self._changed = False
            context = context_of(self._editor.shared_with(self.session_id), round(time.time() * 1000))
            files = [{**file, "timestamp": 0} for file in context["workspaceState"]["openFiles"]]
            if files != self._told and (files or self._told is not None):
                self._told = files
                messages.insert(0, rpc.notification("ide/contextUpdate", context))
        return messages

    # -- what it asks --

    async def answer(self, call: rpc.Call) -> dict[str, Any]:
        """The result of a request."""
        if call.method == "tools/list":
            return {"tools": TOOLS}
        if call.method == "ping":
            return {}
        if call.method != "tools/call":
            raise rpc.RPCError(rpc.METHOD_NOT_FOUND, f"there is no method {call.method!r:.80}")
        name, arguments = call.text("name"), call.params.get("arguments")
        arguments = arguments if isinstance(arguments, dict) else {}
        if name == "openDiff":
            return await self._open_diff(rpc.text_of(arguments, "filePath"), rpc.text_of(arguments, "newContent"))
        if name == "closeDiff":
            closed = self._editor.diffs.close(self.session_id, rpc.text_of(arguments, "filePath"))
            return rpc.content(json.dumps({"content": closed[-1].current if closed else None}))
        raise rpc.RPCError(rpc.INVALID_PARAMS, f"there is no tool {name!r:.80}; known: openDiff, closeDiff")

    async def _open_diff(self, path: str, proposed: str) -> dict[str, Any]:
        original = await self._editor.original(path)
        try:
            diff = self._editor.diffs.open(self.session_id, path, path, original, proposed)
        except TooManyDiffsError as error:
            return rpc.refusal(str(error))
        diff.decided.add_done_callback(lambda _: self._decided(diff))
        return {"content": []}

    def _decided(self, diff: Diff) -> None:
        if diff.decided.cancelled():
            return
        decision = diff.decided.result()
        if decision.outcome == "accepted":
            self._queue.append(rpc.notification("ide/diffAccepted", {"filePath": diff.path, "content": decision.text}))
        elif decision.outcome == "rejected":
            self._queue.append(rpc.notification("ide/diffRejected", {"filePath": diff.path}))
        self._news.set()


class GeminiServer:
    """Answers requests for `/mcp` that carry the token."""

    def __init__(self, editor: Editor, version: str) -> None:
        self._editor = editor
        self._version = version
        self._links: dict[str, GeminiLink] = {}

    async def serve(self, session_id: str, request: web.BaseRequest, headers: dict[str, str]) -> web.StreamResponse:
        """One request of an agent in this session."""
        known = self._links.get(request.headers.get(SESSION_HEADER, ""))
        link = known if known is not None and known.session_id == session_id else None
        if request.method == hdrs.METH_POST:
            return await self._post(session_id, link, request, headers)
        if link is None:
            return web.Response(status=404 if SESSION_HEADER in request.headers else 400, headers=headers)
        if request.method == hdrs.METH_GET:
            return await link.stream(request, headers)
        if request.method == hdrs.METH_DELETE:
            self._links.pop(request.headers[SESSION_HEADER], None)
            link.close()
            return web.Response(status=200, headers=headers)
        return web.Response(status=405, headers=headers)

    async def _post(
        self, session_id: str, link: GeminiLink | None, request: web.BaseRequest, headers: dict[str, str]
    ) -> web.StreamResponse:
        try:
            call = rpc.parse(await _body(request))
        except rpc.RPCError as error:
            return _json(rpc.failure(None, error), headers, status=400)
        if call is None or call.id is None:
            return web.Response(status=202, headers=headers)
        if call.method == "initialize":
            key = self._open(session_id)
            return _json(rpc.result(call, self._initialized(call)), {**headers, SESSION_HEADER: key})
        if link is None:
            return web.Response(status=404 if SESSION_HEADER in request.headers else 400, headers=headers)
        try:
            return _json(rpc.result(call, await link.answer(call)), headers)
        except rpc.RPCError as error:
            return _json(rpc.failure(call.id, error), headers)

    def _open(self, session_id: str) -> str:
        while len(self._links) >= _MAX_LINKS:
            self._links.pop(next(iter(self._links))).close()
        key = secrets.token_urlsafe(24)
        self._links[key] = GeminiLink(self._editor, session_id)
        return key

    def _initialized(self, call: rpc.Call) -> dict[str, Any]:
        wanted = call.params.get("protocolVersion")
        return {
            "protocolVersion": wanted if wanted in _VERSIONS else _VERSIONS[0],
            "capabilities": {"logging": {}, "tools": {"listChanged": True}},
            "serverInfo": {"name": "agent-bridge", "version": self._version},
        }


async def _body(request: web.BaseRequest) -> bytes:
    body = b""
    async for part in request.content.iter_any():
        body += part
        if len(body) > MAX_BODY_BYTES:
            raise rpc.RPCError(rpc.INVALID_REQUEST, f"a message has at most {MAX_BODY_BYTES} bytes")
    return body


def _json(text: str, headers: dict[str, str], *, status: int = 200) -> web.Response:
    return web.Response(status=status, text=text, content_type="application/json", headers=headers)
