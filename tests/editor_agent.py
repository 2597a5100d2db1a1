"""An agent's part of the conversation about the editor, without the agent: it dials from inside of a session."""

import asyncio
import contextlib
import json
import os
import stat
import struct
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.editor_client import EditorClient

TOKEN = "X-Claude-Code-Ide-Authorization"
LIMIT_S = 30
# A session with an agent's name whose program is ours: it dials, as the agent would, from inside of the session.
PROXY = """
import asyncio, os, sys
async def main():
    async def carry(reader, writer):
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass
        writer.close()
    async def serve(reader, writer):
        kind, _, where = (await reader.readline()).decode().strip().partition(" ")
        try:
            if kind == "tcp":
                far, there = await asyncio.open_connection("127.0.0.1", int(where))
            else:
                far, there = await asyncio.open_unix_connection(where)
        except OSError:
            writer.close()
            return
        await asyncio.gather(carry(reader, there), carry(far, writer))
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print("PORT=%d." % server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


def agent_script(folder: Path, name: str) -> Path:
    """A program of an agent's name that carries connections out of the session."""
    script = folder / name
    folder.mkdir(exist_ok=True)
    script.write_text(f"#!{sys.executable} -I\n{PROXY}")
    script.chmod(0o755)
    return script


class Inside:
    """Connections that come from a session."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def dial(self, target: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(f"{target}\n".encode())
        return reader, writer

    @asynccontextmanager
    async def forwarded(self, port: int) -> AsyncIterator[int]:
        """A port here that leads to `port` from inside."""

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            far, there = await self.dial(f"tcp {port}")
            async with asyncio.TaskGroup() as group:
                group.create_task(_carry(reader, there))
                group.create_task(_carry(far, writer))

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def start(editor: EditorClient, folder: Path, agent: str, session: str = "s1") -> Inside:
    """A session that counts as this agent's."""
    await editor.start(str(agent_script(folder / "bin", agent)), session=session)
    await editor.until(".", session=session)
    await editor.until("PORT=", session=session)
    text = editor.text(session=session)
    return Inside(int(text.partition("PORT=")[2].partition(".")[0]))


def lock_of(home: Path) -> tuple[int, dict[str, Any]]:
    [path] = (home / ".claude" / "ide").glob("*.lock")
    return int(path.stem), json.loads(path.read_text())


@asynccontextmanager
async def claude(
    port: int, token: str, real_port: int, **headers: str
) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """Connected as Claude Code does; `real_port` is what Host names."""
    headers = {"Host": f"127.0.0.1:{real_port}", TOKEN: token, **headers}
    async with aiohttp.ClientSession() as http:
        async with http.ws_connect(f"http://127.0.0.1:{port}/", protocols=("mcp",), headers=headers) as socket:
            yield socket


async def call(socket: aiohttp.ClientWebSocketResponse, number: int, method: str, **params: Any) -> Any:
    """The answer to a request; notifications before it are passed over."""
    await socket.send_json({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
    async with asyncio.timeout(LIMIT_S):
        while (message := await socket.receive_json()).get("id") != number:
            pass
    return message.get("result", message.get("error"))


async def news(socket: aiohttp.ClientWebSocketResponse, method: str) -> Any:
    async with asyncio.timeout(LIMIT_S):
        while (message := await socket.receive_json()).get("method") != method:
            pass
    return message["params"]


async def greet(socket: aiohttp.ClientWebSocketResponse) -> None:
    answer = await call(socket, 0, "initialize", protocolVersion="2025-11-25")
    assert answer["protocolVersion"] == "2025-11-25"
    await socket.send_json({"jsonrpc": "2.0", "method": "notifications/initialized"})


def gemini_file(home: Path) -> dict[str, Any]:
    [path] = (home / "gemini" / "ide").glob("gemini-ide-server-*.json")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content: dict[str, Any] = json.loads(path.read_text())
    return content


def switch_gemini_on(home: Path) -> None:
    settings = home / ".gemini" / "settings.json"
    settings.parent.mkdir()
    settings.write_text('{"ide": {"enabled": true}}')


def codex_frame(message: dict[str, Any]) -> bytes:
    body = json.dumps(message).encode()
    return struct.pack("<I", len(body)) + body


async def ask_codex(inside: Inside, path: Path, workspace: Path, **fields: Any) -> dict[str, Any]:
    reader, writer = await inside.dial(f"unix {path}")
    asked = {"type": "request", "requestId": "1", "method": "ide-context"}
    try:
        writer.write(codex_frame({**asked, "params": {"workspaceRoot": str(workspace)}, **fields}))
        async with asyncio.timeout(LIMIT_S):
            (size,) = struct.unpack("<I", await reader.readexactly(4))
            answer: dict[str, Any] = json.loads(await reader.readexactly(size))
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
    return answer


def codex_path(home: Path) -> Path:
    preferred = home / ".codex" / "ipc" / "ipc.sock"
    return preferred if len(str(preferred)) <= 100 else home / "codex-ipc" / f"ipc-{os.getuid()}.sock"
