"""A session over a scripted terminal, and over any interleaving of output and clients."""

import asyncio
from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.errors import SessionError
from bridge.sessions.follower import Follower
from bridge.sessions.session import INPUT_BOUND, OutputMissedError, Session, SessionSpec
from bridge.terminal.flow import Credit
from bridge.terminal.process import ExitStatus, Program, Receive
from bridge.terminal.size import Size


class ScriptedTerminal:
    """Implements `TerminalProcess`: output is given by the test, input is kept."""

    pid = 4711

    def __init__(self) -> None:
        self.output: deque[bytes] = deque()
        self.receive: Receive | None = None
        self.status: asyncio.Future[ExitStatus] = asyncio.get_running_loop().create_future()
        self.received: list[bytes] = []
        self.reads = asyncio.Event()
        self.reads.set()
        self.sizes: list[Size] = []
        self.interrupts = 0

    def say(self, data: bytes) -> None:
        self.output.append(data)
        self._hand_on_soon()

    def resume_reading(self, receive: Receive) -> None:
        self.receive = receive
        self._hand_on_soon()

    def _hand_on_soon(self) -> None:
        asyncio.get_running_loop().call_soon(self._hand_on)

    def _hand_on(self) -> None:
        if self.output and self.receive is not None:
            self.receive(self.output.popleft())
            self._hand_on_soon()

    def pause_reading(self) -> None:
        self.receive = None

    def write_now(self, data: bytes) -> int:
        return 0

    async def write(self, data: bytes) -> None:
        await self.reads.wait()
        self.received.append(data)

    def interrupt(self) -> bool:
        self.interrupts += 1
        return True

    def resize(self, size: Size) -> None:
        self.sizes.append(size)

    async def wait(self) -> ExitStatus:
        return await self.status

    def unread_input(self) -> int | None:
        return None

    def foreground_group(self) -> int | None:
        return None

    async def close(self) -> None:
        pass

    def end(self, code: int = 0) -> None:
        self.say(b"")
        self.status.set_result(ExitStatus(code, None))


def session_over(terminal: ScriptedTerminal, scrollback: int = 1 << 20) -> Session:
    program = Program(("/bin/true",), "/", {}, Size(80, 24))
    return Session(SessionSpec("s", program, pty=True, marker="m", command="true"), 1, terminal, scrollback)


async def collect(session: Session, follower: Follower) -> bytes:
    """All a client gets, as an attachment gets it."""
    parts = []
    while (data := await session.next_output(follower)) is not None:
        parts.append(data)
    return b"".join(parts)


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_follower_gets_everything_and_then_the_end() -> None:
    terminal = ScriptedTerminal()
    session = session_over(terminal)
    follower = Follower(0)
    session.follow(follower)
    async with asyncio.TaskGroup() as group:
        group.create_task(session.run())
        got = group.create_task(collect(session, follower))
        for part in (b"one ", b"two ", b"three"):
            terminal.say(part)
            await settle()
        terminal.end(3)
    assert got.result() == b"one two three"
    assert session.status == ExitStatus(3, None)


async def test_a_congested_active_client_holds_the_program_and_a_hidden_one_does_not() -> None:
    terminal = ScriptedTerminal()
    session = session_over(terminal)
    follower = Follower(0, credit=Credit(0, 10_000))
    session.follow(follower)
    async with asyncio.TaskGroup() as group:
        group.create_task(session.run())
        reader = group.create_task(collect(session, follower))
        for _ in range(8):
            terminal.say(b"x" * 5000)
        await settle()
        assert session.scrollback.end == 20_000  # 10,000 were sent, as many were read ahead
        session.acknowledge(follower, 10_000)
        await settle()
        assert session.scrollback.end == 30_000
        session.set_visible(follower, False)
        await settle()
        assert session.scrollback.end == 40_000
        session.acknowledge(follower, 40_000)
        await settle()
        session.acknowledge(follower, 40_000)
        await settle()
        session.acknowledge(follower, 40_000)
        terminal.end()
        await settle()
        session.acknowledge(follower, 40_000)
    assert reader.result() == b"x" * 40_000


async def test_only_the_client_that_acted_last_holds_the_program_and_owns_the_size() -> None:
    terminal = ScriptedTerminal()
    session = session_over(terminal)
    slow, fast = Follower(0, credit=Credit(0, 10_000)), Follower(0)
    session.follow(fast)
    session.follow(slow)
    session.resize_for(slow, Size(50, 10))
    session.resize_for(fast, Size(100, 30))
    assert terminal.sizes == [Size(50, 10)]
    async with asyncio.TaskGroup() as group:
        group.create_task(session.run())
        readers = [group.create_task(collect(session, each)) for each in (slow, fast)]
        for _ in range(8):
            terminal.say(b"x" * 5000)
        await settle()
        assert session.scrollback.end == 20_000
        session.activate(fast)
        assert terminal.sizes == [Size(50, 10), Size(100, 30)]
        await settle()
        assert session.scrollback.end == 40_000
        terminal.end()
        await settle()
        session.unfollow(slow)
        readers[0].cancel()
    assert readers[1].result() == b"x" * 40_000


async def test_input_goes_in_order_and_too_much_of_it_is_refused_whole() -> None:
    terminal = ScriptedTerminal()
    session = session_over(terminal)
    async with asyncio.TaskGroup() as group:
        group.create_task(session.run())
        terminal.reads.clear()
        session.write(b"a" * INPUT_BOUND)
        with pytest.raises(SessionError, match="does not read") as refused:
            session.write(b"b")
        assert refused.value.code == "input_overflow"
        terminal.reads.set()
        while sum(map(len, terminal.received)) < INPUT_BOUND:
            await asyncio.sleep(0)
        session.write(b"c")
        await settle()
        assert b"".join(terminal.received) == b"a" * INPUT_BOUND + b"c"
        terminal.end()
    with pytest.raises(SessionError) as ended:
        session.write(b"d")
    assert ended.value.code == "session_ended"


async def test_ctrl_c_overtakes_a_paste_that_the_program_does_not_read() -> None:
    terminal = ScriptedTerminal()
    session = session_over(terminal)
    async with asyncio.TaskGroup() as group:
        group.create_task(session.run())
        terminal.reads.clear()
        session.write(b"p" * 200_000)
        await settle()
        session.write(b"\x03")
        assert terminal.interrupts == 1
        terminal.reads.set()
        session.write(b"after")
        await settle()
        assert terminal.received == [b"after"]
        terminal.end()


async def test_a_place_that_is_no_longer_kept_is_told() -> None:
    terminal = ScriptedTerminal()
    session = session_over(terminal, scrollback=100)
    async with asyncio.TaskGroup() as group:
        group.create_task(session.run())
        terminal.say(b"x" * 500_000)
        await settle()
        with pytest.raises(OutputMissedError) as missed:
            await session.next_output(Follower(0))
        assert missed.value.start == 499_900
        terminal.end()


Step = tuple[str, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["output", "ack", "attach", "detach", "hide", "activate", "settle"]), st.integers(0, 30_000)
    ),
    max_size=40,
)


@given(STEPS)
def test_any_interleaving_gives_each_client_a_contiguous_stream_once(steps: list[Step]) -> None:
    asyncio.run(asyncio.wait_for(_interleave(steps), 20))


async def _interleave(steps: list[Step]) -> None:  # noqa: C901, PLR0915 - the model of a whole session in one place
    terminal = ScriptedTerminal()
    session = session_over(terminal)
    produced = bytearray()
    clients: deque[tuple[Follower, int, asyncio.Task[bytes]]] = deque()
    finished: list[tuple[Follower, int, asyncio.Task[bytes]]] = []

    async with asyncio.TaskGroup() as group:

        def attach(since: int) -> None:
            offset = min(since, session.scrollback.end)
            follower = Follower(offset, credit=Credit(offset, 10_000) if since % 2 else None)
            session.follow(follower)
            clients.append((follower, offset, group.create_task(collect(session, follower))))

        group.create_task(session.run())
        attach(0)
        for kind, number in steps:
            match kind:
                case "output":
                    data = bytes((len(produced) + i) % 251 for i in range(number))
                    produced += data
                    if data:
                        terminal.say(data)
                case "attach":
                    attach(number)
                case "detach" if len(clients) > 1:
                    follower, _, task = clients.pop()
                    session.unfollow(follower)
                    task.cancel()
                case "ack":
                    session.acknowledge(clients[0][0], number)
                case "hide":
                    session.set_visible(clients[-1][0], bool(number % 2))
                case "activate":
                    session.activate(clients[number % len(clients)][0])
                case "settle":
                    await settle()
            clients.rotate()
        finished.extend(clients)
        terminal.end()
        while not all(task.done() for _, _, task in finished):
            for follower, _, _ in finished:
                session.acknowledge(follower, session.scrollback.end)
            await asyncio.sleep(0)
    for _, offset, task in finished:
        assert task.result() == bytes(produced[offset:])
