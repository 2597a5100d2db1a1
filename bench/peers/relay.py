"""The bare aiohttp relay, `bench/relay.py`."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from bench.peers.contract import Stream
from bench.peers.websocket import connected, receive
from bench.server_process import serving


class RelayStream:
    """Bytes as they are."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def read(self) -> bytes:
        """See `Stream.read`."""
        data = await receive(self._socket)
        return data if isinstance(data, bytes) else data.encode()

    async def write(self, data: bytes) -> None:
        """See `Stream.write`."""
        await self._socket.send_bytes(data)


@dataclass
class RunningRelay:
    """A relay that listens."""

    pid: int
    port: int

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Stream]:
        """See `Server.open`."""
        async with connected(f"ws://127.0.0.1:{self.port}/") as socket:
            yield RelayStream(socket)


@dataclass(frozen=True)
class RelayPeer:
    """See `bench/relay.py`."""

    name: str = "bare aiohttp relay"
    available: bool = True

    @asynccontextmanager
    async def running(self, program: Sequence[str]) -> AsyncIterator[RunningRelay]:
        """See `Peer.running`."""
        async with serving("bench.relay", *program) as (pid, port):
            yield RunningRelay(pid, port)


RELAY = RelayPeer()
