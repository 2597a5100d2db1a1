"""A version-1 client, written from docs/PROTOCOL.md alone: JSON text frames, no features."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

ANSWER_SECONDS = 45
Message = dict[str, Any]


class Version1Client:
    """Keeps all that came; `expect` waits for a message of a type."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.waiting: list[Message] = []
        self.output: dict[str, bytearray] = {}
        self.seqs: dict[str, list[int]] = {}

    async def say(self, kind: str, **fields: Any) -> None:
        await self.socket.send_str(json.dumps({"type": kind, **fields}))

    async def receive(self) -> Message:
        """The next message; output is collected besides."""
        async with asyncio.timeout(ANSWER_SECONDS):
            frame = await self.socket.receive()
        if frame.type is not aiohttp.WSMsgType.TEXT:
            raise ConnectionError(f"closed with {self.socket.close_code}")
        message: Message = json.loads(frame.data)
        if message["type"] == "stdout":
            self.output.setdefault(message["sessionId"], bytearray()).extend(base64.b64decode(message["dataBase64"]))
            self.seqs.setdefault(message["sessionId"], []).append(message["seq"])
        return message

    async def expect(self, kind: str) -> Message:
        """The first message of this type that was not asked for yet."""
        for message in self.waiting:
            if message["type"] == kind:
                self.waiting.remove(message)
                return message
        while (message := await self.receive())["type"] != kind:
            self.waiting.append(message)
        return message

    async def read_until(self, text: bytes, session: str = "s1") -> bytes:
        """Output of the session, up to where `text` is in it."""
        while text not in self.output.get(session, b""):
            message = await self.receive()
            if message["type"] != "stdout":
                self.waiting.append(message)
        return bytes(self.output[session])

    async def hello(self, **fields: Any) -> Message:
        await self.say("hello", protocolVersion="1.0", **fields)
        return await self.expect("welcome")

    async def open(self, cmd: str = "", args: list[str] | None = None, session: str = "s1", **fields: Any) -> Message:
        await self.say("openSession", id=session, cmd=cmd, args=args or [], **fields)
        return await self.expect("opened")

    async def type(self, text: bytes, session: str = "s1", **fields: Any) -> None:
        await self.say("stdin", sessionId=session, dataBase64=base64.b64encode(text).decode(), **fields)


@asynccontextmanager
async def connected(url: str, token: str, *, greet: bool = True, **fields: Any) -> AsyncIterator[Version1Client]:
    """A client that is in."""
    async with aiohttp.ClientSession() as http:
        async with http.ws_connect(url, protocols=[f"auth.bearer.{token}"], max_msg_size=0) as socket:
            client = Version1Client(socket)
            if greet:
                await client.hello(**fields)
            yield client
