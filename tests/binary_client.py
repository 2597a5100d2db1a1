"""A client with binary frames, acknowledgements and attach, written from docs/PROTOCOL.md; checks every offset."""

import asyncio
import json
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import aiohttp

ANSWER_SECONDS = 45
ACK_BYTES = 5_000
FEATURES = ("binary", "ack", "attach")
OUTPUT, INPUT, REPLAY, CHECKPOINT = 1, 2, 3, 4
HEADER = struct.Struct(">BIQ")
Message = dict[str, Any]


LINE = 8
# Numbered lines of eight bytes: every offset shows whether the right bytes are there.
NUMBERS = """
import os, sys, tty
tty.setraw(0)
done = 0
for count in map(int, sys.argv[1:]):
    text = b"".join(b"%07d\\n" % number for number in range(done, done + count))
    while text:
        text = text[os.write(1, text):]
    done += count
    os.read(0, 1)
"""


def numbers(start: int, end: int) -> bytes:
    """What the program prints between two offsets."""
    first = start // LINE
    text = b"".join(b"%07d\n" % number for number in range(first, (end + LINE - 1) // LINE))
    return text[start - first * LINE : end - first * LINE]


def counting(*counts: int) -> list[str]:
    """Arguments of a Python that prints so many numbered lines, then so many more at each key, and ends at one more."""
    return ["-I", "-S", "-c", NUMBERS, *map(str, counts)]


def is_right(following: "Following") -> bool:
    return bytes(following.data) == numbers(following.offset, following.end)


class Frame(NamedTuple):
    kind: int
    handle: int
    offset: int
    payload: bytes


class Following:
    """What came of one session since the last `attached`: contiguous, or the test fails here."""

    def __init__(self, attached: Message) -> None:
        self.session = str(attached["sessionId"])
        self.offset: int = attached["offset"]
        self.replay_end: int = attached["end"]
        self.data = bytearray()
        self.acked: int = attached["end"]
        self.frames: list[Frame] = []

    @property
    def end(self) -> int:
        return self.offset + len(self.data)

    @property
    def replayed(self) -> bytes:
        return bytes(self.data[: self.replay_end - self.offset])

    def take(self, frame: Frame) -> None:
        assert frame.offset == self.end, f"a frame at {frame.offset} where {self.end} was next"
        assert frame.kind == (REPLAY if frame.offset < self.replay_end else OUTPUT), "replay ends where `attached` says"
        assert 0 < len(frame.payload) <= 65536
        self.data += frame.payload
        self.frames.append(frame)


class BinaryClient:
    """`acks`: whether it acknowledges what it receives, as a terminal does that parses it at once."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, *, acks: bool) -> None:
        self.socket = socket
        self.acks = acks
        self.waiting: list[Message] = []
        self.handles: dict[int, str] = {}
        self.following: dict[str, Following] = {}

    async def say(self, kind: str, **fields: Any) -> None:
        await self.socket.send_str(json.dumps({"type": kind, **fields}))

    async def receive(self, seconds: float = ANSWER_SECONDS) -> Message | Frame:
        """The next message or frame, taken note of."""
        async with asyncio.timeout(seconds):
            received = await self.socket.receive()
        if received.type is aiohttp.WSMsgType.BINARY:
            frame = Frame._make((*HEADER.unpack_from(received.data), received.data[HEADER.size :]))
            await self._on_frame(frame)
            return frame
        if received.type is not aiohttp.WSMsgType.TEXT:
            raise ConnectionError(f"closed with {self.socket.close_code}")
        message: Message = json.loads(received.data)
        assert message["type"] != "stdout", "output comes as binary frames"
        await self._on_message(message)
        return message

    async def _on_frame(self, frame: Frame) -> None:
        following = self.following[self.handles[frame.handle]]
        if frame.kind == CHECKPOINT:  # no output: what brings a terminal to where the replay begins
            assert not following.data
            return
        following.take(frame)
        if self.acks and frame.kind == OUTPUT and following.end - following.acked >= ACK_BYTES:
            await self.acknowledge(following.session)

    async def _on_message(self, message: Message) -> None:
        if message["type"] == "attached":
            self.handles[message["handle"]] = message["sessionId"]
            self.following[message["sessionId"]] = Following(message)
        elif message["type"] == "replayEnd":
            following = self.following[message["sessionId"]]
            assert message["offset"] == following.end == following.replay_end
            if self.acks:
                await self.say("replayAck", sessionId=following.session, offset=following.end)
        elif message["type"] == "exit" and message["sessionId"] in self.following:
            assert message["offset"] == self.following[message["sessionId"]].end, "exit comes behind the last byte"

    async def acknowledge(self, session: str = "s1", *, all_but: int = 0) -> None:
        following = self.following[session]
        following.acked = following.end - all_but
        await self.say("ack", sessionId=session, offset=following.acked)

    async def expect(self, kind: str, seconds: float = ANSWER_SECONDS) -> Message:
        """The first message of this type that was not asked for yet."""
        for message in self.waiting:
            if message["type"] == kind:
                self.waiting.remove(message)
                return message
        while True:
            received = await self.receive(seconds)
            if isinstance(received, dict):
                if received["type"] == kind:
                    return received
                self.waiting.append(received)

    async def read_to(self, end: int, session: str = "s1") -> Following:
        """Output up to this offset."""
        while session not in self.following or self.following[session].end < end:
            received = await self.receive()
            if isinstance(received, dict):
                self.waiting.append(received)
        return self.following[session]

    async def read_until(self, text: bytes, session: str = "s1") -> Following:
        """Output up to where `text` is in it."""
        while session not in self.following or text not in self.following[session].data:
            received = await self.receive()
            if isinstance(received, dict):
                self.waiting.append(received)
        return self.following[session]

    async def answered(self) -> None:
        """All that the server had sent when it read this is here: it answers in order."""
        self.waiting = [message for message in self.waiting if message["type"] != "sessionsChanged"]
        await self.say("listSessions")
        await self.expect("sessionsChanged")

    async def open(self, cmd: str = "", args: list[str] | None = None, session: str = "s1", **fields: Any) -> Message:
        await self.say("openSession", id=session, cmd=cmd, args=args or [], **fields)
        opened = await self.expect("opened")
        self.handles[opened["handle"]] = session
        return opened

    async def attach(self, session: str = "s1", **fields: Any) -> Message:
        """Follow; returns `attached` once the replay is here."""
        await self.say("attach", sessionId=session, **fields)
        attached = await self.expect("attached")
        await self.expect("replayEnd")
        return attached

    async def type(self, text: bytes, session: str = "s1") -> None:
        handle = next(handle for handle, name in reversed(self.handles.items()) if name == session)
        await self.send_frame(INPUT, handle, text)

    async def send_frame(self, kind: int, handle: int, payload: bytes) -> None:
        await self.socket.send_bytes(HEADER.pack(kind, handle, 0) + payload)

    async def sessions_when(self, session: str, state: str, seconds: float = ANSWER_SECONDS) -> Message:
        """The status of this session, as soon as it is in this state."""
        while True:
            for status in (await self.expect("sessionsChanged", seconds))["sessions"]:
                if (status["sessionId"], status["state"]) == (session, state):
                    return dict(status)


@asynccontextmanager
async def connected(
    url: str, token: str, *, acks: bool = True, features: tuple[str, ...] = FEATURES
) -> AsyncIterator[BinaryClient]:
    """A client that got its `welcome`."""
    async with aiohttp.ClientSession() as http:
        protocols = ("agent-bridge.v1", f"auth.bearer.{token}")
        async with http.ws_connect(url, protocols=protocols, max_msg_size=0) as socket:
            client = BinaryClient(socket, acks=acks)
            await client.say("hello", protocolVersion=1, features=list(features))
            welcome = await client.expect("welcome")
            assert {name for name in {*FEATURES, *features} if welcome["features"][name]} == set(features)
            yield client
