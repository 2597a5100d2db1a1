"""A client that may say anything: HTTP as bytes, and WebSocket frames that break every rule there is."""

import asyncio
import base64
import contextlib
import json
import os
import struct
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from tests.bridge_process import WITHOUT, BridgeProcess

SECONDS = 3 if WITHOUT else 30  # an answer that will never come need not be waited for
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
KEY = base64.b64encode(b"0123456789abcdef").decode()


class Answer(NamedTuple):
    """status: 0 where the server closed without a word. `rest`: what came behind the head."""

    status: int
    head: bytes
    rest: bytes


async def ask(bridge: BridgeProcess, data: bytes, *, closes: bool = True) -> Answer:
    """Send bytes; what is answered until the server closes, or (not `closes`) until a whole head is there."""
    reader, writer = await asyncio.open_connection("127.0.0.1", bridge.port)
    received = b""
    try:
        async with asyncio.timeout(SECONDS):
            writer.write(data)
            while part := await reader.read(65536):
                received += part
                if not closes and b"\r\n\r\n" in received:
                    break
    except ConnectionError:
        pass
    finally:
        writer.transport.abort()
    head, _, rest = received.partition(b"\r\n\r\n")
    return Answer(int(head[9:12]) if head.startswith(b"HTTP/1.") else 0, head, rest)


def request(bridge: BridgeProcess, line: str, *lines: str, body: bytes = b"") -> bytes:
    """A request with our Host; `{host}`, `{port}` and `{token}` are filled in."""
    host = f"127.0.0.1:{bridge.port}"
    text = "\r\n".join([line, "Host: {host}", *lines, "", ""])
    return text.format(host=host, port=bridge.port, token=bridge.token).encode("latin-1") + body


def frame(
    opcode: int,
    payload: bytes = b"",
    *,
    fin: bool = True,
    rsv: int = 0,
    mask: bytes | None = b"\x01\x02\x03\x04",
    length: tuple[int, int] | None = None,
) -> bytes:
    """One frame. length: (flag, value) to claim instead of the payload's own."""
    flag, value = length or _length(len(payload))
    head = bytes([fin << 7 | rsv << 4 | opcode, (mask is not None) << 7 | flag])
    head += {126: struct.pack(">H", value & 0xFFFF), 127: struct.pack(">Q", value)}.get(flag, b"")
    if mask is None:
        return head + payload
    return head + mask + masked(payload, mask)


def masked(payload: bytes, mask: bytes) -> bytes:
    stretched = (mask * (len(payload) // 4 + 1))[: len(payload)]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(stretched, "big")).to_bytes(len(payload), "big")


def _length(size: int) -> tuple[int, int]:
    return (size, size) if size < 126 else (126, size) if size < 2**16 else (127, size)


def message(kind: str, **fields: Any) -> bytes:
    """A text frame with a JSON message."""
    return frame(TEXT, json.dumps({"type": kind, **fields}).encode())


class Received(NamedTuple):
    opcode: int
    payload: bytes

    @property
    def code(self) -> int:
        """Of a close frame."""
        return int.from_bytes(self.payload[:2], "big")


class RawSocket:
    """A WebSocket after its handshake."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, *frames: bytes) -> None:
        self.writer.write(b"".join(frames))
        await self.writer.drain()

    async def receive(self) -> Received | None:
        """The next frame; None where the server has closed."""
        try:
            async with asyncio.timeout(SECONDS):
                first, second = await self.reader.readexactly(2)
                assert not second & 0x80, "a server does not mask"
                size = second & 0x7F
                if size > 125:
                    size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8), "big")
                return Received(first & 0x0F, await self.reader.readexactly(size))
        except (asyncio.IncompleteReadError, ConnectionError):
            return None

    async def expect(self, *opcodes: int) -> Received | None:
        """The next frame with one of these opcodes, or None at the end."""
        while (received := await self.receive()) is not None and received.opcode not in opcodes:
            pass
        return received

    async def messages_until(self, kind: str) -> list[dict[str, Any]]:
        """Messages up to the first of this type."""
        found: list[dict[str, Any]] = []
        while not found or found[-1]["type"] != kind:
            received = await self.expect(TEXT, CLOSE)
            assert received is not None, "closed without a word"
            assert received.opcode == TEXT, f"closed with {received.code}"
            found.append(json.loads(received.payload))
        return found


@asynccontextmanager
async def raw_socket(
    bridge: BridgeProcess, *lines: str, pipelined: bytes = b"", limit: int = 2**16
) -> AsyncIterator[RawSocket]:
    """A connection that is in. `pipelined`: what is sent in one piece with the handshake."""
    reader, writer = await asyncio.open_connection("127.0.0.1", bridge.port, limit=limit)
    handshake = request(
        bridge,
        "GET /ws HTTP/1.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {KEY}",
        "Sec-WebSocket-Protocol: agent-bridge.v1, auth.bearer.{token}",
        *lines,
    )
    try:
        writer.write(handshake + pipelined)
        async with asyncio.timeout(SECONDS):
            head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101"), head
        assert b"sec-websocket-extensions" not in head.lower(), "no compression is agreed"
        yield RawSocket(reader, writer)
    finally:
        writer.transport.abort()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def answers_others(bridge: BridgeProcess, features: Sequence[str] = ()) -> None:
    """Somebody else, who did nothing wrong, is served."""
    mark = os.urandom(4)
    async with raw_socket(bridge) as other:
        await other.send(message("hello", protocolVersion=1, features=list(features)), frame(PING, mark))
        welcome = await other.messages_until("welcome")
        assert welcome[-1]["type"] == "welcome"
        pong = await other.expect(PONG, CLOSE)
        assert pong == (PONG, mark)
