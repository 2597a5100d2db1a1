"""`agent-bridge mcp`: an MCP server on stdin and stdout that asks the bridge in whose session it runs. Blocking."""

import contextlib
import os
import socket
import sys
import threading
from pathlib import Path

from bridge import control
from bridge.errors import StartError

_CHUNK = 64 * 1024


def run(workspace: Path, session_mark: str) -> int:
    """Carry lines both ways until either end is there. StartError where no bridge answers.

    session_mark: what the session this runs in has in its environment; empty: the bridge of the workspace is asked.
    """
    connection = control.connect_mcp(workspace, session_mark.partition("-")[0])
    if connection is None:
        raise StartError(f"no bridge runs for {workspace}: this is for agents that run in a session of Agent Bridge")
    with connection:
        threading.Thread(target=_send, args=(connection,), daemon=True).start()
        while data := connection.recv(_CHUNK):
            while data:
                data = data[os.write(sys.stdout.fileno(), data) :]
    return 0


def _send(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := os.read(sys.stdin.fileno(), _CHUNK):
            connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
