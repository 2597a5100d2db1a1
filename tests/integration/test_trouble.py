"""A client or a program that does not read is its own trouble: nobody waits, nothing piles up, Ctrl-C gets through."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import psutil
import pytest

from tests.binary_client import BinaryClient, connected
from tests.bridge_process import BridgeProcess

WINDOW = 100_000
# Raw, so that nothing is echoed; what is typed waits in the terminal, until Ctrl-C ends the program.
DEAF = (
    "stty -echo -icanon; trap 'echo; echo interrupted; exit 3' INT; echo ready; while :; do sleep 600 & wait $!; done"
)
GROWTH = 16 * 2**20
PASTE = b"x" * 200_000


def client(bridge: BridgeProcess, *, acks: bool = True) -> AbstractAsyncContextManager[BinaryClient]:
    return connected(bridge.websocket_url, bridge.token, acks=acks)


@pytest.fixture
async def person(bridge: BridgeProcess) -> AsyncIterator[BinaryClient]:
    async with client(bridge) as connection:
        yield connection


async def echoes(person: BinaryClient, session: str = "echo") -> None:
    """Another session answers."""
    await person.open("/bin/cat", session=session)
    for number in range(20):
        await person.type(f"line {number}\n".encode(), session)
        await person.read_until(f"line {number}\r\nline {number}\r\n".encode(), session)


async def test_after_a_ctrl_c_in_a_flood_no_more_than_the_window_is_still_to_come(bridge: BridgeProcess) -> None:
    async with client(bridge, acks=False) as slow:
        await slow.open("/bin/sh", ["-c", "trap : INT; yes; echo; echo quiet; exec cat"])
        # a window at a time, for who acknowledges less than all that was sent gets no more; a replay is no part of it
        await slow.read_to(WINDOW)
        await slow.read_to(slow.following["s1"].replay_end + WINDOW)
        for _ in range(10):
            await slow.acknowledge()
            await slow.read_to(slow.following["s1"].end + WINDOW)
        await slow.type(b"\x03")
        parsed = slow.following["s1"].end
        slow.acks = True
        await slow.acknowledge()
        end = (await slow.read_until(b"quiet\r\n")).end
        # the window, what the bridge had read ahead, and what the terminal held
        assert end - parsed < 3 * WINDOW


async def test_a_client_that_never_reads_costs_little_and_its_session_goes_on(
    bridge: BridgeProcess, tmp_path: Path
) -> None:
    process = psutil.Process(int(str(bridge.ready["pid"])))
    gone_on = tmp_path / "gone-on"
    # 64 MB, far more than any buffer on the way; the program waits for the one that looks, and then for nobody
    flood = f"head -c 64000000 /dev/zero | tr '\\0' x; touch {gone_on}; exec cat"
    async with client(bridge, acks=False) as dead:
        await dead.open("/bin/cat", session="warm")
        before = process.memory_info().rss
        await dead.say("openSession", id="s1", cmd="/bin/sh", args=["-c", flood])
        most = before
        while not gone_on.exists():
            most = max(most, process.memory_info().rss)
            await asyncio.sleep(0.1)
        assert most - before < GROWTH
        async with client(bridge) as person:
            await person.attach()
            await person.type(b"still here\n")
            await person.read_until(b"still here\r\nstill here")
            await echoes(person)


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell")
async def test_what_a_program_does_not_read_delays_nobody_and_ctrl_c_overtakes_it(person: BinaryClient) -> None:
    await person.open("/bin/sh", ["-c", DEAF])
    await person.read_until(b"ready")
    await person.type(PASTE)
    await echoes(person)
    await person.type(b"\x03")
    await person.read_until(b"interrupted")
    assert (await person.expect("exit"))["code"] == 3
