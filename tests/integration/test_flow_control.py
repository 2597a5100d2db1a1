"""Acknowledgements: the program waits for the client that looks, and for nobody else."""

import base64
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import pytest

from tests import version1
from tests.binary_client import LINE, BinaryClient, connected, counting, is_right, numbers
from tests.bridge_process import BridgeProcess, Launcher

WINDOW = 100_000


def client(bridge: BridgeProcess, *, acks: bool = True) -> AbstractAsyncContextManager[BinaryClient]:
    return connected(bridge.websocket_url, bridge.token, acks=acks)


@pytest.fixture
async def first(bridge: BridgeProcess) -> AsyncIterator[BinaryClient]:
    async with client(bridge) as connection:
        yield connection


async def unacknowledged(client: BinaryClient, least: int = WINDOW) -> int:
    """Bytes beyond the last acknowledgement, once so many are there and no more are sent."""
    following = await client.read_to(1)
    end = (await client.read_to(following.acked + least)).end
    while True:
        await client.answered()
        if following.end == end:
            return end - following.acked
        end = following.end


async def test_without_acks_the_program_is_held_at_the_window_and_goes_on_with_them(bridge: BridgeProcess) -> None:
    async with client(bridge, acks=False) as slow, client(bridge) as onlooker:
        await slow.open(sys.executable, counting(5_000_000 // LINE))
        assert await unacknowledged(slow) == WINDOW
        end = slow.following["s1"].end
        attached = await onlooker.attach(since=0, visible=False)
        assert attached["end"] < end + WINDOW + 65_536, "the program writes on although nobody took it"
        await slow.acknowledge()
        assert await unacknowledged(slow) == WINDOW
        slow.acks = True
        await slow.acknowledge()
        assert is_right(await slow.read_to(5_000_000))


async def test_below_the_low_mark_and_not_before_a_held_program_goes_on(first: BinaryClient) -> None:
    first.acks = False
    await first.open(sys.executable, counting(500_000 // LINE))
    await unacknowledged(first)
    await first.acknowledge(all_but=5_001)
    assert await unacknowledged(first, 5_001) == 5_001
    await first.acknowledge(all_but=5_000)
    assert await unacknowledged(first) == WINDOW


async def test_a_client_cannot_acknowledge_what_it_was_not_sent(first: BinaryClient) -> None:
    first.acks = False
    await first.open(sys.executable, counting(500_000 // LINE))
    await unacknowledged(first)
    await first.acknowledge(all_but=-(2**40))
    first.following["s1"].acked = first.following["s1"].end
    assert await unacknowledged(first) == WINDOW


@pytest.mark.parametrize("window", [10_000, 1_000_000])
async def test_a_client_says_how_much_it_takes(bridge: BridgeProcess, window: int) -> None:
    async with client(bridge) as first, client(bridge, acks=False) as second:
        await first.open(sys.executable, counting(1, 3_000_000 // LINE))
        await first.read_to(LINE)
        await second.attach(since=LINE, window=window)
        await second.type(b"\n")  # the last one to act is the one the program waits for
        assert await unacknowledged(second, window) == window


async def test_replay_needs_no_credit(bridge: BridgeProcess) -> None:
    async with client(bridge) as first, client(bridge, acks=False) as second:
        await first.open(sys.executable, counting(125_000, 125_000))
        await first.read_to(1_000_000)
        await second.attach(since=0, window=10_000)
        assert second.following["s1"].replayed == numbers(0, 1_000_000)
        await second.type(b"\n")
        assert await unacknowledged(second, 10_000) == 10_000


@pytest.mark.parametrize("how", ["visibility", "attach"])
async def test_a_hidden_client_does_not_hold_the_program(bridge: BridgeProcess, how: str) -> None:
    async with client(bridge, acks=False) as hidden:
        await hidden.open(sys.executable, counting(1, 5_000_000 // LINE))
        await hidden.read_to(LINE)
        if how == "visibility":
            await hidden.say("visibility", visible=False)
        else:
            await hidden.attach(since=LINE, visible=False)
        await hidden.type(b"\nx")  # the second key lets it end
        await hidden.sessions_when("s1", "exited")
        assert hidden.following["s1"].end <= hidden.following["s1"].acked + WINDOW


async def test_a_client_that_becomes_visible_and_is_too_far_behind_is_resynchronised(launcher: Launcher) -> None:
    bridge = launcher.start("--scrollback", "65536")
    async with client(bridge, acks=False) as hidden:
        await hidden.say("visibility", visible=False)
        await hidden.open(sys.executable, counting(1_000_000 // LINE))
        assert await unacknowledged(hidden) == WINDOW
        await hidden.type(b"x")
        await hidden.sessions_when("s1", "exited")
        await hidden.say("visibility", visible=True)
        await hidden.expect("attached")  # that of openSession
        await hidden.acknowledge()
        again = await hidden.expect("attached")
        assert (again["end"], again["gap"]) == (1_000_000, True)
        assert 1_000_000 - 65_536 <= again["offset"] < 1_000_000 - 32_768
        await hidden.expect("exit")
        assert is_right(hidden.following["s1"])


async def test_the_program_waits_for_the_client_that_acted_last(bridge: BridgeProcess) -> None:
    async with client(bridge) as fast, client(bridge, acks=False) as slow:
        await fast.open(sys.executable, counting(1, 1_000_000 // LINE))
        await fast.read_to(LINE)
        await slow.attach()
        await fast.type(b"\n")
        assert is_right(await fast.read_to(LINE + 1_000_000))


async def test_when_the_client_that_acted_last_leaves_the_program_waits_for_the_one_that_is_left(
    bridge: BridgeProcess,
) -> None:
    async with client(bridge, acks=False) as left, client(bridge) as leaving, client(bridge) as onlooker:
        await left.open(sys.executable, counting(1, 5_000_000 // LINE))
        await left.read_to(LINE)
        await leaving.attach()
        await leaving.type(b"\n")
        await leaving.say("detach", sessionId="s1")
        await leaving.expect("detached")
        assert await unacknowledged(left) == WINDOW
        end = (await onlooker.attach(since=0, visible=False))["end"]
        assert end < 5_000_000
        assert (await onlooker.attach(since=0, visible=False))["end"] == end, "nobody is waited for any more"


async def test_a_hidden_client_that_attaches_does_not_free_the_program_from_the_one_that_looks(
    bridge: BridgeProcess,
) -> None:
    async with client(bridge, acks=False) as looking, client(bridge) as hidden:
        await looking.open(sys.executable, counting(5_000_000 // LINE))
        await unacknowledged(looking)
        end = (await hidden.attach(since=0, visible=False))["end"]
        await hidden.answered()
        assert (await hidden.attach(since=0, visible=False))["end"] == end


async def test_a_client_that_goes_away_holds_nothing(bridge: BridgeProcess) -> None:
    async with client(bridge) as watcher:
        async with client(bridge, acks=False) as slow:
            await slow.open(sys.executable, counting(5_000_000 // LINE))
            await unacknowledged(slow)
            await slow.type(b"x")
        await watcher.sessions_when("s1", "exited")


@pytest.mark.timeout(90)
async def test_a_client_that_acknowledges_nothing_for_ten_seconds_is_let_go(bridge: BridgeProcess) -> None:
    async with client(bridge, acks=False) as stale:
        await stale.open(sys.executable, counting(1_000_000 // LINE))
        await unacknowledged(stale)
        end = stale.following["s1"].end
        await stale.type(b"x")
        detached = await stale.expect("detached")
        assert (detached["sessionId"], detached["reason"]) == ("s1", "stale")
        assert stale.following["s1"].end == end
        await stale.sessions_when("s1", "exited")
        stale.acks = True
        assert (await stale.attach(since=end))["gap"] is False
        assert is_right(stale.following["s1"])
        assert (await stale.expect("exit"))["offset"] == 1_000_000


@pytest.mark.timeout(120)
async def test_a_version_1_client_that_did_not_read_for_long_gets_what_is_kept_and_the_exit(
    bridge: BridgeProcess,
) -> None:
    total = 32_000_000  # more than sockets and their buffers hold
    async with version1.connected(bridge.websocket_url, bridge.token) as stuck, client(bridge) as watcher:
        await stuck.open(sys.executable, counting(total // LINE))
        await stuck.read_until(b"0000000\n")
        await stuck.type(b"x")
        await watcher.sessions_when("s1", "exited", seconds=60)
        last = b""
        while (message := await stuck.receive())["type"] != "exit":
            if message["type"] in ("stdout", "snapshot"):
                last = base64.b64decode(message["dataBase64"])
        assert (message["code"], message["offset"]) == (0, total)
        assert last.endswith(numbers(total - LINE, total))


async def test_a_flood_that_nobody_watches_does_not_delay_another_session(bridge: BridgeProcess) -> None:
    async with client(bridge) as first:
        await first.open("/bin/sh", ["-c", "echo ready; exec yes"], session="flood")
        await first.read_until(b"ready", session="flood")
        await first.say("detach", sessionId="flood")
        await first.expect("detached")
        await first.open("/bin/cat")
        for number in range(20):
            await first.type(f"echo {number}\n".encode())
            await first.read_until(f"echo {number}\r\necho {number}\r\n".encode())
