"""A bridge that works for long holds no more than one that has just warmed up.

Seconds in `make test`; `make soak` sets AGENT_BRIDGE_SOAK_SECONDS and AGENT_BRIDGE_SOAK_CYCLES and takes half an hour.
"""

import asyncio
import contextlib
import os
import random
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.binary_client import BinaryClient, connected
from tests.bridge_process import COMMAND, BridgeProcess, Launcher
from tests.soak.counts import Counter, Counts

SECONDS = float(os.environ.get("AGENT_BRIDGE_SOAK_SECONDS", "4"))
CYCLES = int(os.environ.get("AGENT_BRIDGE_SOAK_CYCLES", "1000"))
SESSIONS = 20
AT_THE_DOOR = 8
"""Clients that connect at the same time; the bridge takes sixteen."""

RETRIES = 5
SEED = 7
GROWTH = 1.05
WARM_UP = min(SECONDS, 120.0)
SLACK = 0 if SECONDS >= 600 else 8 * 2**20
"""A short run may end with this much more than it warmed up to: memory is flat after about 500 steps of all workers."""

pytestmark = [
    pytest.mark.timeout(SECONDS * 2 + CYCLES / 10 + 120),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts what /proc tells"),
    pytest.mark.skipif(len(COMMAND) != 3, reason="a frozen bridge cannot be asked for its tasks"),
]


@asynccontextmanager
async def counted(launcher: Launcher, tmp_path: Path) -> AsyncIterator[tuple[BridgeProcess, Counter]]:
    answers = tmp_path / "answers"
    # small rings are full before the count begins
    bridge = launcher.start(
        "--scrollback", "65536", command=[sys.executable, "-m", "tests.soak.counted_bridge", str(answers)]
    )
    yield bridge, Counter(bridge, answers)


def report(before: Counts, after: Counts) -> str:
    return f"{before._asdict()} before, {after._asdict()} after, memory {after.memory / before.memory:.3f}"


def judge(before: Counts, after: Counts) -> None:
    print(report(before, after))
    assert after.more_than(before) == [], report(before, after)
    assert after.memory <= before.memory * GROWTH + SLACK, report(before, after)


async def test_clients_that_come_and_go_leave_nothing_behind(launcher: Launcher, tmp_path: Path) -> None:
    async with counted(launcher, tmp_path) as (bridge, counter), client(bridge) as owner:
        await owner.open("/bin/cat")
        await cycles(bridge, CYCLES // 5)
        before = await counter.settled()
        await cycles(bridge, CYCLES)
        judge(before, await counter.settled())


def client(bridge: BridgeProcess) -> AbstractAsyncContextManager[BinaryClient]:
    return connected(bridge.websocket_url, bridge.token)


async def cycles(bridge: BridgeProcess, count: int) -> None:
    """Connect, attach, type, see the echo, detach, leave: several at once."""

    async def some(numbers: range) -> None:
        for number in numbers:
            async with client(bridge) as each:
                await each.attach()
                end = each.following["s1"].end
                await each.type(b"%d\n" % number)
                await each.read_to(end + 3)
                if number % 2:  # the others just go
                    await each.say("detach", sessionId="s1")
                    await each.expect("detached")

    async with asyncio.TaskGroup() as group:
        for first in range(4):
            group.create_task(some(range(first, count, 4)))


async def test_twenty_sessions_at_work_hold_no_more_than_at_first(launcher: Launcher, tmp_path: Path) -> None:
    async with counted(launcher, tmp_path) as (bridge, counter):
        door = asyncio.Semaphore(AT_THE_DOOR)
        workers = [Worker(bridge, f"s{number}", door, random.Random(SEED + number)) for number in range(SESSIONS)]
        await rounds(workers, WARM_UP)
        before = await counter.settled()
        await rounds(workers, SECONDS)
        judge(before, await counter.settled())
        assert all(worker.done for worker in workers)


async def rounds(workers: "list[Worker]", seconds: float) -> None:
    """All at work for so long; at the end each session has just started, and nobody is connected."""
    end = time.monotonic() + seconds
    async with asyncio.TaskGroup() as group:
        for worker in workers:
            group.create_task(worker.work_until(end))


class Worker:
    """A person with one session. `done`: what was looked at and was right."""

    def __init__(self, bridge: BridgeProcess, session: str, door: asyncio.Semaphore, dice: random.Random) -> None:
        self._bridge = bridge
        self._session = session
        self._door = door
        self._dice = dice
        self.done = 0

    async def work_until(self, end: float) -> None:
        while True:
            async with AsyncExitStack() as connection:
                each = await self._connect(connection)
                await self._start(each, anew=self._dice.random() < 0.3)
                while self._dice.random() < 0.8 and time.monotonic() < end:
                    await self._dice.choice([self._flood, self._paste, self._resize, self._interrupt, self._rejoin])(
                        each
                    )
                    self.done += 1
                if time.monotonic() >= end:
                    await self._start(each, anew=True)
                    return

    async def _connect(self, connection: AsyncExitStack) -> BinaryClient:
        """As a page does: once more where the machine was too busy to finish a handshake in the bridge's time."""
        for _ in range(RETRIES):
            with contextlib.suppress(aiohttp.ServerDisconnectedError):
                async with self._door:
                    return await connection.enter_async_context(client(self._bridge))
        raise AssertionError(f"no connection in {RETRIES} attempts")

    async def _start(self, each: BinaryClient, *, anew: bool) -> None:
        await each.open("/bin/sh", session=self._session, resume=not anew, cols=80, rows=24)
        await each.expect("replayEnd")
        await self._run(each, b":")

    async def _run(self, each: BinaryClient, command: bytes) -> None:
        """Type a command, and wait for what it prints last."""
        word = b"%08x" % self._dice.getrandbits(32)
        await each.type(b"%s; echo %s''%s\n" % (command, word[:4], word[4:]), self._session)
        await self._prompt(each, word)

    async def _prompt(self, each: BinaryClient, word: bytes) -> None:
        """Until the shell reads again, behind this word."""
        following = await each.read_until(word, self._session)
        while not following.data.rstrip().endswith((b"$", b"#")):
            await each.receive()

    async def _flood(self, each: BinaryClient) -> None:
        await self._run(each, b"seq %d" % self._dice.choice([10, 1_000, 50_000]))

    async def _paste(self, each: BinaryClient) -> None:
        await self._run(each, b": " + b"x" * self._dice.choice([100, 3_000]))

    async def _resize(self, each: BinaryClient) -> None:
        await each.say(
            "resize", sessionId=self._session, cols=self._dice.randint(20, 200), rows=self._dice.randint(4, 60)
        )
        await self._run(each, b"stty size")

    async def _interrupt(self, each: BinaryClient) -> None:
        word = b"%08x" % self._dice.getrandbits(32)
        # dash drops what is typed behind a Ctrl-C that ended its child; this child ends by itself
        waits = b"(trap 'exit 0' INT; echo %s''%s; read x); echo %s''%s\n"
        await each.type(waits % (word[:4], word[4:], word[4:], word[:4]), self._session)
        await each.read_until(word, self._session)
        await each.type(b"\x03", self._session)
        await self._prompt(each, word[4:] + word[:4])

    async def _rejoin(self, each: BinaryClient) -> None:
        await each.say("detach", sessionId=self._session)
        await each.expect("detached")
        await each.attach(self._session, since=each.following[self._session].end)
        await self._run(each, b":")
