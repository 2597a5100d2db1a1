"""From settings to a running bridge: bind first, say so, and only then load the rest.

A host waits for the ready line; who connects before the rest is loaded waits in the listen backlog.
"""

import os
import secrets
import signal
import socket
import sys

from bridge import control, extraction, log, secrecy
from bridge.ancestors import ancestors as started_by
from bridge.ancestors import bootloader_lives
from bridge.errors import StartError
from bridge.protocol.version import PROTOCOL_VERSION
from bridge.ready_line import print_ready_line, ready_line
from bridge.settings import Address, Settings

_TOKEN_BYTES = 32
_BACKLOG = 128


def launch(settings: Settings) -> int:
    """Run a bridge until it is told to stop; returns the exit code."""
    ancestors = started_by()
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    log.SECRETS.add(token)
    listener = bind(settings.http)
    door = control.listen(settings.cwd)
    _end_quietly_when_told()
    line = ready_line(
        settings.http.host,
        listener.getsockname()[1],
        token,
        PROTOCOL_VERSION,
        None if door is None else str(door.getsockname()),
    )
    if settings.print_conn_json:
        print_ready_line(line)
    secrecy.hide_memory()
    # loopback needs no TLS; without the module aiohttp makes no TLS contexts, which would be 50 ms of every start
    sys.modules.setdefault("ssl", None)  # type: ignore[arg-type]  # None is how an import is refused
    try:
        from bridge.server import serve

        return serve(settings, listener, door, token, line, ancestors)
    finally:
        if not bootloader_lives(ancestors):
            extraction.remove_own()


def _end_quietly_when_told() -> None:
    """Until the server listens to signals itself: who knows of us may end us, and that is no failure.

    Not by KeyboardInterrupt: raised inside of an `exec` (dataclasses, attrs) it is remembered by the interpreter, which
    then ends by the signal although it was caught.
    """
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _end_quietly)


def _end_quietly(number: int, frame: object) -> None:
    raise SystemExit(0)


def bind(address: Address) -> socket.socket:
    """A listening socket; StartError where the address is taken or not to be had."""
    listener = socket.socket(socket.AF_INET6 if ":" in address.host else socket.AF_INET)
    try:
        if os.name == "posix":  # on Windows this would let two programs share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address.host, address.port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise StartError(
            f"cannot listen on {address.host}:{address.port}: {error.strerror}; try another port, or 0 for a free one"
        ) from error
    listener.setblocking(False)
    return listener
