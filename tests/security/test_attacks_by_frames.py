"""Every rule of RFC 6455 broken once, as Autobahn's cases do, and lies, bombs, floods and drips besides."""

import asyncio
import zlib
from collections.abc import Iterator

import psutil
import pytest

from tests.bridge_process import BridgeProcess
from tests.security.raw_client import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    answers_others,
    ask,
    frame,
    message,
    raw_socket,
    request,
)

LARGEST = 4 * 2**20
HELLO = message("hello", protocolVersion=1)
BOMB = zlib.compressobj(9, zlib.DEFLATED, -15)
DEFLATED = BOMB.compress(b"\0" * 2**20) + BOMB.flush(zlib.Z_SYNC_FLUSH)[:-4]
Case = tuple[str, str, int, bytes]


def cases() -> Iterator[Case]:
    """Defence, what is wrong, the close code, the bytes."""
    for name, opcode in {"text": TEXT, "binary": BINARY, "ping": PING, "pong": PONG, "close": CLOSE}.items():
        yield "frame-mask", f"a {name} frame without a mask", 1002, frame(opcode, b"", mask=None)
    yield "frame-mask", "a second frame without a mask", 1002, frame(PONG) + frame(TEXT, b"{}", mask=None)
    yield "frame-length", "a short length in 16 bits", 1002, frame(TEXT, b"{}", length=(126, 2))
    yield "frame-length", "a short length in 64 bits", 1002, frame(TEXT, b"{}", length=(127, 2))
    yield "frame-length", "a 16-bit length in 64 bits", 1002, frame(TEXT, b" " * 300, length=(127, 300))
    yield "frame-length", "a length with the top bit set", 1002, frame(TEXT, b"{}", length=(127, 2**63 + 2))
    yield "frame-order", "continuing nothing", 1002, frame(CONTINUATION, b"{}")
    yield "frame-order", "continuing nothing, unfinished", 1002, frame(CONTINUATION, b"{}", fin=False)
    yield "frame-order", "a message inside of another", 1002, frame(TEXT, b"{", fin=False) + frame(TEXT, b"}")
    yield "frame-order", "a message inside of an empty one", 1002, frame(TEXT, fin=False) + frame(TEXT, b"{}")
    yield "frame-order", "binary inside of text", 1002, frame(TEXT, b"{", fin=False) + frame(BINARY, b"}", fin=False)
    yield "frame-order", "continuing after the end", 1002, frame(PONG) + frame(PING, b"x") + frame(CONTINUATION)
    for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535):
        yield "close-code", f"close code {code}", 1002, frame(CLOSE, code.to_bytes(2, "big"))
    for rsv in (1, 2, 4, 7):
        yield "frame-reader", f"reserved bits {rsv:03b} on text", 1002, frame(TEXT, b"{}", rsv=rsv)
        yield "frame-reader", f"reserved bits {rsv:03b} on a ping", 1002, frame(PING, rsv=rsv)
    for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15):
        yield "frame-reader", f"reserved opcode {opcode}", 1002, frame(opcode, b"x")
    for name, opcode in {"ping": PING, "pong": PONG, "close": CLOSE}.items():
        yield "frame-reader", f"a {name} in fragments", 1002, frame(opcode, b"", fin=False)
        yield "frame-reader", f"a {name} of 126 bytes", 1002, frame(opcode, b"\x03\xe8" + b"x" * 124)
    yield "frame-reader", "half a close code", 1002, frame(CLOSE, b"\x03")
    yield "frame-reader", "a close reason that is not UTF-8", 1007, frame(CLOSE, b"\x03\xe8\xff\xfe")
    for name, text in {
        "a stray byte": b"\xff",
        "an overlong slash": b"\xc0\xaf",
        "half a surrogate pair": b"\xed\xa0\x80",
        "beyond Unicode": b"\xf4\x90\x80\x80",
        "a cut character": b"\xe2\x82",
        "a lone continuation byte": b"\x80",
    }.items():
        yield "frame-reader", f"text that is not UTF-8: {name}", 1007, frame(TEXT, b'{"type":"' + text + b'"}')
    yield (
        "frame-reader",
        "text that is not UTF-8 over two fragments",
        1007,
        frame(TEXT, b"\xe2", fin=False) + frame(CONTINUATION, b"\x28\xa1"),
    )
    yield "frame-reader", "a compressed bomb that was not agreed", 1002, frame(TEXT, DEFLATED, rsv=4)
    yield "message-size", "a length over the limit", 1009, frame(TEXT, b"", length=(127, LARGEST + 1))
    yield "message-size", "a length of 4 EiB", 1009, frame(BINARY, b"", length=(127, 2**62))
    yield (
        "message-size",
        "fragments that together are over the limit",
        1009,
        b"".join(frame(TEXT if not i else CONTINUATION, b" " * 2**20, fin=False) for i in range(5)),
    )


@pytest.mark.parametrize(
    ("code", "data"),
    [
        pytest.param(code, data, id=name, marks=pytest.mark.attack("frames", "{case}", defence))
        for defence, name, code, data in cases()
    ],
)
async def test_a_broken_rule_ends_the_connection(shared_bridge: BridgeProcess, code: int, data: bytes) -> None:
    async with raw_socket(shared_bridge) as socket:
        await socket.send(HELLO, data, frame(PING, b"still there?"))
        end = await socket.expect(CLOSE, PONG)
        while end is not None and end.opcode == PONG and end.payload != b"still there?":
            end = await socket.expect(CLOSE, PONG)  # an answer to a ping before the fault
        assert end is not None, "closed without a code"
        assert end.opcode == CLOSE, "nothing was refused"
        assert end.code == code
    await answers_others(shared_bridge)


@pytest.mark.attack("frames", "frames in one piece with the handshake", "frame-mask")
async def test_what_comes_with_the_handshake_is_held_to_the_rules_too(shared_bridge: BridgeProcess) -> None:
    async with raw_socket(shared_bridge, pipelined=frame(TEXT, b"{}", mask=None)) as socket:
        end = await socket.expect(CLOSE)
        assert end is not None
        assert end.code == 1002


@pytest.mark.attack("frames", "a broken rule, byte by byte", "frame-order")
async def test_how_frames_are_cut_changes_nothing(shared_bridge: BridgeProcess) -> None:
    data = HELLO + frame(TEXT, b'{"type":"list', fin=False) + frame(PING, b"p") + frame(CONTINUATION, b'Sessions"}')
    async with raw_socket(shared_bridge) as socket:
        for byte in data:
            await socket.send(bytes([byte]))
        assert (await socket.messages_until("sessionsChanged"))[-1]["sessions"] == []
        for byte in frame(TEXT, fin=False) + frame(TEXT, b"{}"):
            await socket.send(bytes([byte]))
        end = await socket.expect(CLOSE)
        assert end is not None
        assert end.code == 1002


GOOD: dict[str, bytes] = {
    "an empty ping": frame(PING),
    "a ping of 125 bytes": frame(PING, b"x" * 125),
    "a pong that nobody asked for": frame(PONG, b"hello"),
    "a mask of zeros": frame(PONG, mask=b"\0\0\0\0"),
    "a 16-bit length": frame(TEXT, HELLO_TEXT := b'{"type":"hello","protocolVersion":1}' + b" " * 200),
    "a 64-bit length": frame(TEXT, HELLO_TEXT + b" " * 70_000),
    "empty fragments around a message": frame(TEXT, fin=False)
    + frame(CONTINUATION, HELLO_TEXT, fin=False)
    + frame(CONTINUATION),
    "a fragment for each byte": b"".join(
        frame(CONTINUATION if i else TEXT, bytes([byte]), fin=i == len(HELLO_TEXT) - 1)
        for i, byte in enumerate(HELLO_TEXT)
    ),
    "pings between fragments": frame(TEXT, HELLO_TEXT[:9], fin=False)
    + frame(PING, b"1")
    + frame(PONG, b"2")
    + frame(CONTINUATION, HELLO_TEXT[9:]),
    "a character cut in two by fragments": frame(TEXT, b'{"type":"hello","protocolVersion":"\xe2', fin=False)
    + frame(CONTINUATION, b'\x82\xac"}'),
}


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in GOOD.items()])
async def test_what_the_rules_allow_is_taken(shared_bridge: BridgeProcess, data: bytes) -> None:
    async with raw_socket(shared_bridge) as socket:
        await socket.send(data, HELLO, frame(PING, b"end"))
        await socket.messages_until("welcome")
        while (pong := await socket.expect(PONG, CLOSE)) != (PONG, b"end"):
            assert pong is not None
            assert pong.opcode == PONG, pong.code


@pytest.mark.parametrize("code", [1000, 1001, 1002, 1003, 1007, 1011, 1014, 3000, 4999])
async def test_a_close_is_answered_with_its_code(shared_bridge: BridgeProcess, code: int) -> None:
    async with raw_socket(shared_bridge) as socket:
        await socket.send(HELLO, frame(CLOSE, code.to_bytes(2, "big") + b"x" * 123), frame(PING, b"too late"))
        answer = await socket.expect(CLOSE, PONG)
        assert answer is not None
        assert answer.opcode == CLOSE
        assert await socket.receive() is None


async def test_a_close_without_a_code_is_answered_whatever_comes_behind_it(shared_bridge: BridgeProcess) -> None:
    async with raw_socket(shared_bridge) as socket:
        await socket.send(HELLO, frame(CLOSE), frame(PING, b"too late"))
        answer = await socket.expect(CLOSE, PONG)
        assert answer is not None
        assert answer.opcode == CLOSE
        assert answer.code in (0, 1000)


def memory(bridge: BridgeProcess) -> int:
    """Bytes that the bridge has in memory."""
    return int(psutil.Process(int(str(bridge.ready["pid"]))).memory_info().rss)


async def flood(bridge: BridgeProcess, data: bytes, count: int, before: bytes = HELLO) -> None:
    """Send without ever reading, until all is sent or the bridge takes no more; it is well, and has not grown."""
    held = memory(bridge)
    async with raw_socket(bridge) as socket:
        socket.writer.transport.pause_reading()  # type: ignore[attr-defined] # a StreamWriter's transport can
        await socket.send(before)
        try:
            async with asyncio.timeout(1):
                for _ in range(count):
                    await socket.send(data)
        except (TimeoutError, ConnectionError):
            pass
        await answers_others(bridge)
        grown = memory(bridge) - held
        assert grown < 32 * 2**20, f"grown by {grown >> 20} MiB"


async def test_pings_are_answered_only_as_fast_as_the_answers_are_read(shared_bridge: BridgeProcess) -> None:
    await flood(shared_bridge, frame(PING, b"x" * 125) * 1000, 1000)


@pytest.mark.attack("frames", "a flood of empty messages from a client that never reads", "back-pressure")
async def test_empty_messages_do_not_pile_up(shared_bridge: BridgeProcess) -> None:
    await flood(shared_bridge, frame(BINARY) * 20_000, 500, message("hello", protocolVersion=1, features=["binary"]))


async def test_questions_do_not_pile_up(shared_bridge: BridgeProcess) -> None:
    await flood(shared_bridge, message("listAgents") * 2_000, 500)


async def test_what_never_ends_costs_nobody_else(shared_bridge: BridgeProcess) -> None:
    async with asyncio.TaskGroup() as group:
        begun = [group.create_task(_begin(shared_bridge)) for _ in range(8)]
        await asyncio.sleep(0)
        await answers_others(shared_bridge)
    assert all(task.result() for task in begun)


async def _begin(bridge: BridgeProcess) -> bool:
    async with raw_socket(bridge) as socket:
        await socket.send(HELLO, frame(TEXT, b"[" * 1000, length=(127, LARGEST - 1)))
        await socket.messages_until("welcome")
        return True


@pytest.mark.attack("frames", "an offer to compress", "no-compression")
async def test_compression_is_not_agreed(shared_bridge: BridgeProcess) -> None:
    async with raw_socket(shared_bridge, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits") as it:
        await it.send(HELLO)
        await it.messages_until("welcome")


@pytest.mark.attack("frames", "frames instead of a handshake", "http-parser")
async def test_frames_without_a_handshake_are_no_request(shared_bridge: BridgeProcess) -> None:
    answer = await ask(shared_bridge, HELLO)
    assert answer.status in (0, 400)
    assert (await ask(shared_bridge, request(shared_bridge, "GET /health HTTP/1.1", "Connection: close"))).status == 200
