"""Asking a running bridge: a private socket in the user's runtime folder, one per bridge.

Whoever may open the socket is the user who started the bridge. It answers one line: `link` (or, to older programs, to
nothing at all) with a single-use link; `host` with the ready line, if the bridge is without a host just then, and holds
on to the connection as it held on to its host's stdin; with `busy` if it is not. After `mcp` the connection speaks MCP,
one message a line (`bridge.editor.mcp`).
"""

import contextlib
import errno
import hashlib
import logging
import os
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bridge import paths

if TYPE_CHECKING:
    import asyncio

    from bridge.host_line import HostLine

_LOG = logging.getLogger(__name__)

_ANSWER_SECONDS = 3.0
_ASK_SECONDS = 0.2
"""Programs that are older than requests send none, and wait for a link."""
_HOST = b"host"
_MCP = b"mcp"
_MOST_MCP_BYTES = 8 * 1024 * 1024
"""Of one message: a file that is proposed is in it."""
_MOST_BYTES = 1024
_PATH_LIMIT = 100
"""Bytes of a Unix socket's path that every system takes."""


def _prefix(workspace: Path) -> str:
    return hashlib.sha256(str(workspace).encode("utf-8", "surrogateescape")).hexdigest()[:12]


def listen(workspace: Path) -> socket.socket | None:
    """The socket of this bridge; None, with the reason in the log, where there cannot be one.

    Made before the ready line, so that `agent-bridge open` finds a bridge as soon as anybody knows of it.
    """
    if sys.platform == "win32":
        return None
    path = paths.runtime_folder() / f"{_prefix(workspace)}-{os.getpid()}.sock"
    if len(os.fsencode(path)) > _PATH_LIMIT:
        _LOG.info("`agent-bridge open` will not find this bridge: %s is too long for a socket", path)
        return None
    listener = socket.socket(socket.AF_UNIX)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.parent.chmod(0o700)
        if not _is_ours(path.parent):
            raise PermissionError(errno.EPERM, "the folder belongs to somebody else")
        path.unlink(missing_ok=True)
        listener.bind(str(path))
        path.chmod(0o600)
        listener.listen()
    except OSError as error:
        listener.close()
        _LOG.info("`agent-bridge open` will not find this bridge: %s", error)
        return None
    listener.setblocking(False)
    return listener


def _is_ours(folder: Path) -> bool:
    """Whether nobody else can put a socket in the place of ours: a folder below /tmp can be made by anybody first."""
    users = {os.getuid(), 0}
    return folder.stat().st_uid == os.getuid() and folder.parent.stat().st_uid in users


SpeakMCP = Callable[["asyncio.StreamReader", "asyncio.StreamWriter"], Awaitable[None]]


async def serve(
    listener: socket.socket, link: Callable[[], str], host_line: "HostLine", ready_line: str, speak_mcp: SpeakMCP
) -> None:
    """Answer each connection until cancelled."""
    import asyncio

    async def answer(reader: "asyncio.StreamReader", writer: "asyncio.StreamWriter") -> None:
        with contextlib.suppress(ConnectionError):
            request = await _request(reader)
            if request == _HOST:
                await _be_held(reader, writer, host_line, ready_line)
            elif request == _MCP:
                await speak_mcp(reader, writer)
            else:
                await _write(writer, link())
        writer.close()

    path = Path(listener.getsockname())
    try:
        server = await asyncio.start_unix_server(answer, sock=listener, limit=_MOST_MCP_BYTES)
        async with server:
            await server.serve_forever()
    finally:
        path.unlink(missing_ok=True)  # noqa: ASYNC240 - once, at the end


async def _request(reader: "asyncio.StreamReader") -> bytes:
    import asyncio

    try:
        async with asyncio.timeout(_ASK_SECONDS):
            return (await reader.readline()).strip()
    except (TimeoutError, ValueError):
        return b""


async def _be_held(
    reader: "asyncio.StreamReader", writer: "asyncio.StreamWriter", host_line: "HostLine", ready_line: str
) -> None:
    gone = host_line.take_over()
    if gone is None:
        await _write(writer, "busy")
        return
    try:
        _LOG.info("another host has taken over")
        await _write(writer, ready_line)
        while await reader.read(_MOST_BYTES):
            pass
    finally:
        gone.set()


async def _write(writer: "asyncio.StreamWriter", line: str) -> None:
    writer.write(line.encode() + b"\n")
    await writer.drain()


def ask_for_link(workspace: Path) -> str | None:
    """A link to the newest running bridge of `workspace`; None where none answers."""
    for path in _sockets(workspace):
        link = _ask(path)
        if link:
            return link
    return None


def connect_mcp(workspace: Path, pid: str) -> socket.socket | None:
    """A connection that speaks MCP, to the bridge of this process id, else to the newest of `workspace`; None: no."""
    found: list[Path] = []
    with contextlib.suppress(OSError):
        if pid.isdigit() and _is_ours(paths.runtime_folder()):
            found = [*paths.runtime_folder().glob(f"*-{pid}.sock")]
    for path in [*found, *_sockets(workspace)]:
        if path.name.startswith("codex-"):
            continue
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(str(path))
            connection.sendall(_MCP + b"\n")
        except OSError:
            connection.close()
        else:
            return connection
    return None


def _sockets(workspace: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        if not _is_ours(paths.runtime_folder()):
            return
        found = list(paths.runtime_folder().glob(f"{_prefix(workspace)}-*.sock"))
        yield from sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def _ask(path: Path) -> str | None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_ANSWER_SECONDS)
        try:
            connection.connect(str(path))
            connection.sendall(b"link\n")
            return connection.makefile("r", encoding="utf-8").readline(_MOST_BYTES).strip() or None
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)  # left by a bridge that was killed
        except OSError:
            pass
    return None


def has_browser() -> bool:
    """Whether there is a browser of the kind that people want: a text browser in this terminal is not."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def show_in_browser(link: str) -> bool:
    """Open the link in the user's browser; False where there is none to open."""
    if not has_browser():
        return False
    import webbrowser

    try:
        return webbrowser.open(link)
    except (webbrowser.Error, OSError):
        return False
