"""The editor in this bridge: hosts on one side, agents on the other. Nothing of it is there before it is needed."""

import asyncio
import contextlib
import logging
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import psutil
from aiohttp.web import BaseRequest

from bridge import __version__, paths
from bridge.editor import mcp
from bridge.editor.codex import CodexSocket, TakenError, peer_of
from bridge.editor.discovery import AGENTS, CODEX, SHELL, Discovery, codex_places
from bridge.editor.door import DoorServer
from bridge.editor.editor import Editor
from bridge.sessions import marker
from bridge.sessions.registry import Sessions
from bridge.sessions.session import Session, SessionSpec
from bridge.web.connections import GuardedServer
from bridge.web.sharing import Sharing
from bridge.workspace.text_encoding import NotTextError, decoded

_LOG = logging.getLogger(__name__)

_FIND_SECONDS = 3.0
"""How long is looked for the session of an agent that knocks: it may be a moment older than its session's entry."""
_FIND_AGAIN_SECONDS = 0.2
_KEEP_SECONDS = 3.0
"""How often is looked whether Codex's place has become free, while a session of ours may need it."""
_MAX_ORIGINAL_BYTES = 4 * 1024 * 1024
_DEFAULTS = "GEMINI_CLI_SYSTEM_DEFAULTS_PATH"


class Editing:
    """Lets the agents of `sessions` see `editor`. `workspace`: where they work."""

    def __init__(self, sessions: Sessions, sharing: Sharing, workspace: Path) -> None:
        self._sessions = sessions
        self._workspace = str(workspace)
        self.sharing = sharing
        self.editor = Editor(sharing.shared)
        self.editor.original = self._original
        self._server: GuardedServer | None = None
        self._door = DoorServer(self.editor, self._owner_of_port, __version__, self._make_server, self._authenticated)
        self._discovery: Discovery | None = None
        self._codex = CodexSocket(self.editor, self._owner_of_process)
        self._codex_places: list[list[Path]] = []
        self._keeping: asyncio.Task[None] | None = None
        self._opening = asyncio.Lock()

    # -- life --

    async def introduce(self, spec: SessionSpec) -> SessionSpec:
        """Before a session starts: its agent can find us. Whatever fails here, the agent starts all the same."""
        if spec.agent not in AGENTS:
            return spec
        environment = spec.program.environment
        try:
            async with self._opening:
                if self._discovery is None:
                    self._discovery = Discovery(await self._door.open())
            folders = list(dict.fromkeys([self._workspace, spec.program.cwd]))
            added = await asyncio.to_thread(self._discovery.introduce, spec.agent, environment, folders)
            if spec.agent in (CODEX, SHELL):
                await self._listen_for_codex(spec.agent, codex_places(environment))
        except (OSError, psutil.Error) as error:
            _LOG.warning("session %s will not see the editor: %s", spec.id, error)
            return spec
        # What a client asked for has the last word, but for the file into which its own is merged.
        merged = {name: value for name, value in added.items() if name == _DEFAULTS}
        return replace(spec, program=replace(spec.program, environment={**added, **environment, **merged}))

    async def close(self) -> None:
        """Nobody finds us any more."""
        if self._keeping is not None:
            self._keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeping
        await self._codex.close()
        await self._door.close()
        if self._discovery is not None:
            await asyncio.to_thread(self._discovery.close)

    def forget_ended(self) -> None:
        """Sessions came or went."""
        self.editor.forget({session.spec.id for session in self._living()})

    def _make_server(self, handler: Callable[[BaseRequest], Awaitable[Any]], **options: Any) -> GuardedServer:
        self._server = GuardedServer(handler, **options)
        return self._server

    def _authenticated(self, request: BaseRequest) -> None:
        if self._server is not None:
            self._server.authenticated(request.protocol)

    # -- Codex's place, of which there is one for all --

    async def _listen_for_codex(self, agent: str, places: list[Path]) -> None:
        if not hasattr(asyncio, "start_unix_server") or (agent == SHELL and not places[0].parent.parent.is_dir()):
            return
        with contextlib.suppress(TakenError):
            await self._codex.listen(_own_socket(os.getpid()), for_bridges=True)
        if places not in self._codex_places:
            self._codex_places.append(places)
        await self._take(places)
        if self._keeping is None:
            self._keeping = asyncio.get_running_loop().create_task(self._keep())  # closed in `close`

    async def _take(self, places: list[Path]) -> None:
        for place in places:
            try:
                await self._codex.listen(place)
            except TakenError as reason:
                _LOG.debug("Codex's place is not ours: %s", reason)
                if place.is_socket():
                    return  # somebody else is there; Codex looks no further
            else:
                return

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(_KEEP_SECONDS)
            if any(session.spec.agent in (CODEX, SHELL) for session in self._living()):
                for places in self._codex_places:
                    await self._take(places)

    # -- whose an agent is --

    def _living(self) -> list[Session]:
        return [session for session in self._sessions if not session.ended.is_set()]

    async def _owner_of_port(self, port: int) -> str | None:
        return await self._find(partial(_session_at_port, port))

    async def _owner_of_process(self, pid: int) -> str | Path | None:
        other = await asyncio.to_thread(_other_bridge, pid)
        if other is not None:
            return _own_socket(other)
        return await self._find(partial(_session_of_process, pid))

    async def _find(self, look: Callable[[list[Session]], str | None]) -> str | None:
        deadline = asyncio.get_running_loop().time() + _FIND_SECONDS
        while True:
            living = self._living()
            found = await asyncio.to_thread(look, living) if living else None
            if found is not None or asyncio.get_running_loop().time() > deadline:
                return found
            await asyncio.sleep(_FIND_AGAIN_SECONDS)

    async def serve_mcp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """`agent-bridge mcp` is at the other end of the private socket."""
        pid = peer_of(writer.get_extra_info("socket"))
        session_id = None if pid is None else await self._find(partial(_session_of_process, pid))
        await mcp.serve(self.editor, session_id, __version__, reader, writer)

    async def _original(self, path: str) -> str:
        return await asyncio.to_thread(_text_of, Path(path))


def _own_socket(pid: int) -> Path:
    """Where a bridge of this user answers other bridges for Codex."""
    return paths.runtime_folder() / f"codex-{pid}.sock"


def _text_of(path: Path) -> str:
    """The text of a file; empty where there is none, or it is no text."""
    try:
        if not path.is_file() or path.stat().st_size > _MAX_ORIGINAL_BYTES:
            return ""
        return decoded(path.read_bytes())
    except (OSError, ValueError, NotTextError):
        return ""


def _session_at_port(port: int, living: list[Session]) -> str | None:
    """The session that has the process in it whose end of a connection has this port."""
    for session in living:
        for process in _family(session):
            with contextlib.suppress(psutil.Error, OSError):
                if any(each.laddr and each.laddr.port == port for each in process.net_connections("tcp")):
                    return session.spec.id
    return None


def _family(session: Session) -> list[psutil.Process]:
    try:
        leader = psutil.Process(session.pid)
        return [leader, *leader.children(recursive=True)]
    except psutil.Error:
        return []


def _session_of_process(pid: int, living: list[Session]) -> str | None:
    """The session a process belongs to: by its ancestors, or by the mark in its environment."""
    leaders = {session.pid: session.spec.id for session in living}
    try:
        process = psutil.Process(pid)
        for each in [process, *process.parents()]:
            if each.pid in leaders:
                return leaders[each.pid]
    except psutil.Error:
        pass
    mark = _mark_of(pid)
    return next((session.spec.id for session in living if session.spec.marker == mark), None)


def _other_bridge(pid: int) -> int | None:
    """The process of the bridge, another than this, in whose session this process is."""
    bridge = (_mark_of(pid) or "").partition("-")[0]
    return int(bridge) if bridge.isdigit() and int(bridge) != os.getpid() else None


def _mark_of(pid: int) -> str | None:
    try:
        mark: str | None = psutil.Process(pid).environ().get(marker.VARIABLE)
    except (psutil.Error, OSError):
        return None
    return mark
