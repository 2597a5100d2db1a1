"""A session over a scripted terminal, and over any interleaving of output and clients."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.errors import SessionError
from bridge.sessions import agent_watch, sizing
from bridge.sessions.follower import Follower, OutputMissedError
from bridge.sessions.input_queue import INPUT_BOUND
from bridge.sessions.session import Session, SessionSpec
from bridge.terminal.flow import Credit
from bridge.terminal.modes import Modes
from bridge.terminal.process import ExitStatus, Program
from bridge.terminal.size import Size
from tests.unit.sessions.scripted_terminal import ScriptedTerminal


def session_over(terminal: ScriptedTerminal, scrollback: int = 1 << 20) -> Session:
    program = Program(("/bin/true",), "/", {}, Size(80, 24))
    return Session(SessionSpec("s", program, pty=True, marker="m", argv=("true",)), 1, terminal, scrollback)


async def collect(session: Session, follower: Follower, sizes: dict[int, Size] | None = None) -> bytes:
    """All a client gets, as an attachment gets it; `sizes`: and those it was told, by the offset it had come to."""
    parts = []
    offset = follower.offset
    while (data := await session.next_output(follower)) is not None:
        if isinstance(data, bytes):
            parts.append(data)
            offset += len(data)
        else:
            assert sizes is not None
            assert data.offset == offset, "a size is told exactly where it begins"
            sizes[offset] = data.size
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


async def test_a_program_that_is_fast_waits_for_its_first_client_and_not_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bridge.sessions.session.STALE_SECONDS", 0.2)
    terminal = ScriptedTerminal()
    session = session_over(terminal, scrollback=1 << 17)
    async with asyncio.TaskGroup() as group:
        group.create_task(session.run())
        for part in range(40):
            terminal.say(bytes([part]) * 10_000)
        await settle()
        assert session.replay().offset == 0, "its first byte is still kept"
        assert 1 << 16 <= session.scrollback.end <= 1 << 17
        while session.scrollback.end < 400_000:
            await asyncio.sleep(0.01)
        terminal.end()


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


async def test_sizes_that_come_fast_are_given_one_by_one_and_the_last_one_always(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sizing, "REST_SECONDS", 0.001)
    terminal = ScriptedTerminal()
    session = session_over(terminal)
    for cols in range(21, 60):
        session.resize_for(None, Size(cols, 10))
    assert terminal.sizes == [Size(21, 10)]
    while len(terminal.sizes) < 2:
        await asyncio.sleep(0.001)
    assert terminal.sizes == [Size(21, 10), Size(59, 10)]


async def test_input_finds_the_size_that_its_client_asked_for_last() -> None:
    terminal = ScriptedTerminal()
    session = session_over(terminal)
    follower = Follower(0)
    session.follow(follower)
    for cols in (50, 60, 70):
        session.resize_for(follower, Size(cols, 10))
    session.receive(follower, b"x")
    assert terminal.sizes == [Size(50, 10), Size(70, 10)]


@pytest.mark.parametrize("size", [Size(19, 24), Size(80, 3), Size(1, 1)])
async def test_nobody_works_in_a_panel_that_is_closed(size: Size) -> None:
    terminal = ScriptedTerminal()
    session = session_over(terminal)
    session.resize_for(None, size)
    assert terminal.sizes == []


async def test_what_the_program_left_switched_on_is_switched_off_behind_its_last_byte() -> None:
    terminal = ScriptedTerminal()
    session = session_over(terminal)
    follower = Follower(0)
    session.follow(follower)
    async with asyncio.TaskGroup() as group:
        group.create_task(session.run())
        got = group.create_task(collect(session, follower))
        terminal.say(b"\x1b[?1049h\x1b[?1003;1006h\x1b[?2004h\x1b[>1u\x1b[?25lbye")
        await settle()
        terminal.end()
    reset = got.result().partition(b"bye")[2]
    modes = Modes()
    modes.feed(got.result())
    assert {mode for mode in (1049, 1003, 1006, 2004) if mode in modes} == set()
    assert modes.keyboard_flags == 0
    assert 25 in modes
    assert b"\x1b[?1049l" in reset
    assert session.replay().offset == 0
    assert session.scrollback.end == len(got.result())


async def test_silence_is_noticed_of_a_program_that_shows_its_cursor_and_only_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(agent_watch, "QUIET_SECONDS", 0.01)
    for output, told in ((b"hello", True), (b"\x1b[?25lhello", False)):
        terminal = ScriptedTerminal()
        session = session_over(terminal)
        silences: list[str] = []
        checked = asyncio.Event()
        check = session.agent._check_quiet

        def checking(check: Callable[[], None] = check, checked: asyncio.Event = checked) -> None:
            check()
            checked.set()

        monkeypatch.setattr(session.agent, "_check_quiet", checking)
        session.agent.on_change = lambda session=session, silences=silences: silences.append(session.agent.state.source)  # type: ignore[misc]
        async with asyncio.TaskGroup() as group:
            group.create_task(session.run())
            terminal.say(output)
            while session.agent._quiet_timer is not None or not checked.is_set():
                await asyncio.sleep(0.001)
            assert silences == (["quiet"] if told else [])
            terminal.say(b"more")
            await settle()
            assert session.agent.state.source == "none"
            terminal.end()


class Client(NamedTuple):
    """`told`: the sizes it was told, by offset. `expected`: those that the terminal was given while it followed."""

    follower: Follower
    offset: int
    task: "asyncio.Task[bytes]"
    told: dict[int, Size]
    expected: dict[int, Size]


Step = tuple[str, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["output", "ack", "attach", "detach", "hide", "activate", "resize", "settle"]),
        st.integers(0, 30_000),
    ),
    max_size=40,
)


@given(STEPS)
@settings(deadline=None)  # a busy machine is no fault
def test_any_interleaving_gives_each_client_a_contiguous_stream_once(steps: list[Step]) -> None:
    asyncio.run(asyncio.wait_for(_interleave(steps), 20))


async def _interleave(steps: list[Step]) -> None:  # noqa: C901, PLR0915 - the model of a whole session in one place
    terminal = ScriptedTerminal()
    session = session_over(terminal)
    produced = bytearray()
    clients: deque[Client] = deque()
    finished: list[Client] = []

    def note(size: Size) -> None:
        for each in clients:
            each.expected[session.scrollback.end] = size

    terminal.on_resize = note

    async with asyncio.TaskGroup() as group:

        def attach(since: int) -> None:
            offset = min(since, session.scrollback.end)
            credit = Credit(offset, 10_000) if since % 2 else None
            follower = Follower(offset, credit=credit, read_only=since % 3 == 1, wants_sizes=True)
            session.follow(follower)
            told: dict[int, Size] = {}
            clients.append(Client(follower, offset, group.create_task(collect(session, follower, told)), told, {}))

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
                    client = clients.pop()
                    session.unfollow(client.follower)
                    client.task.cancel()
                case "ack":
                    session.acknowledge(clients[0].follower, number)
                case "hide":
                    session.set_visible(clients[-1].follower, bool(number % 2))
                case "activate":
                    session.activate(clients[number % len(clients)].follower)
                case "resize" if not clients[0].follower.read_only:
                    session.resize_for(clients[0].follower, Size(number % 60, number % 30))
                case "settle":
                    await settle()
            assert session._active is None or not session._active.read_only
            clients.rotate()
        finished.extend(clients)
        terminal.end()
        while not all(each.task.done() for each in finished):
            for each in finished:
                session.acknowledge(each.follower, session.scrollback.end)
            await asyncio.sleep(0)
    assert all(size.cols >= 20 and size.rows >= 4 for size in terminal.sizes)
    for each in finished:
        assert each.task.result() == bytes(produced[each.offset :])
        assert each.told == each.expected
