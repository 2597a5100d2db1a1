"""ttyd, written in C, where it is on PATH."""

import asyncio
import json
import shutil
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from bench.peers.contract import Stream
from bench.peers.websocket import connected, receive
from bench.server_process import started

# First byte of a message, the same in both directions.
_OUTPUT = _INPUT = b"0"
_START_SECONDS = 10.0


class TtydStream:
    """Binary frames behind one byte that says what they are."""

    def __init__(self, websocket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = websocket

    async def read(self) -> bytes:
        """See `Stream.read`."""
        while True:
            data = await receive(self._socket)
            if isinstance(data, bytes) and data[:1] == _OUTPUT:
                return data[1:]

    async def write(self, data: bytes) -> None:
        """See `Stream.write`."""
        await self._socket.send_bytes(_INPUT + data)


@dataclass
class RunningTtyd:
    """A ttyd that listens."""

    pid: int
    port: int

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Stream]:
        """See `Server.open`."""
        async with connected(f"ws://127.0.0.1:{self.port}/ws", protocols=("tty",)) as websocket:
            hello = {"AuthToken": "", "columns": 80, "rows": 24}
            await websocket.send_bytes(json.dumps(hello).encode())
            yield TtydStream(websocket)


@dataclass(frozen=True)
class TtydPeer:
    """The protocol is that of ttyd's `src/protocol.c` and `html/src/components/terminal/xterm/index.ts`."""

    name: str = "ttyd"

    @property
    def available(self) -> bool:
        """Nobody has to install it."""
        return shutil.which("ttyd") is not None

    @asynccontextmanager
    async def running(self, program: Sequence[str]) -> AsyncIterator[RunningTtyd]:
        """See `Peer.running`."""
        port = _free_port()
        async with started(
            ["ttyd", "--interface", "127.0.0.1", "--port", str(port), "--writable", *program]
        ) as process:
            await _listening(port)
            yield RunningTtyd(process.pid, port)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


async def _listening(port: int) -> None:
    async with asyncio.timeout(_START_SECONDS):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                await asyncio.sleep(0.005)
                continue
            writer.close()
            return


TTYD = TtydPeer()
