"""Any agent that speaks MCP over stdio: `agent-bridge mcp` carries its lines here, one JSON-RPC message each."""

import asyncio
import contextlib
import json
import logging
from typing import Any

from bridge.editor import rpc, views
from bridge.editor.diffs import TooManyDiffsError
from bridge.editor.editor import Editor, Place

_LOG = logging.getLogger(__name__)

MAX_LINE_BYTES = 8 * 1024 * 1024
_VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")

TOOLS = [
    rpc.tool("getSelection", "The file and the text that are selected in the person's editor; lines from 1", {}),
    rpc.tool("getOpenFiles", "The files that are open in the person's editor", {}),
    rpc.tool(
        "getDiagnostics",
        "Errors and warnings that the editor shows, of one file or of all; lines from 1",
        {},
        {"path": "string"},
    ),
    rpc.tool(
        "openFile",
        "Show the person a file in the editor, and lines of it, counted from 1",
        {"path": "string"},
        {"startLine": "integer", "endLine": "integer"},
    ),
    rpc.tool(
        "openDiff",
        "Show the person a proposed new content of a file, and wait. Answers {outcome: accepted, content} with what"
        " is to be written, or {outcome: rejected}. It does not write the file itself.",
        {"path": "string", "content": "string"},
    ),
]


async def serve(
    editor: Editor, session_id: str | None, version: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Talk until either side ends it. session_id: None where the caller runs in none: it is refused all."""
    calls: set[asyncio.Task[None]] = set()
    server = _MCPServer(editor, session_id, version, writer)
    try:
        async with asyncio.TaskGroup() as group:
            while line := await reader.readline():
                if line.strip():
                    task = group.create_task(server.hear(line))
                    calls.add(task)
                    task.add_done_callback(calls.discard)
            for task in calls:
                task.cancel()
    except* (ConnectionError, ValueError):
        pass  # it has gone, or does not speak in lines


class _MCPServer:
    def __init__(self, editor: Editor, session_id: str | None, version: str, writer: asyncio.StreamWriter) -> None:
        self._editor = editor
        self._session_id = session_id
        self._version = version
        self._writer = writer

    async def hear(self, line: bytes) -> None:
        """One message."""
        number: str | int | None = None
        try:
            call = rpc.parse(line)
            if call is None or call.id is None:
                return
            number = call.id
            answer = rpc.result(call, await self._result(call))
        except rpc.RPCError as error:
            answer = rpc.failure(number, error)
        except Exception:  # noqa: BLE001 - the boundary of a connection: one bad call must not end it
            _LOG.exception("a call over MCP failed")
            answer = rpc.failure(number, rpc.RPCError(rpc.INTERNAL_ERROR, "the bridge failed at this"))
        with contextlib.suppress(ConnectionError):
            self._writer.write(answer.encode() + b"\n")
            await self._writer.drain()

    async def _result(self, call: rpc.Call) -> dict[str, Any]:
        if call.method == "initialize":
            wanted = call.params.get("protocolVersion")
            return {
                "protocolVersion": wanted if wanted in _VERSIONS else _VERSIONS[0],
                "capabilities": {"tools": {}},
                "serverInfo": {"name": "agent-bridge", "version": self._version},
            }
        if call.method == "tools/list":
            return {"tools": TOOLS}
        if call.method == "ping":
            return {}
        if call.method != "tools/call":
            raise rpc.RPCError(rpc.METHOD_NOT_FOUND, f"there is no method {call.method!r:.80}")
        if self._session_id is None:
            return rpc.refusal("this program does not run in a session of the bridge, so nothing is shared with it")
        arguments = call.params.get("arguments")
        return await self._call(call.text("name"), arguments if isinstance(arguments, dict) else {}, self._session_id)

    async def _call(self, name: str, arguments: dict[str, Any], session_id: str) -> dict[str, Any]:
        state = self._editor.shared_with(session_id)
        match name:
            case "getSelection":
                shown = state.shown()
                if shown is None:
                    return rpc.content("No file is open in the editor, or it is not shared.")
                lines = {"startLine": shown.start.line + 1, "endLine": shown.last_line + 1}
                return rpc.content(json.dumps({"path": shown.path, **lines, "text": shown.text}))
            case "getOpenFiles":
                files = [{"path": file.path, "active": file.active, "dirty": file.dirty} for file in state.files]
                return rpc.content(json.dumps(files))
            case "getDiagnostics":
                path = arguments.get("path")
                wanted = views.path_of(path) if isinstance(path, str) and path else None
                found = [each for each in state.diagnostics if wanted in (None, each.path)]
                return rpc.content(
                    json.dumps(
                        [
                            {
                                "path": each.path,
                                "line": each.start.line + 1,
                                "severity": each.severity,
                                "message": each.message,
                                "source": each.source,
                            }
                            for each in found
                        ]
                    )
                )
            case "openFile":
                return self._open_file(arguments, session_id)
            case "openDiff":
                return await self._open_diff(arguments, session_id)
        known = ", ".join(tool["name"] for tool in TOOLS)
        raise rpc.RPCError(rpc.INVALID_PARAMS, f"there is no tool {name!r:.80}; known: {known}")

    def _open_file(self, arguments: dict[str, Any], session_id: str) -> dict[str, Any]:
        path = views.path_of(rpc.text_of(arguments, "path"))
        first, last = arguments.get("startLine"), arguments.get("endLine")
        lines = None
        if isinstance(first, int) and first >= 1:
            lines = (first - 1, max(first, last if isinstance(last, int) else first) - 1)
        if not self._editor.on_open_file(Place(session_id, path, lines)):
            return rpc.refusal("no editor is there to show it")
        return rpc.content("shown")

    async def _open_diff(self, arguments: dict[str, Any], session_id: str) -> dict[str, Any]:
        path, proposed = views.path_of(rpc.text_of(arguments, "path")), rpc.text_of(arguments, "content")
        original = await self._editor.original(path)
        try:
            diff = self._editor.diffs.open(session_id, path, f"mcp {path}", original, proposed)
        except TooManyDiffsError as error:
            return rpc.refusal(str(error))
        try:
            decision = await diff.decided
        finally:
            self._editor.diffs.close(session_id, diff.key)
        if decision.outcome != "accepted":
            return rpc.content(json.dumps({"outcome": "rejected"}))
        return rpc.content(json.dumps({"outcome": "accepted", "content": decision.text}))
