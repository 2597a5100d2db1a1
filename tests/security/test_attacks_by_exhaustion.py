"""Too much of everything, and too little: bounded, answered, recovered. The table of faults says how long it took."""

import asyncio
import contextlib
import os
import resource
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest

from tests.binary_client import BinaryClient, connected
from tests.bridge_process import COMMAND, BridgeProcess, Launcher, wait_until_none_lives_with
from tests.security.raw_client import answers_others, frame, message, raw_socket, request
from tests.version1 import connected as version1

SECONDS = 30


def client(bridge: BridgeProcess) -> contextlib.AbstractAsyncContextManager[BinaryClient]:
    return connected(bridge.websocket_url, bridge.token)


@pytest.fixture
async def person(bridge: BridgeProcess) -> AsyncIterator[BinaryClient]:
    """Somebody at work, who must not notice."""
    async with client(bridge) as connection:
        await connection.open("/bin/cat", session="work")
        yield connection


async def works(person: BinaryClient, times: int = 3, session: str = "work") -> float:
    """Seconds until what is typed has come back; every byte of it."""
    begun = time.monotonic()
    for number in range(times):
        await person.type(b"line %d\n" % number, session)
        await person.read_until(b"line %d\r\nline %d\r\n" % (number, number), session)
    return time.monotonic() - begun


Fault = Callable[[str, float], None]


@pytest.mark.attack("exhaustion", "300 connections that say nothing", "unauthenticated")
async def test_a_flood_of_connections(bridge: BridgeProcess, person: BinaryClient, fault: Fault) -> None:
    opened = []
    for _ in range(300):
        try:
            opened.append(await asyncio.open_connection("127.0.0.1", bridge.port))
        except OSError:
            break
    await works(person)
    process = psutil.Process(int(str(bridge.ready["pid"])))
    deadline = time.monotonic() + SECONDS
    while process.num_fds() > 80:
        assert time.monotonic() < deadline, "the connections stay"
        await asyncio.sleep(0.05)
    for _, writer in opened:
        writer.transport.abort()
    begun = time.monotonic()
    while True:
        try:
            await answers_others(bridge)
            break
        except (AssertionError, asyncio.IncompleteReadError, ConnectionError):
            assert time.monotonic() < begun + SECONDS
            await asyncio.sleep(0.05)
    fault("300 connections that say nothing", time.monotonic() - begun)


@pytest.mark.attack("exhaustion", "headers that come a byte at a time (slow loris)", "unauthenticated")
async def test_a_slow_loris_is_cut_off(bridge: BridgeProcess, person: BinaryClient) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", bridge.port)
    writer.write(request(bridge, "GET / HTTP/1.1")[:-2] + b"X: ")
    begun = time.monotonic()
    with contextlib.suppress(ConnectionError):
        while not reader.at_eof():
            writer.write(b"y")
            await writer.drain()
            await asyncio.sleep(0.2)
            assert time.monotonic() - begun < SECONDS, "it may go on for ever"
    writer.transport.abort()
    await works(person)


@pytest.mark.attack("exhaustion", "70 clients with the token", "most-clients")
async def test_more_clients_than_there_may_be(bridge: BridgeProcess) -> None:
    async with contextlib.AsyncExitStack() as stack:
        refused = 0
        for _ in range(70):
            try:
                socket = await stack.enter_async_context(raw_socket(bridge))
            except (AssertionError, OSError, asyncio.IncompleteReadError):
                refused += 1
                continue
            await socket.send(message("hello", protocolVersion=1))
            answer = await socket.expect(1, 8)
            refused += answer is None or answer.opcode == 8
        assert refused == 6
    await answers_others(bridge)


async def test_a_client_that_stops_reading_loses_only_itself(
    bridge: BridgeProcess, person: BinaryClient, fault: Fault
) -> None:
    process = psutil.Process(int(str(bridge.ready["pid"])))
    before = process.memory_info().rss
    async with raw_socket(bridge) as dead:
        dead.writer.transport.pause_reading()  # type: ignore[attr-defined] # a StreamWriter's transport can
        hello = message("hello", protocolVersion=1)
        await dead.send(hello, message("openSession", id="flood", cmd="/bin/sh", args=["-c", "seq 3000000; echo DONE"]))
        taken = await works(person, 20)
        assert process.memory_info().rss - before < 32 * 2**20
        fault("a client that reads nothing of a flood", taken / 20)


@pytest.mark.attack("exhaustion", "a program that never reads, and a paste of 30 MB", "input-limit")
async def test_what_a_program_does_not_read_is_bounded(bridge: BridgeProcess, person: BinaryClient) -> None:
    process = psutil.Process(int(str(bridge.ready["pid"])))
    await person.open("/bin/sh", ["-c", "stty raw -echo; exec sleep 600"], session="deaf")
    before = process.memory_info().rss
    for _ in range(30):
        await person.type(b"x" * 10**6, "deaf")
    error = await person.expect("error")
    assert error["code"] == "input_overflow"
    await works(person)
    assert process.memory_info().rss - before < 32 * 2**20


async def test_xoff_holds_the_program_and_xon_gives_everything(person: BinaryClient, fault: Fault) -> None:
    await person.open("/bin/sh", ["-c", "stty ixon; while read -r line; do echo got $line; done"], session="xoff")
    await person.type(b"\x13", "xoff")
    for number in range(50):
        await person.type(b"%d\n" % number, "xoff")
    await works(person)
    begun = time.monotonic()
    await person.type(b"\x11", "xoff")
    following = await person.read_until(b"got 49", "xoff")
    fault("XOFF", time.monotonic() - begun)
    assert [b"got %d\r\n" % number in following.data for number in range(50)] == [True] * 50


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="prlimit is Linux's")
async def test_without_descriptors_it_says_so_and_goes_on(
    bridge: BridgeProcess, person: BinaryClient, fault: Fault
) -> None:
    pid = int(str(bridge.ready["pid"]))
    soft, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (psutil.Process(pid).num_fds() + 1, hard))
    await person.say("openSession", id="more", cmd="/bin/cat", args=[])
    error = await person.expect("error")
    assert error["code"] == "start_failed"
    await person.say("savePrompt", historyEntry={"id": "p", "serializedContent": "hello"})
    await works(person)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (soft, hard))
    begun = time.monotonic()
    await person.open("/bin/cat", session="more")
    await works(person, session="more")
    fault("no descriptors", time.monotonic() - begun)
    await answers_others(bridge)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="prlimit is Linux's")
async def test_a_connection_that_finds_no_descriptor_waits(bridge: BridgeProcess, person: BinaryClient) -> None:
    pid = int(str(bridge.ready["pid"]))
    soft, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (psutil.Process(pid).num_fds(), hard))
    reader, writer = await asyncio.open_connection("127.0.0.1", bridge.port)
    writer.write(request(bridge, "GET /health HTTP/1.1"))
    await works(person)
    spent = psutil.Process(pid).cpu_times()
    await works(person)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (soft, hard))
    async with asyncio.timeout(SECONDS):
        assert (await reader.read(100)).startswith(b"HTTP/1.1 200")
    writer.transport.abort()
    assert psutil.Process(pid).cpu_times().user - spent.user < 5
    assert len(bridge.log_text()) < 100_000, "the log is full of the same"


async def test_stopped_and_continued_it_goes_on_where_it_was(
    bridge: BridgeProcess, person: BinaryClient, fault: Fault
) -> None:
    await works(person)
    end = person.following["work"].end
    process = psutil.Process(int(str(bridge.ready["pid"])))
    process.suspend()
    for number in range(100):
        await person.type(b"while %d\n" % number, "work")
    await asyncio.sleep(1.5)
    process.resume()
    begun = time.monotonic()
    expected = end + sum(len(b"while %d\r\n" % number) * 2 for number in range(100))  # the echo, and what cat says
    assert (await person.read_to(expected, "work")).end == expected
    fault("suspend and resume", time.monotonic() - begun)


async def test_a_storm_of_file_events(launcher: Launcher, fault: Fault) -> None:
    bridge = launcher.start()
    features = ("binary", "ack", "attach", "search")
    async with connected(bridge.websocket_url, bridge.token, features=features) as person:
        await person.open("/bin/cat", session="work")
        await person.say("searchIndex", pattern="zzz", opened=[], limit=5, requestId=1)
        await person.expect("searchResult")
        folder = launcher.workspace
        for turn in range(4):
            for number in range(1500):
                (folder / f"f{number}").write_text("x")
            await works(person)
            for number in range(1500):
                (folder / f"f{number}").unlink() if turn % 2 else (folder / f"f{number}").rename(folder / f"g{number}")
        (folder / "needle").touch()
        begun = time.monotonic()
        while True:
            await person.say("searchIndex", pattern="needle", opened=[], limit=5, requestId=2)
            if (await person.expect("searchResult"))["results"]:
                break
            assert time.monotonic() < begun + SECONDS
            await asyncio.sleep(0.05)
        fault("a storm of 12,000 file events", time.monotonic() - begun)


@pytest.mark.skipif(len(COMMAND) > 3, reason="needs a bridge from source")
async def test_the_clock_jumps(launcher: Launcher, tmp_path: Path, fault: Fault) -> None:
    """A day forth and two back, while a ticket waits and prompts are remembered."""
    bridge = launcher.start(command=[sys.executable, "-m", "tests.security.jumping_clock"])
    link = launcher.run("open", "--print").stdout.strip()
    async with version1(bridge.websocket_url, bridge.token) as person:
        await person.open("/bin/cat", session="work")
        for number, jump in enumerate((signal.SIGUSR1, signal.SIGUSR2, signal.SIGUSR2)):
            await person.say("savePrompt", historyEntry={"id": f"p{number}", "serializedContent": f"{number}"})
            await person.expect("promptSaved")
            os.kill(bridge.process.pid, jump)
            await person.type(b"%d\n" % number, "work")
            await person.read_until(b"%d\r\n%d\r\n" % (number, number), "work")
        await person.say("listPrompts", requestId=1, pattern="", project="all", skip=0, limit=10)
        assert {entry["id"] for entry in (await person.expect("promptList"))["prompts"]} == {"p0", "p1", "p2"}
    body = f'{{"ticket": "{link.partition("#ticket=")[2]}"}}'.encode()
    from tests.security.raw_client import ask

    lines = ["Origin: http://{host}", f"Content-Length: {len(body)}", "Connection: close"]
    assert (await ask(bridge, request(bridge, "POST /ticket HTTP/1.1", *lines, body=body))).status == 200
    fault("the clock jumps by a day, both ways", 0)


async def test_the_end_leaves_nothing_whatever_happened(launcher: Launcher, fault: Fault) -> None:
    """Stubborn programs, a dead reader, a client in the middle of a frame: and then the host dies."""
    mark = f"6{os.getpid():07}{int.from_bytes(os.urandom(2), 'big'):05}"
    bridge = launcher.start()
    stubborn = (
        f"trap '' HUP TERM INT QUIT; (setsid sleep {mark}) & sleep {mark} & echo ready; while :; do sleep {mark}; done"
    )
    async with client(bridge) as person, raw_socket(bridge) as half:
        await half.send(frame(1, b"{", length=(127, 2**20)))
        await person.open("/bin/sh", ["-c", stubborn], session="stubborn")
        await person.read_until(b"ready", "stubborn")
        begun = time.monotonic()
        assert bridge.process.stdin is not None
        bridge.process.stdin.close()
        await asyncio.to_thread(bridge.wait)
        assert await asyncio.to_thread(wait_until_none_lives_with, mark) == []
        fault("the host dies, programs ignore every signal", time.monotonic() - begun)
