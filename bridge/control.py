"""Asking a running bridge for a link: a private socket in the user's runtime folder, one per bridge.

Whoever may open the socket is the user who started the bridge; it hands out single-use links and nothing else.
"""

import contextlib
import errno
import hashlib
import logging
import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bridge import paths

if TYPE_CHECKING:
    import asyncio

_LOG = logging.getLogger(__name__)

_ANSWER_SECONDS = 3.0
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


async def serve(listener: socket.socket, link: Callable[[], str]) -> None:
    """Answer each connection with a new link until cancelled."""
    import asyncio

    path = Path(listener.getsockname())
    try:
        server = await asyncio.start_unix_server(lambda _, writer: _answer(writer, link), sock=listener)
        async with server:
            await server.serve_forever()
    finally:
        path.unlink(missing_ok=True)  # noqa: ASYNC240 - once, at the end


async def _answer(writer: "asyncio.StreamWriter", link: Callable[[], str]) -> None:
    with contextlib.suppress(ConnectionError):
        writer.write(link().encode() + b"\n")
        await writer.drain()
    writer.close()


def ask_for_link(workspace: Path) -> str | None:
    """A link to the newest running bridge of `workspace`; None where none answers."""
    for path in _sockets(workspace):
        link = _ask(path)
        if link:
            return link
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
