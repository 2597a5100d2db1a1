"""One session and several clients: whose size it has, who may only look on, and what becomes of it without any."""

import asyncio
import sys
from contextlib import AbstractAsyncContextManager

import pytest

from tests import version1
from tests.binary_client import FEATURES, BinaryClient, Message, connected
from tests.bridge_process import BridgeProcess, Launcher, living_with

# Prints its size at each change, and what it reads.
SIZES = """
import fcntl, os, signal, struct, termios, tty
def say(*_):
    rows, cols, _, _ = struct.unpack("HHHH", fcntl.ioctl(0, termios.TIOCGWINSZ, bytes(8)))
    os.write(1, b"<%dx%d>" % (cols, rows))
signal.signal(signal.SIGWINCH, say)
tty.setraw(0)
say()
while data := os.read(0, 100):
    os.write(1, b"[" + data + b"]")
"""
PROGRAM = ["-I", "-S", "-c", SIZES]


def client(bridge: BridgeProcess, *features: str) -> AbstractAsyncContextManager[BinaryClient]:
    return connected(bridge.websocket_url, bridge.token, features=(*FEATURES, *features))


async def opened(connection: BinaryClient, cols: int = 80, rows: int = 24) -> None:
    await connection.open(sys.executable, PROGRAM, cols=cols, rows=rows)
    await connection.read_until(b"<%dx%d>" % (cols, rows))


# -- sizes --


async def test_every_client_is_told_the_size_of_what_it_draws_where_it_begins(bridge: BridgeProcess) -> None:
    async with client(bridge, "sizes") as first, client(bridge, "sizes") as second, client(bridge) as old:
        await opened(first)
        for each in (old, second):
            await each.attach(since=0)
        await second.say("resize", sessionId="s1", cols=100, rows=30)
        for each in (first, second):
            news = await each.expect("resized")
            assert (news["sessionId"], news["cols"], news["rows"]) == ("s1", 100, 30)
            assert news["offset"] == each.following["s1"].end, "it comes between the bytes"
            following = await each.read_until(b"<100x30>")
            assert bytes(following.data[: news["offset"]]) == b"<80x24>"
        await old.read_until(b"<100x30>")
        await old.answered()
        assert "resized" not in [message["type"] for message in old.waiting]


async def test_the_client_that_acts_last_owns_the_size_and_the_others_are_told(bridge: BridgeProcess) -> None:
    async with client(bridge, "sizes") as first, client(bridge, "sizes") as second:
        await opened(first, 90, 25)
        await second.attach(cols=120, rows=40)
        assert (await first.expect("resized"))["cols"] == 120
        await first.say("resize", sessionId="s1", cols=91, rows=26)  # noted, for when it acts
        await first.answered()
        assert b"<91x26>" not in first.following["s1"].data
        await first.type(b"k")
        assert (await second.expect("resized"))["cols"] == 120
        assert (await second.expect("resized"))["cols"] == 91
        await second.read_until(b"<91x26>")
        following = await first.read_until(b"<91x26>")
        assert following.data.count(b"<") == 3


async def test_an_answer_of_the_terminal_is_no_act(bridge: BridgeProcess) -> None:
    async with client(bridge, "sizes") as first, client(bridge, "sizes") as second:
        await opened(first, 90, 25)
        await second.attach(cols=120, rows=40)
        await first.read_until(b"<120x40>")
        await first.type(b"\x1b[?1;2c\x1b[O")
        await first.read_until(b"[\x1b[O]")
        await second.type(b"k")
        following = await first.read_until(b"[k]")
        assert following.data.count(b"<90x25>") == 1


async def test_what_no_one_can_work_in_is_no_size(bridge: BridgeProcess) -> None:
    async with client(bridge) as first:
        await opened(first)
        for cols, rows in ((2, 1), (19, 24), (80, 3)):
            await first.say("resize", sessionId="s1", cols=cols, rows=rows)
        await first.say("resize", sessionId="s1", cols=20, rows=4)
        await first.read_until(b"<20x4>")
        assert bytes(first.following["s1"].data) == b"<80x24><20x4>"


async def test_a_panel_that_is_dragged_gives_few_sizes_and_the_last_one(bridge: BridgeProcess) -> None:
    async with client(bridge) as first:
        await opened(first)
        for cols in range(100, 200):
            await first.say("resize", sessionId="s1", cols=cols, rows=30)
            await first.say("resize", sessionId="s1", cols=cols, rows=30)
        await first.read_until(b"<199x30>")
        sizes = bytes(first.following["s1"].data).split(b"<")
        assert len(sizes) == len(set(sizes)), "none twice"
        assert len(sizes) < 90


# -- read-only --


@pytest.mark.parametrize(
    "message",
    [
        {"type": "stdin", "dataBase64": "eA=="},
        {"type": "resize", "cols": 100, "rows": 30},
        {"type": "close"},
        {"type": "send", "dataBase64": "eA=="},
        {"type": "injectFiles", "paths": ["x"]},
        {"type": "checkpoint", "offset": 0, "cols": 80, "rows": 24, "dataBase64": ""},
        {"type": "openSession", "id": "s1", "cmd": "/bin/cat"},
    ],
    ids=lambda message: str(message["type"]),
)
async def test_a_read_only_client_has_no_part_in_the_session(bridge: BridgeProcess, message: Message) -> None:
    async with (
        client(bridge) as first,
        client(bridge, "checkpoint") as onlooker,
    ):
        await opened(first)
        await onlooker.attach(readOnly=True, cols=100, rows=30)
        fields = {name: value for name, value in message.items() if name != "type"}
        await onlooker.say(message["type"], **{"sessionId": "s1", **fields})
        error = await onlooker.expect("error")
        assert (error["code"], error["requestType"]) == ("read_only", message["type"])
        await first.type(b"k")
        await first.read_until(b"[k]")
        assert bytes((await onlooker.read_until(b"[k]")).data) == b"<80x24>[k]"


async def test_a_read_only_client_cannot_type_in_frames_either_and_answers_nothing(bridge: BridgeProcess) -> None:
    async with client(bridge) as first, client(bridge) as onlooker:
        await opened(first)
        await onlooker.attach(readOnly=True)
        for data in (b"x", b"\x1b[?1;2c"):
            await onlooker.type(data)
            assert (await onlooker.expect("error"))["code"] == "read_only"
        await first.type(b"k")
        assert bytes((await first.read_until(b"[k]")).data) == b"<80x24>[k]"


async def test_a_read_only_client_that_does_not_read_on_holds_nobody(bridge: BridgeProcess) -> None:
    onlooking = connected(bridge.websocket_url, bridge.token, acks=False)
    async with client(bridge) as first, onlooking as onlooker:
        await first.open("/bin/sh", ["-c", "read x; stty -opost; head -c 3000000 /dev/zero; read x"])
        await onlooker.attach(readOnly=True, window=10_000)
        await first.type(b"\n")
        await first.read_to(3_000_000)


async def test_whoever_looked_on_may_take_part_by_attaching_anew(bridge: BridgeProcess) -> None:
    async with client(bridge) as first, client(bridge) as second:
        await opened(first)
        await second.attach(readOnly=True)
        await second.attach()
        await second.type(b"k")
        await first.read_until(b"[k]")


# -- grace --


async def gone(mark: str) -> None:
    while living_with(mark):
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("grace", [["--grace", "1"], ["--grace", "never", "--grace", "plain=1"]])
async def test_a_session_without_clients_ends_when_its_grace_is_over(launcher: Launcher, grace: list[str]) -> None:
    bridge = launcher.start(*grace)
    async with client(bridge) as watcher:
        async with client(bridge) as first:
            await first.open("/bin/sh", ["-c", ": grace-mark-4711; read x"])
            await watcher.sessions_when("s1", "running")
        while (await watcher.expect("sessionsChanged"))["sessions"]:
            pass
        async with asyncio.timeout(30):
            await gone("grace-mark-4711")


async def test_a_client_that_comes_back_in_time_finds_its_session(launcher: Launcher) -> None:
    bridge = launcher.start("--grace", "3")
    async with client(bridge) as first:
        await opened(first)
        await first.say("detach", sessionId="s1")
        await first.expect("detached")
        await first.attach()
        async with client(bridge) as short, version1.connected(bridge.websocket_url, bridge.token) as old:
            # sessions that are abandoned later end earlier than this one, whose grace was cancelled
            await short.open("/bin/cat", session="s2")
            await first.sessions_when("s2", "running")
            await short.say("detach", sessionId="s2")
            await old.open("/bin/cat", session="s3")
            while {each["sessionId"] for each in (await first.expect("sessionsChanged"))["sessions"]} != {"s1", "s3"}:
                pass
        await first.type(b"k")
        await first.read_until(b"[k]")


async def test_without_a_setting_a_session_outlives_its_clients(bridge: BridgeProcess) -> None:
    async with client(bridge) as first:
        await opened(first)
    async with client(bridge) as late:
        await late.attach()
        await late.type(b"k")
        await late.read_until(b"[k]")


@pytest.mark.parametrize("value", ["soon", "-1", "1.5", "claude=", "claude=x", "=", "9999999999"])
def test_a_grace_that_is_none_is_refused_with_what_would_be_right(launcher: Launcher, value: str) -> None:
    done = launcher.run(f"--grace={value}", "--print-conn-json", "true")
    assert done.returncode == 2
    assert "allowed: whole seconds, `never`" in done.stderr
