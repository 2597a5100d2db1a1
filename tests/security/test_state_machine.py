"""Any order of connecting, opening, attaching, typing, sizing, cutting, killing, restarting, over a living bridge.

The model is what was typed: a raw cat gives it back, so each client must see exactly that, once, wherever it came in.
AGENT_BRIDGE_MACHINE_STEPS in all; `make fuzz` takes 500,000.
"""

import asyncio
import os
import signal
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from tests.binary_client import BinaryClient, Message, connected
from tests.bridge_process import BridgeProcess, Launcher, wait_until_none_lives_with

STEPS = int(os.environ.get("AGENT_BRIDGE_MACHINE_STEPS", "80"))
STEPS_A_RUN = 40
"""So few that all that can be typed in a run stays within the window of a client that does not read meanwhile."""

SEED = int(os.environ.get("AGENT_BRIDGE_FUZZ_SEED", "5"))
CAT = ["-c", "stty raw -echo; printf R; exec cat"]
SESSIONS = ("a", "b", "c")
MOST_CLIENTS = 3
FEATURES = ("binary", "ack", "attach", "sizes")


class Shared:
    """One bridge and one loop for all runs: starting them is what takes long."""

    loop: asyncio.AbstractEventLoop
    launcher: Launcher
    bridge: BridgeProcess


class Machine(RuleBasedStateMachine):
    """`typed`: what each living session was given, behind its first byte."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = AsyncExitStack()
        self.clients: list[tuple[BinaryClient, AsyncExitStack]] = []
        self.typed: dict[str, bytes] = {}
        self.pids: dict[str, int] = {}
        self.count = 0

    def run(self, work: "asyncio._CoroutineLike[None]") -> None:
        Shared.loop.run_until_complete(asyncio.wait_for(work, 20))

    def teardown(self) -> None:
        async def end() -> None:
            for session in list(self.typed):
                await self._close(session)
            for _, stack in self.clients:
                await stack.aclose()

        if not self.clients and self.typed:
            self.connect()
        self.run(end())

    @precondition(lambda self: len(self.clients) < MOST_CLIENTS)
    @rule()
    def connect(self) -> None:
        async def work() -> None:
            stack = AsyncExitStack()
            bridge = Shared.bridge
            client = await stack.enter_async_context(connected(bridge.websocket_url, bridge.token, features=FEATURES))
            self.clients.append((client, stack))

        self.run(work())

    @precondition(lambda self: self.clients)
    @rule(which=st.integers(0, MOST_CLIENTS - 1), abruptly=st.booleans())
    def cut(self, which: int, abruptly: bool) -> None:
        client, stack = self.clients.pop(which % len(self.clients))
        if abruptly:
            transport = client.socket._response.connection
            if transport is not None and transport.transport is not None:
                transport.transport.abort()
        self.run(stack.aclose())

    @precondition(lambda self: self.clients)
    @rule(which=st.integers(0, MOST_CLIENTS - 1), session=st.sampled_from(SESSIONS), resume=st.booleans())
    def open(self, which: int, session: str, resume: bool) -> None:
        async def work() -> None:
            client = self._client(which)
            opened = await client.open("/bin/sh", CAT, session=session, resume=resume)
            assert opened["resumed"] == (resume and session in self.typed)
            if not opened["resumed"]:
                self.typed[session], self.pids[session] = b"", opened["pid"]
            await self._sees_all(client, session)

        self.run(work())

    @precondition(lambda self: self.clients and self.typed)
    @rule(which=st.integers(0, MOST_CLIENTS - 1), number=st.integers(0, 2), back=st.integers(0, 50))
    def attach(self, which: int, number: int, back: int) -> None:
        async def work() -> None:
            client, session = self._client(which), self._session(number)
            since = max(0, 1 + len(self.typed[session]) - back)
            await client.say("attach", sessionId=session, since=since)
            attached = await client.expect("attached")
            assert (attached["offset"], attached["gap"]) == (since, False)
            await client.expect("replayEnd")
            await self._sees_all(client, session)

        self.run(work())

    @precondition(lambda self: self.clients and self.typed)
    @rule(which=st.integers(0, MOST_CLIENTS - 1), number=st.integers(0, 2), size=st.sampled_from([1, 10, 600, 2_000]))
    def type(self, which: int, number: int, size: int) -> None:
        async def work() -> None:
            client, session = self._client(which), self._session(number)
            if session not in client.handles.values():
                await client.attach(session)
            self.count += 1
            text = (b"%d," % self.count * size)[:size]
            await client.type(text, session)
            self.typed[session] += text
            await self._sees_all(client, session)

        self.run(work())

    @precondition(lambda self: self.clients and self.typed)
    @rule(which=st.integers(0, MOST_CLIENTS - 1), number=st.integers(0, 2), cols=st.integers(1, 300))
    def resize(self, which: int, number: int, cols: int) -> None:
        async def work() -> None:
            await self._client(which).say("resize", sessionId=self._session(number), cols=cols, rows=24)
            await self._client(which).answered()

        self.run(work())

    @precondition(lambda self: self.clients and self.typed)
    @rule(number=st.integers(0, 2))
    def kill(self, number: int) -> None:
        """The program dies; its output can still be read; a new one takes its id."""

        async def work() -> None:
            session = self._session(number)
            client = self._client(0)
            await client.attach(session)
            os.kill(self.pids[session], signal.SIGKILL)
            while (ended := await client.expect("exit"))["sessionId"] != session or ended["code"] != 137:
                pass
            await self._sees_all(client, session)
            await client.open("/bin/sh", CAT, session=session)
            self.typed[session] = b""
            self.pids[session] = next(
                each["pid"] for each in (await self._listed(client)) if each["sessionId"] == session
            )
            await self._sees_all(client, session)

        self.run(work())

    @precondition(lambda self: self.clients and self.typed)
    @rule(number=st.integers(0, 2))
    def close(self, number: int) -> None:
        self.run(self._close(self._session(number)))

    @rule()
    @precondition(lambda self: not self.clients)
    def restart(self) -> None:
        """Another bridge; the sessions of the old one are gone with it."""
        mark = str(Shared.bridge.ready["pid"])
        Shared.bridge.stop()
        for pid in self.pids.values():
            assert not psutil.pid_exists(pid), f"a program has survived bridge {mark}"
        self.typed.clear()
        self.pids.clear()
        Shared.bridge = Shared.launcher.start()

    # -- what rules have in common --

    def _client(self, which: int) -> BinaryClient:
        return self.clients[which % len(self.clients)][0]

    def _session(self, number: int) -> str:
        return sorted(self.typed)[number % len(self.typed)]

    async def _close(self, session: str) -> None:
        client = self._client(0)
        await client.say("close", sessionId=session)
        while session in {each["sessionId"] for each in await self._listed(client)}:
            pass
        del self.typed[session], self.pids[session]

    async def _listed(self, client: BinaryClient) -> list[Message]:
        client.waiting.clear()
        await client.say("listSessions")
        return list((await client.expect("sessionsChanged"))["sessions"])

    async def _sees_all(self, client: BinaryClient, session: str) -> None:
        """The client has what was typed since it began to follow, and nothing else."""
        expected = b"R" + self.typed[session]
        following = await client.read_to(len(expected), session)
        assert bytes(following.data) == expected[following.offset :]
        errors = [each for each in client.waiting if each["type"] == "error"]
        # an acknowledgement of what another client has closed meanwhile
        assert {each["code"] for each in errors} <= {"unknown_session"}, errors
        client.waiting.clear()


@pytest.mark.timeout(STEPS + 120)
def test_any_order_gives_each_client_each_byte_once() -> None:
    with TemporaryDirectory(prefix="ab-") as place:
        for name in ("home", "workspace"):
            (Path(place) / name).mkdir()
        with Launcher(Path(place) / "home", Path(place) / "workspace") as launcher, asyncio.Runner() as runner:
            Shared.loop, Shared.launcher, Shared.bridge = runner.get_loop(), launcher, launcher.start()
            chosen = settings(
                max_examples=max(1, STEPS // STEPS_A_RUN),
                stateful_step_count=STEPS_A_RUN,
                deadline=None,
                database=None,
                phases=(Phase.generate,),
                suppress_health_check=list(HealthCheck),
            )
            run_state_machine_as_test(seed(SEED)(Machine), settings=chosen)
            pid = str(Shared.bridge.ready["pid"])
            Shared.bridge.stop()
            assert wait_until_none_lives_with(f"AGENT_BRIDGE_SESSION={pid}-") == []
            assert "Traceback" not in Shared.bridge.log_text()
