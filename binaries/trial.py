"""Trying a binary as a host uses it: ready line, page, handshake, terminal, index, end, and nothing left behind."""

import asyncio
import base64
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from binaries.places import CheckError

if TYPE_CHECKING:
    from aiohttp import ClientSession, ClientWebSocketResponse

LIMIT_SECONDS = 60.0
"""For the conversation, on a machine that has other things to do."""

_FILE = "a-file-to-be-found.txt"


def check(program: Path) -> float:
    """Use a binary as a host does; returns the seconds to its ready line. CheckError says what is wrong."""
    with tempfile.TemporaryDirectory(prefix="ab-", ignore_cleanup_errors=True) as folder:
        temporary = Path(folder, "tmp")
        workspace = Path(folder, "workspace")
        for place in (temporary, workspace):
            place.mkdir()
        (workspace / _FILE).touch()
        environment = _environment(folder, temporary)
        _expect_start("--version", program, environment, "agent-bridge ")
        _expect_start("licenses", program, environment, "Apache License")
        start = time.perf_counter()
        process = subprocess.Popen(
            [program, "--http", "127.0.0.1:0", "--log-level", "warning"],
            cwd=workspace,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            ready = time.perf_counter() - start
            if not line:
                raise CheckError(f"no ready line; it ended with {process.wait()}")
            asyncio.run(_converse(json.loads(line), program))
            _expect("the exit code", _stop(process), 0)
            _expect("more on stdout", process.stdout.read(), b"")
        finally:
            process.kill()
            process.communicate()
        _expect("what is left in the temporary folder", [path.name for path in temporary.rglob("*")], [])
    return ready


def _environment(home: str, temporary: Path) -> dict[str, str]:
    """No Python on PATH, an empty home, and a temporary folder of its own to look at afterwards."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "COMSPEC", "LANG") if name in os.environ}
    homes = dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_RUNTIME_DIR"), home)
    path = os.defpath if sys.platform == "win32" else str(temporary)  # on POSIX not even a shell, for it has Python
    return {**kept, **homes, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary)), "PATH": path}


def _expect_start(argument: str, program: Path, environment: dict[str, str], text: str) -> None:
    done = subprocess.run([program, argument], env=environment, capture_output=True, timeout=LIMIT_SECONDS, check=False)
    if done.returncode or text.encode() not in done.stdout:
        raise CheckError(f"{argument} gives {done.returncode}, {done.stdout[:200]!r}, {done.stderr[-500:]!r}")


async def _converse(ready: dict[str, str], program: Path) -> None:
    import aiohttp

    async with asyncio.timeout(LIMIT_SECONDS), aiohttp.ClientSession(ready["uiBase"]) as http:
        await _get(http, "/health", "ok")
        await _get(http, "/", "<title>")
        protocols = ("agent-bridge.v1", f"auth.bearer.{ready['token']}")
        async with http.ws_connect("/ws", protocols=protocols) as socket:
            _expect("the subprotocol", socket.protocol, protocols[0])
            await socket.send_json({"type": "hello", "protocolVersion": 1})
            _expect("the first answer", (await socket.receive_json())["type"], "welcome")
            await _round_trip(socket, program)
            await _search(socket)


async def _get(http: "ClientSession", path: str, text: str) -> None:
    async with http.get(path) as answer:
        body = await answer.text()
        if answer.status != 200 or text not in body:
            raise CheckError(f"GET {path} answers {answer.status} {body[:100]!r}")


async def _round_trip(socket: "ClientWebSocketResponse", program: Path) -> None:
    """The binary's own echo agent in a terminal: its prompt comes, a command goes, its exit code comes."""
    command = {"type": "openSession", "id": "s1", "cmd": str(program), "args": ["echo-agent"]}
    await socket.send_json(command)
    output, typed = b"", False
    while True:
        message = await socket.receive_json()
        if message["type"] == "stdout":
            output += base64.b64decode(message["dataBase64"])
            if b"> " in output and not typed:
                typed = True
                keys = base64.b64encode(b"/exit 7\r").decode()
                await socket.send_json({"type": "stdin", "sessionId": "s1", "dataBase64": keys})
        elif message["type"] == "exit":
            _expect(f"the echo agent's exit code, after {output!r}", message["code"], 7)
            return
        elif message["type"] == "error":
            raise CheckError(f"no session: {message['message']}")


async def _search(socket: "ClientWebSocketResponse") -> None:
    """The index finds the one file there is; the first answer may come from an index that is just being made."""
    while True:
        await socket.send_json({"type": "searchIndex", "pattern": "found", "requestId": 1})
        message = await socket.receive_json()
        while message["type"] not in ("searchResult", "error"):
            message = await socket.receive_json()
        if message["type"] == "error":
            raise CheckError(f"no search: {message['message']}")
        if _FILE in json.dumps(message):
            return
        await asyncio.sleep(0.1)


def _stop(process: "subprocess.Popen[bytes]") -> int:
    """Ask it to end as hosts do: by a signal, and on Windows, which has none, by the end of stdin."""
    assert process.stdin is not None
    if sys.platform == "win32":
        process.stdin.close()
    else:
        process.send_signal(signal.SIGTERM)
    return process.wait(LIMIT_SECONDS)


def _expect(what: str, found: object, right: object) -> None:
    if found != right:
        raise CheckError(f"{what} is {found!r}, not {right!r}")
