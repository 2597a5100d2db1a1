"""The bridge itself, with two clients: binary frames with acknowledgements, and version 1."""

import base64
import itertools
import json
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import aiohttp

from bench.peers.contract import Stream
from bench.peers.websocket import connected, receive
from bench.server_process import first_line, started
from bridge.protocol import frames
from bridge.terminal.flow import LOW_WATER

COMMAND = (sys.executable, "-m", "bridge")


class BinaryStream:
    """Counts as the page does: everything received is parsed, and acknowledged every LOW_WATER bytes."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, session: str, handle: int) -> None:
        self._socket = socket
        self._session = session
        self._handle = handle
        self._acked = 0

    async def read(self) -> bytes:
        """See `Stream.read`."""
        while True:
            data = await receive(self._socket)
            if isinstance(data, bytes):
                frame = frames.decode(data)
                if frame.handle == self._handle:
                    await self._acknowledge(frame)
                    return frame.payload
            elif json.loads(data)["type"] == "exit":
                raise EOFError("the program ended")

    async def _acknowledge(self, frame: frames.Frame) -> None:
        end = frame.offset + len(frame.payload)
        if end - self._acked >= LOW_WATER and frame.kind is frames.Kind.OUTPUT:
            self._acked = end
            await self._socket.send_str(json.dumps({"type": "ack", "sessionId": self._session, "offset": end}))

    async def write(self, data: bytes) -> None:
        """See `Stream.write`."""
        await self._socket.send_bytes(frames.encode(frames.Kind.INPUT, self._handle, 0, data))


class Version1Stream:
    """JSON and base64."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, session: str) -> None:
        self._socket = socket
        self._session = session

    async def read(self) -> bytes:
        """See `Stream.read`."""
        while True:
            message = json.loads(await receive(self._socket))
            if message["type"] == "stdout":
                return base64.b64decode(message["dataBase64"])
            if message["type"] == "exit":
                raise EOFError("the program ended")

    async def write(self, data: bytes) -> None:
        """See `Stream.write`."""
        text = base64.b64encode(data).decode()
        await self._socket.send_str(json.dumps({"type": "stdin", "sessionId": self._session, "dataBase64": text}))


@dataclass
class RunningBridge:
    """A bridge process that printed its ready line. `crowd`: the one connection of all clients, where they share it."""

    pid: int
    port: int
    token: str
    program: Sequence[str]
    features: tuple[str, ...]
    window: int | None = None
    crowd: aiohttp.ClientWebSocketResponse | None = None
    _ids: "itertools.count[int]" = field(default_factory=itertools.count)

    @asynccontextmanager
    async def greeted(self) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        """A client that got its `welcome`."""
        url = f"ws://127.0.0.1:{self.port}/ws"
        async with connected(url, protocols=("agent-bridge.v1", f"auth.bearer.{self.token}")) as socket:
            await socket.send_str(json.dumps({"type": "hello", "protocolVersion": 1, "features": self.features}))
            await answer(socket, "welcome")
            yield socket

    @asynccontextmanager
    async def open(self, session: str = "") -> AsyncIterator[Stream]:
        """See `Server.open`."""
        session = session or f"s{os.getpid()}-{next(self._ids)}"
        cmd, *args = self.program
        async with AsyncExitStack() as connection:
            socket = self.crowd
            if socket is None:
                socket = await connection.enter_async_context(self.greeted())
            await socket.send_str(json.dumps({"type": "openSession", "id": session, "cmd": cmd, "args": args}))
            opened = await answer(socket, "opened")
            handle = opened["handle"]
            assert isinstance(handle, int)
            if self.window is not None:
                attach = {"type": "attach", "sessionId": session, "window": self.window}
                await socket.send_str(json.dumps(attach))
                await answer(socket, "attached")
            yield BinaryStream(socket, session, handle) if self.features else Version1Stream(socket, session)


async def answer(socket: aiohttp.ClientWebSocketResponse, kind: str) -> dict[str, object]:
    """The next message, which must be of this type or news."""
    while True:
        data = await receive(socket)
        if isinstance(data, bytes):
            continue  # of another session on this connection
        message: dict[str, object] = json.loads(data)
        if message["type"] == kind:
            return message
        if message["type"] == "error":
            raise RuntimeError(f"{message['code']}: {message['message']}")


@dataclass(frozen=True)
class BridgePeer:
    """`features`: what the client asks for in `hello`. `crowd`: one connection opens all sessions, as a page could.

    `window`: bytes that the client takes without an acknowledgement; None: the default.
    """

    name: str
    features: tuple[str, ...]
    available: bool = True
    crowd: bool = False
    window: int | None = None

    @asynccontextmanager
    async def running(self, program: Sequence[str]) -> AsyncIterator[RunningBridge]:
        """See `Peer.running`."""
        async with started([*COMMAND, "--http", "127.0.0.1:0"]) as process:
            ready = json.loads(await first_line(process))
            bridge = RunningBridge(process.pid, ready["port"], ready["token"], program, self.features, self.window)
            async with AsyncExitStack() as connection:
                if self.crowd:
                    bridge.crowd = await connection.enter_async_context(bridge.greeted())
                yield bridge


BINARY = BridgePeer("bridge, binary + ack", ("binary", "ack", "attach"))
FAST = BridgePeer("bridge, binary + ack, window of 1 MB", BINARY.features, window=1_000_000)
CROWD = BridgePeer(BINARY.name, BINARY.features, crowd=True)
VERSION_1 = BridgePeer("bridge, version 1", ())
