"""terminado, the terminal of Jupyter, from PyPI."""

import importlib.util
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from bench.peers.contract import Stream
from bench.peers.websocket import connected, receive
from bench.server_process import serving


class TerminadoStream:
    """JSON lists: `["stdout", text]`, `["stdin", text]`."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def read(self) -> bytes:
        """See `Stream.read`."""
        while True:
            kind, *rest = json.loads(await receive(self._socket))
            if kind == "stdout":
                return str(rest[0]).encode()
            if kind == "disconnect":
                raise EOFError("the program ended")

    async def write(self, data: bytes) -> None:
        """See `Stream.write`."""
        await self._socket.send_str(json.dumps(["stdin", data.decode()]))


@dataclass
class RunningTerminado:
    """A tornado server that listens."""

    pid: int
    port: int

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Stream]:
        """See `Server.open`."""
        async with connected(f"ws://127.0.0.1:{self.port}/websocket") as socket:
            yield TerminadoStream(socket)


@dataclass(frozen=True)
class TerminadoPeer:
    """See `bench/terminado_server.py`."""

    name: str = "terminado"

    @property
    def available(self) -> bool:
        """Part of the extra `dev`."""
        return importlib.util.find_spec("terminado") is not None

    @asynccontextmanager
    async def running(self, program: Sequence[str]) -> AsyncIterator[RunningTerminado]:
        """See `Peer.running`."""
        async with serving("bench.terminado_server", *program) as (pid, port):
            yield RunningTerminado(pid, port)


TERMINADO = TerminadoPeer()
