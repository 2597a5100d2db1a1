"""Claude Code, and opencode, which speaks the same: MCP over a WebSocket.

Claude Code counts lines from 0 and shows them from 1; opencode writes them as they come, so it is told from 1. Claude
Code waits for `openDiff` until it is decided here, while its terminal asks the same: whoever answers first counts.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import WSMsgType
from aiohttp.web import BaseRequest, WebSocketResponse

from bridge.editor import rpc, views
from bridge.editor.diffs import TooManyDiffsError
from bridge.editor.editor import Editor, Place
from bridge.editor.state import Position, Selection

_LOG = logging.getLogger(__name__)

TOKEN_HEADER = "X-Claude-Code-Ide-Authorization"  # noqa: S105 - a name
SUBPROTOCOL = "mcp"
MAX_MESSAGE_BYTES = 8 * 1024 * 1024
_VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
_SAY_AGAIN_SECONDS = (0.25, 1.0, 3.0)
"""After the greeting Claude Code is connected, but the part of it that follows selections is not there yet."""
_MAX_CALLS = 64
"""Tool calls of one agent that are not answered yet: each may be a change that waits for a person."""

TOOLS = [
    rpc.tool(
        "openDiff",
        "Show a proposed change; answers when it is decided",
        {"old_file_path": "string", "new_file_path": "string", "new_file_contents": "string", "tab_name": "string"},
    ),
    rpc.tool("close_tab", "Close the change of this name", {"tab_name": "string"}),
    rpc.tool("closeAllDiffTabs", "Close all proposed changes of this session", {}),
    rpc.tool("getDiagnostics", "Problems in a file, or in all", {}, {"uri": "string"}),
    rpc.tool(
        "openFile",
        "Show a file, and lines of it",
        {"filePath": "string"},
        {
            "preview": "boolean",
            "startText": "string",
            "endText": "string",
            "selectToEndOfLine": "boolean",
            "makeFrontmost": "boolean",
        },
    ),
    rpc.tool("getCurrentSelection", "What is selected", {}),
    rpc.tool("getLatestSelection", "What was selected last", {}),
    rpc.tool("getOpenEditors", "Which files are open", {}),
    rpc.tool("getWorkspaceFolders", "The folders of the workspace", {}),
    rpc.tool("checkDocumentDirty", "Whether a file has changes that are not saved", {"filePath": "string"}),
    rpc.tool("saveDocument", "Save a file", {"filePath": "string"}),
]


def initialized(call: rpc.Call, version: str) -> dict[str, Any]:
    """The answer to `initialize`."""
    wanted = call.params.get("protocolVersion")
    return {
        "protocolVersion": wanted if wanted in _VERSIONS else _VERSIONS[0],
        "capabilities": {"logging": {}, "tools": {"listChanged": True}},
        "serverInfo": {"name": "agent-bridge", "version": version},
    }


def selection_for(selection: Selection | None, *, from_one: bool) -> dict[str, Any]:
    """`selection_changed`; without a selection it takes back what was said before."""
    if selection is None:
        nothing = {"text": "", "selection": _range(Position(0, 0), Position(0, 0))}
        return {**nothing, "filePath": ""} if from_one else nothing  # opencode reads nothing without a path
    if not from_one:
        return views.selection_view(selection)
    end = selection.end
    if selection.last_line != end.line:  # it would name a line that holds nothing of it
        end = Position(selection.last_line, len(selection.text.splitlines()[-1]) if selection.text else 0)
    lines = _range(Position(selection.start.line + 1, selection.start.character), Position(end.line + 1, end.character))
    return {"text": selection.text, "filePath": selection.path, "selection": lines}


def _range(start: Position, end: Position) -> dict[str, Any]:
    return {"start": views.place(start), "end": views.place(end), "isEmpty": start == end}


async def serve(editor: Editor, session_id: str, version: str, request: BaseRequest) -> WebSocketResponse:
    """Talk to an agent of this session until either side ends it."""
    socket = WebSocketResponse(
        protocols=(SUBPROTOCOL,), max_msg_size=MAX_MESSAGE_BYTES, compress=False, heartbeat=30.0, timeout=2.0
    )
    await socket.prepare(request)
    from_one = socket.ws_protocol is None
    try:
        async with asyncio.TaskGroup() as group:
            link = ClaudeLink(editor, session_id, version, socket.send_str, group, from_one=from_one)
            pushing = group.create_task(link.push())
            try:
                async for message in socket:
                    if message.type is WSMsgType.TEXT:
                        await link.hear(message.data)
            finally:
                pushing.cancel()
                link.close()
    except* ConnectionError:
        pass  # the agent has gone, which is what we were waiting for
    return socket


class ClaudeLink:
    """One agent at the other end. `send`: how to say something; `from_one`: it is told lines from 1."""

    def __init__(
        self,
        editor: Editor,
        session_id: str,
        version: str,
        send: Callable[[str], Awaitable[None]],
        group: asyncio.TaskGroup,
        *,
        from_one: bool,
    ) -> None:
        self._editor = editor
        self._session_id = session_id
        self._version = version
        self._send = send
        self._group = group
        self._from_one = from_one
        self._news = asyncio.Event()
        self._mentions: list[str] = []
        self._told: dict[str, Any] | None = None
        self._calls: set[asyncio.Task[None]] = set()
        self._connected = False
        self._timers: list[asyncio.TimerHandle] = []
        self._tools: dict[str, Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]] = {
            "openDiff": self._open_diff,
            "close_tab": self._close_tab,
            "closeAllDiffTabs": self._close_all,
            "getDiagnostics": self._diagnostics,
            "openFile": self._open_file,
            "getCurrentSelection": self._selection,
            "getLatestSelection": self._selection,
            "getOpenEditors": self._open_editors,
            "getWorkspaceFolders": self._folders,
            "checkDocumentDirty": self._dirty,
            "saveDocument": self._save,
        }

    # -- what the editor says --

    def changed(self) -> None:
        """Look again at what there is to tell."""
        self._news.set()

    def mention(self, path: str, lines: tuple[int, int] | None) -> bool:
        """Put the file into the agent's prompt."""
        first = 1 if self._from_one else 0
        place: dict[str, Any] = {"filePath": path}
        if lines is not None:
            place |= {"lineStart": lines[0] + first, "lineEnd": lines[1] + first}
        elif self._from_one:
            return False  # opencode reads none without lines
        self._mentions.append(rpc.notification("at_mentioned", place))
        self._news.set()
        return True

    async def push(self) -> None:
        """Tell the agent what changed, until cancelled; of several changes only the last."""
        with contextlib.suppress(ConnectionError):
            while True:
                await self._news.wait()
                self._news.clear()
                shown = selection_for(self._editor.shared_with(self._session_id).shown(), from_one=self._from_one)
                nothing_yet = self._told is None and not shown.get("filePath")
                if shown != self._told and not nothing_yet:
                    self._told = shown
                    await self._send(rpc.notification("selection_changed", shown))
                while self._mentions:
                    await self._send(self._mentions.pop(0))

    # -- what the agent says --

    async def hear(self, text: str) -> None:
        """One message. What is asked is answered, at once or, for a proposed change, when it is decided."""
        try:
            call = rpc.parse(text)
        except rpc.RPCError as error:
            await self._send(rpc.failure(None, error))
            return
        if call is None:
            return
        if call.id is None:
            self._notified(call)
        elif len(self._calls) >= _MAX_CALLS:
            await self._send(rpc.failure(call.id, rpc.RPCError(rpc.INTERNAL_ERROR, "too many calls wait already")))
        else:
            task = self._group.create_task(self._answer(call))
            self._calls.add(task)
            task.add_done_callback(self._calls.discard)

    def close(self) -> None:
        """The agent has gone."""
        for timer in self._timers:
            timer.cancel()
        for task in self._calls:
            task.cancel()
        self._editor.disconnect(self._session_id, self)
        if not self._editor.listens(self._session_id):
            self._editor.diffs.close(self._session_id)

    def _notified(self, call: rpc.Call) -> None:
        if call.method == "notifications/initialized" and not self._connected:
            self._connected = True
            self._editor.connect(self._session_id, self)
            self._news.set()
            loop = asyncio.get_running_loop()
            self._timers = [loop.call_later(seconds, self._say_again) for seconds in _SAY_AGAIN_SECONDS]

    def _say_again(self) -> None:
        self._told = None
        self._news.set()

    async def _answer(self, call: rpc.Call) -> None:
        try:
            answer = rpc.result(call, await self._result(call))
        except rpc.RPCError as error:
            answer = rpc.failure(call.id, error)
        except Exception:  # noqa: BLE001 - the boundary of a connection: one bad call must not end it
            _LOG.exception("%s of an agent failed", call.method)
            answer = rpc.failure(call.id, rpc.RPCError(rpc.INTERNAL_ERROR, "the bridge failed at this"))
        with contextlib.suppress(ConnectionError):
            await self._send(answer)

    async def _result(self, call: rpc.Call) -> dict[str, Any]:
        if call.method == "initialize":
            return initialized(call, self._version)
        if call.method == "tools/list":
            return {"tools": TOOLS}
        if call.method in ("ping", "logging/setLevel"):
            return {}
        if call.method in ("prompts/list", "resources/list"):
            return {call.method.partition("/")[0]: []}
        if call.method != "tools/call":
            raise rpc.RPCError(rpc.METHOD_NOT_FOUND, f"there is no method {call.method!r:.80}")
        name = call.text("name")
        do = self._tools.get(name)
        if do is None:
            raise rpc.RPCError(rpc.INVALID_PARAMS, f"there is no tool {name!r:.80}; known: {', '.join(self._tools)}")
        arguments = call.params.get("arguments")
        return await do(arguments if isinstance(arguments, dict) else {})

    async def _open_diff(self, arguments: dict[str, Any]) -> dict[str, Any]:
        old, new = rpc.text_of(arguments, "old_file_path"), rpc.text_of(arguments, "new_file_path")
        proposed, key = rpc.text_of(arguments, "new_file_contents"), rpc.text_of(arguments, "tab_name")
        original = await self._editor.original(old)
        try:
            diff = self._editor.diffs.open(self._session_id, new, key, original, proposed)
        except TooManyDiffsError as error:
            return rpc.refusal(str(error))
        decision = await diff.decided
        if decision.outcome == "accepted":
            return rpc.content("FILE_SAVED", decision.text)
        # A closed tab counts as a yes for Claude Code: whoever closes one has not said yes.
        return rpc.content("DIFF_REJECTED", key)

    async def _close_tab(self, arguments: dict[str, Any]) -> dict[str, Any]:
        self._editor.diffs.close(self._session_id, rpc.text_of(arguments, "tab_name"))
        return rpc.content("TAB_CLOSED")

    async def _close_all(self, arguments: dict[str, Any]) -> dict[str, Any]:
        closed = self._editor.diffs.close(self._session_id)
        return rpc.content(f"CLOSED_{len(closed)}_DIFF_TABS")

    async def _open_file(self, arguments: dict[str, Any]) -> dict[str, Any]:
        path, start = views.path_of(rpc.text_of(arguments, "filePath")), arguments.get("startText")
        end = arguments.get("endText")
        lines = None
        if isinstance(start, str) and start:
            text = await self._editor.original(path)
            lines = views.lines_of(text, start, end if isinstance(end, str) else "")
        front = arguments.get("makeFrontmost") is not False
        if not self._editor.on_open_file(Place(self._session_id, path, lines, front)):
            return rpc.refusal("no editor is there to show it")
        return rpc.content(f"Opened file: {path}")

    async def _diagnostics(self, arguments: dict[str, Any]) -> dict[str, Any]:
        uri = arguments.get("uri")
        state = self._editor.shared_with(self._session_id)
        return rpc.content(views.diagnostics_answer(state, uri if isinstance(uri, str) and uri else None))

    async def _selection(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return rpc.content(views.selection_answer(self._editor.shared_with(self._session_id)))

    async def _open_editors(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return rpc.content(views.open_files_answer(self._editor.shared_with(self._session_id)))

    async def _folders(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return rpc.content(views.folders_answer(self._editor.shared_with(self._session_id)))

    async def _dirty(self, arguments: dict[str, Any]) -> dict[str, Any]:
        path = views.path_of(rpc.text_of(arguments, "filePath"))
        return rpc.content(views.dirty_answer(self._editor.shared_with(self._session_id), path))

    async def _save(self, arguments: dict[str, Any]) -> dict[str, Any]:
        path = views.path_of(rpc.text_of(arguments, "filePath"))
        message = "Saving is left to the person at the editor"
        return rpc.content(json.dumps({"success": False, "filePath": path, "message": message}))
