"""The one line of JSON on stdout that tells a host how to connect."""

import json
import os

from bridge import __version__
from bridge.errors import StartError

_STDOUT = 1


def ready_line(host: str, port: int, token: str, protocol_version: int, control: str | None = None) -> str:
    """The line, without its newline. `port`, `token` and `uiBase` keep their names and types for ever.

    control: path of the private socket of `bridge.control`; null where there is none.
    """
    authority = f"[{host}]" if ":" in host else host
    return json.dumps(
        {
            "port": port,
            "token": token,
            "uiBase": f"http://{authority}:{port}/",
            "pid": os.getpid(),
            "version": __version__,
            "protocolVersion": protocol_version,
            "control": control,
        }
    )


def print_ready_line(line: str) -> None:
    """Write the line in one piece; StartError where nobody can read it."""
    data = line.encode() + b"\n"
    try:
        while data:
            data = data[os.write(_STDOUT, data) :]
    except OSError as error:
        raise StartError(f"the ready line cannot be written to stdout: {error.strerror}") from error
