"""Codex: a Unix socket in a place it knows, frames of a length and JSON. It asks when a prompt is sent, after `/ide`.

There is one such place for all bridges and for other programs. Who has it is left alone; only a socket that nobody
answers at is replaced. A bridge that has the place hands the connections of another bridge's agents on to that one.
"""

import asyncio
import contextlib
import json
import logging
import os
import socket
import stat
import struct
import sys
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bridge.editor import views
from bridge.editor.consent import relative_to
from bridge.editor.editor import Editor
from bridge.editor.state import EditorState, Selection

_LOG = logging.getLogger(__name__)

MAX_FRAME_BYTES = 1 << 20
_MAX_SELECTION = 64 * 1024
_MAX_TABS = 100
_PATH_LIMIT = 100
"""Bytes of a Unix socket's path that every system takes."""
_CONNECT_SECONDS = 1.0
_IDLE_SECONDS = 3600.0
_LENGTH = struct.Struct("<I")

_HANDED_ON = "agent-bridge-handed-on"
"""Type of the first message on a connection that another bridge hands on: it says whose it is."""

Owner = Callable[[int], Awaitable[str | Path | None]]
"""The session a process belongs to, or, where it is another bridge's, that bridge's own socket."""


def frame(message: dict[str, Any]) -> bytes:
    """A message as it travels."""
    body = json.dumps(message).encode()
    return _LENGTH.pack(len(body)) + body


async def read_frame(reader: asyncio.StreamReader) -> dict[str, Any] | None:
    """The next message; None at the end, and for what is none."""
    try:
        (size,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
        if size > MAX_FRAME_BYTES:
            return None
        message = json.loads(await reader.readexactly(size))
    except (asyncio.IncompleteReadError, ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None


def context_of(state: EditorState, root: str) -> dict[str, Any]:
    """`ideContext`: lines from 0."""
    shown = state.shown()
    folders = (root, *state.folders)
    tabs = [_descriptor(file.path, folders) for file in state.files[:_MAX_TABS]]
    if shown is None:
        return {"activeFile": None, "openTabs": tabs}
    place = _range(shown)
    active = {
        **_descriptor(shown.path, folders),
        "selection": place,
        "activeSelectionContent": shown.text[:_MAX_SELECTION],
        "selections": [place],
    }
    return {"activeFile": active, "openTabs": tabs}


def _descriptor(path: str, folders: tuple[str, ...]) -> dict[str, str]:
    return {"label": views.name_of(path), "path": relative_to(path, folders) or path, "fsPath": path}


def _range(selection: Selection) -> dict[str, Any]:
    return {"start": views.place(selection.start), "end": views.place(selection.end)}


def answer(message: dict[str, Any], state: EditorState, client_id: str) -> dict[str, Any] | None:
    """What is said to a message; None: nothing."""
    kind, number, method = message.get("type"), message.get("requestId"), message.get("method")
    if kind == "client-discovery-request":
        inner = message.get("request")
        asked = inner.get("method") if isinstance(inner, dict) else method
        response = {"canHandle": asked in (None, "ide-context")}
        return {"type": "client-discovery-response", "requestId": number, "response": response}
    if kind != "request":
        return None
    head = {"type": "response", "requestId": number, "method": method}
    if method == "initialize":
        return {**head, "resultType": "success", "result": {"clientId": client_id}}
    if method != "ide-context":
        return {**head, "resultType": "error", "error": "no-handler-for-request"}
    params = message.get("params")
    root = params.get("workspaceRoot") if isinstance(params, dict) else None
    context = context_of(state, root if isinstance(root, str) else "")
    return {**head, "resultType": "success", "handledByClientId": client_id, "result": {"ideContext": context}}


def peer_of(connection: socket.socket) -> int | None:
    """The process at the other end of a Unix socket, where the system tells."""
    try:
        if sys.platform == "linux":
            size = struct.calcsize("3i")
            return int(struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))[0])
        if sys.platform == "darwin":
            return int(struct.unpack("i", connection.getsockopt(0, 2, 4))[0])  # SOL_LOCAL, LOCAL_PEERPID
    except OSError:
        pass
    return None


class TakenError(Exception):
    """The place is somebody else's, or cannot be used; the text says why."""


class CodexSocket:
    """Listening sockets: where Codex looks for one, and a private one to which other bridges hand connections on."""

    def __init__(self, editor: Editor, owner: Owner) -> None:
        self._editor = editor
        self._owner = owner
        self._client_id = str(uuid.uuid4())
        self._servers: dict[Path, tuple[asyncio.Server, int]] = {}

    async def listen(self, path: Path, *, for_bridges: bool = False) -> None:
        """Be there, unless we are. TakenError where that cannot be."""
        if self._is_ours(path):
            return
        await self._forget(path)
        await asyncio.to_thread(_make_folder, path)
        if await _answers(path):
            raise TakenError(f"another program answers at {path}")
        listener = await asyncio.to_thread(_bind, path)
        server = await asyncio.start_unix_server(self._serve_bridge if for_bridges else self._serve, sock=listener)
        self._servers[path] = (server, path.stat().st_ino)  # noqa: ASYNC240 - once

    def _is_ours(self, path: Path) -> bool:
        if path not in self._servers:
            return False
        with contextlib.suppress(OSError):
            return path.lstat().st_ino == self._servers[path][1]
        return False

    async def _forget(self, path: Path) -> None:
        if path in self._servers:
            server, _ = self._servers.pop(path)
            server.close()

    async def close(self) -> None:
        """Be there no more."""
        for path, (server, _) in list(self._servers.items()):
            if self._is_ours(path):
                path.unlink(missing_ok=True)
            server.close()
        self._servers.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            pid = peer_of(writer.get_extra_info("socket"))
            owner = None if pid is None else await self._owner(pid)
            if isinstance(owner, str):
                await self._answer(owner, reader, writer)
            elif owner is not None and pid is not None:
                await _hand_on(owner, pid, reader, writer)
            else:
                _LOG.info("Codex's socket: a process that belongs to none of our sessions is refused")
        except (OSError, TimeoutError):
            pass  # whoever it was has gone
        finally:
            writer.close()

    async def _serve_bridge(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Another bridge of this user: nobody else reaches the socket."""
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                preface = await read_frame(reader)
            pid = None if preface is None or preface.get("type") != _HANDED_ON else preface.get("pid")
            owner = await self._owner(pid) if isinstance(pid, int) else None
            if isinstance(owner, str):
                await self._answer(owner, reader, writer)
        except (OSError, TimeoutError):
            pass  # it has gone
        finally:
            writer.close()

    async def _answer(self, session_id: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(_IDLE_SECONDS):
            while (message := await read_frame(reader)) is not None:
                said = answer(message, self._editor.shared_with(session_id), self._client_id)
                if said is not None:
                    writer.write(frame(said))
                    await writer.drain()


async def _hand_on(path: Path, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Let another bridge answer: requests go there one by one, and its answers back."""
    async with asyncio.timeout(_CONNECT_SECONDS):
        from_other, to_other = await asyncio.open_unix_connection(str(path))
    try:
        to_other.write(frame({"type": _HANDED_ON, "pid": pid}))
        async with asyncio.timeout(_IDLE_SECONDS):
            while (message := await read_frame(reader)) is not None:
                to_other.write(frame(message))
                said = await read_frame(from_other)
                if said is None:
                    return
                writer.write(frame(said))
                await writer.drain()
    finally:
        to_other.close()


async def _answers(path: Path) -> bool:
    """Whether somebody listens there."""
    try:
        async with asyncio.timeout(_CONNECT_SECONDS):
            _, writer = await asyncio.open_unix_connection(str(path))
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


def _make_folder(path: Path) -> None:
    """The folder of the socket, of this user and private."""
    if len(os.fsencode(path)) > _PATH_LIMIT:
        raise TakenError(f"{path} is too long for a socket")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = path.parent.lstat()
    except OSError as error:
        raise TakenError(f"{path.parent}: {error}") from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise TakenError(f"{path.parent} is not a folder of this user")
    if found.st_mode & 0o022:
        path.parent.chmod(0o700)


def _bind(path: Path) -> socket.socket:
    """A listening socket that appears under its name when it is private already."""
    if path.exists() and not stat.S_ISSOCK(path.lstat().st_mode):
        raise TakenError(f"{path} is not a socket")
    making = path.with_name(f".{path.name}.{os.getpid()}")
    listener = socket.socket(socket.AF_UNIX)
    try:
        making.unlink(missing_ok=True)
        listener.bind(str(making))
        making.chmod(0o600)
        listener.listen()
        making.rename(path)
    except OSError as error:
        listener.close()
        making.unlink(missing_ok=True)
        raise TakenError(f"{path}: {error}") from error
    listener.setblocking(False)
    return listener
