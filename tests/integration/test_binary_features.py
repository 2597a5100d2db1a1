"""Frames and attach: each byte once, in order, wherever a client comes in."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import pytest

from tests.binary_client import INPUT, LINE, OUTPUT, REPLAY, BinaryClient, connected, counting, is_right, numbers
from tests.bridge_process import BridgeProcess, Launcher


def client(bridge: BridgeProcess, *, acks: bool = True) -> AbstractAsyncContextManager[BinaryClient]:
    return connected(bridge.websocket_url, bridge.token, acks=acks)


@pytest.fixture
async def first(bridge: BridgeProcess) -> AsyncIterator[BinaryClient]:
    async with client(bridge) as connection:
        yield connection


# -- frames --


async def test_a_whole_conversation_in_binary_frames(first: BinaryClient) -> None:
    opened = await first.open("/bin/sh", ["-c", "stty -echo; echo ready; read line; echo got $line; exit 3"])
    attached = await first.expect("attached")
    assert (attached["sessionId"], attached["handle"], attached["offset"]) == ("s1", opened["handle"], 0)
    assert (attached["gap"], attached["state"], attached["pid"]) == (False, "running", opened["pid"])
    await first.expect("replayEnd")
    await first.read_until(b"ready\r\n")
    await first.type(b"a line\n")
    exit_message = await first.expect("exit")
    assert bytes(first.following["s1"].data) == b"ready\r\ngot a line\r\n"
    assert (exit_message["code"], exit_message["signal"], exit_message["reason"]) == (3, None, "exited")
    assert exit_message["offset"] == len(b"ready\r\ngot a line\r\n")


async def test_every_byte_value_arrives_as_it_is(first: BinaryClient) -> None:
    await first.open("/bin/sh", ["-c", "stty raw -echo; echo ready; head -c 512"])
    await first.read_until(b"ready\n")
    every = bytes(range(256))
    await first.type(every)
    await first.type(every[::-1])
    await first.expect("exit")
    assert bytes(first.following["s1"].data) == b"ready\n" + every + every[::-1]


async def test_one_connection_carries_many_sessions(first: BinaryClient) -> None:
    names = ["one", "two", "three"]
    handles = {(await first.open("/bin/cat", session=name))["handle"] for name in names}
    assert len(handles) == len(names)
    for name in names:
        await first.type(f"for {name}\n".encode(), session=name)
    for name in names:
        following = await first.read_until(f"for {name}\r\nfor {name}\r\n".encode(), session=name)
        assert following.data.count(b"for ") == 2


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"", "bad_frame"),
        (b"\x02\x00\x00\x00\x01", "bad_frame"),
        (bytes([OUTPUT]) + bytes(12) + b"x", "bad_frame"),
        (bytes([REPLAY]) + bytes(12) + b"x", "bad_frame"),
        (bytes([99]) + bytes(12) + b"x", "bad_frame"),
        (bytes([INPUT]) + b"\x00\x00\xff\xff" + bytes(8) + b"x", "unknown_session"),
    ],
)
async def test_a_wrong_frame_is_answered_and_the_connection_stays(first: BinaryClient, frame: bytes, code: str) -> None:
    await first.socket.send_bytes(frame)
    error = await first.expect("error")
    assert (error["code"], error["requestType"]) == (code, "binary")
    await first.answered()


async def test_input_for_a_program_that_has_ended_is_refused(first: BinaryClient) -> None:
    await first.open("/bin/sh", ["-c", "exit 0"])
    await first.expect("exit")
    await first.type(b"x")
    assert (await first.expect("error"))["code"] == "session_ended"


@pytest.mark.parametrize("message", ["ack", "replayAck", "attach"])
async def test_what_was_not_asked_for_in_hello_is_not_to_be_had(bridge: BridgeProcess, message: str) -> None:
    async with connected(bridge.websocket_url, bridge.token, features=("binary",)) as plain:
        await plain.say(message, sessionId="s1", offset=0)
        assert (await plain.expect("error"))["code"] == "not_agreed"


# -- attach --


@pytest.mark.parametrize("since", [0, 1, 7, 8, 4095, 4096, 65535, 65536, 65537, 123_457, 199_999, 200_000])
async def test_attach_gives_everything_after_an_offset_once(bridge: BridgeProcess, since: int) -> None:
    async with client(bridge) as first, client(bridge) as second:
        await first.open(sys.executable, counting(25_000, 10_000))
        await first.read_to(200_000)
        attached = await second.attach(since=since)
        assert (attached["offset"], attached["end"], attached["gap"]) == (since, 200_000, False)
        assert second.following["s1"].replayed == numbers(since, 200_000)
        await second.type(b"\n")
        assert is_right(await second.read_to(280_000))
        assert is_right(await first.read_to(280_000))


async def test_attach_without_an_offset_gives_all_that_is_kept(bridge: BridgeProcess) -> None:
    async with client(bridge) as first, client(bridge) as second:
        await first.open(sys.executable, counting(1000))
        await first.read_to(8000)
        attached = await second.attach()
        assert (attached["offset"], attached["end"], attached["gap"]) == (0, 8000, False)
        assert is_right(second.following["s1"])


@pytest.mark.parametrize("since", [0, 10, 399_999 - 65_536])
async def test_what_has_left_the_scrollback_is_a_gap(launcher: Launcher, since: int) -> None:
    bridge = launcher.start("--scrollback", "65536")
    async with client(bridge) as first, client(bridge) as second:
        await first.open(sys.executable, counting(50_000, 1))
        await first.read_to(400_000)
        attached = await second.attach(since=since)
        assert (attached["end"], attached["gap"]) == (400_000, True)
        # the replay begins at a safe place behind the oldest byte kept
        assert 400_000 - 65_536 <= attached["offset"] < 400_000 - 32_768
        await second.type(b"\n")
        assert is_right(await second.read_to(400_008))


async def test_the_oldest_byte_kept_is_no_gap(launcher: Launcher) -> None:
    bridge = launcher.start("--scrollback", "65536")
    async with client(bridge) as first, client(bridge) as second:
        await first.open(sys.executable, counting(50_000))
        await first.read_to(400_000)
        assert (await second.attach(since=400_000 - 65_536))["gap"] is False


async def test_an_offset_that_never_was_is_a_gap(bridge: BridgeProcess) -> None:
    async with client(bridge) as first, client(bridge) as second:
        await first.open(sys.executable, counting(1000))
        await first.read_to(8000)
        attached = await second.attach(since=8001)
        assert (attached["offset"], attached["end"], attached["gap"]) == (0, 8000, True)


async def test_attaching_while_the_program_writes_leaves_no_gap_and_repeats_nothing(bridge: BridgeProcess) -> None:
    total = 1_600_000  # less than the scrollback: whoever attaches may be late
    async with client(bridge) as first, client(bridge) as second:
        await first.open(sys.executable, counting(total // LINE))
        end = 0
        while end < total:
            reading = asyncio.create_task(first.read_to(min(total, end + 400_000)))
            attached = await second.attach(since=end)
            assert attached["gap"] is False
            following = await second.read_to(min(total, attached["end"] + 1))
            assert following.offset == end
            assert is_right(following)
            await second.say("detach", sessionId="s1")
            await second.expect("detached")
            end = following.end
            await reading
        assert is_right(await first.read_to(total))


async def test_a_second_attach_of_the_same_client_takes_the_place_of_the_first(first: BinaryClient) -> None:
    await first.open(sys.executable, counting(5000, 5000))
    await first.read_to(40_000)
    await first.attach(since=39_000)
    await first.type(b"\n")
    assert is_right(await first.read_to(80_000))
    await first.answered()
    assert first.following["s1"].end == 80_000


async def test_two_clients_follow_one_session_and_both_may_type(bridge: BridgeProcess) -> None:
    async with client(bridge) as first, client(bridge) as second:
        await first.open("/bin/cat")
        await second.attach()
        await first.type(b"from one\n")
        for one in (first, second):
            await one.read_until(b"from one\r\nfrom one\r\n")
        await second.type(b"from two\n")
        for one in (first, second):
            await one.read_until(b"from two\r\nfrom two\r\n")
        assert first.following["s1"].data == second.following["s1"].data


async def test_attaching_to_what_has_ended_gives_its_output_and_its_exit(bridge: BridgeProcess) -> None:
    async with client(bridge) as first, client(bridge) as second:
        await first.open("/bin/sh", ["-c", "echo last words; exit 9"])
        exit_message = await first.expect("exit")
        assert (await second.attach())["state"] == "exited"
        assert await second.expect("exit") == exit_message
        assert bytes(second.following["s1"].data) == b"last words\r\n"


async def test_detach_stops_the_output_and_the_session_goes_on(bridge: BridgeProcess) -> None:
    async with client(bridge) as first, client(bridge) as second:
        await first.open(sys.executable, counting(1000, 1000))
        await first.read_to(8000)
        await second.attach()
        await second.say("detach", sessionId="s1")
        assert (await second.expect("detached"))["reason"] == "asked"
        await first.type(b"\n")
        await first.read_to(16_000)
        await second.answered()
        assert second.following["s1"].end == 8000
        await second.attach(since=8000)
        assert is_right(second.following["s1"])


async def test_whoever_follows_a_session_whose_id_is_taken_anew_is_told(bridge: BridgeProcess) -> None:
    async with client(bridge) as first, client(bridge) as second:
        await first.open("/bin/cat")
        await second.open("/bin/cat")
        detached = await first.expect("detached")
        assert (detached["sessionId"], detached["reason"]) == ("s1", "replaced")


# -- the list of sessions --


async def test_the_list_of_sessions_is_told_after_each_change_and_when_asked(bridge: BridgeProcess) -> None:
    async with client(bridge) as first, client(bridge) as watcher:
        await first.open("/bin/sh", ["-c", "read x; exit 4"], cols=90, rows=30)
        status = await watcher.sessions_when("s1", "running")
        assert (status["cols"], status["rows"], status["code"], status["signal"]) == (90, 30, None, None)
        assert status["command"].startswith("/bin/sh -c")
        await first.type(b"\n")
        status = await watcher.sessions_when("s1", "exited")
        assert (status["code"], status["signal"]) == (4, None)
        await watcher.say("listSessions")
        assert await watcher.sessions_when("s1", "exited") == {**status, "clients": 0}
        await first.say("close", sessionId="s1")
        while (await watcher.expect("sessionsChanged"))["sessions"]:
            pass


async def test_the_list_says_how_many_follow(bridge: BridgeProcess) -> None:
    async with client(bridge) as first, client(bridge) as second:
        await first.open("/bin/cat")
        await second.attach()
        await second.say("listSessions")
        while (await second.expect("sessionsChanged"))["sessions"][0]["clients"] != 2:
            await second.say("listSessions")
