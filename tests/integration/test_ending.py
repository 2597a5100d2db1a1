"""Closing a session ends everything it started, by whatever way that tried to get out of reach; and nothing else."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.sessions import marker
from tests.binary_client import BinaryClient, connected
from tests.bridge_process import BridgeProcess, Launcher, living_with, wait_until_none_lives_with

# `sleeper` ignores what is polite, and its name is the mark it is found by; `away` runs it where nobody waits for it.
PRELUDE = """
import os, signal, subprocess, sys, time
def sleeper(mark=sys.argv[1], ignored=(signal.SIGHUP, signal.SIGTERM, signal.SIGINT)):
    code = "import signal, time; [signal.signal(n, 1) for n in %r]; print('up', flush=True); time.sleep(600)"
    return [sys.executable, "-I", "-S", "-c", code % (tuple(map(int, ignored)),), mark]
def up(process):
    process.stdout.readline()
def away(close_all=True, environment=None):
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        os.dup2(writer, 1)
        if close_all:
            os.dup2(os.open(os.devnull, os.O_RDWR), 0), os.dup2(0, 2)
            os.closerange(3, 64)
        command = sleeper()
        os.execve(command[0], command, os.environ if environment is None else environment)
    os.wait()
    os.read(reader, 2)
"""
WAIT = "\nprint('ready', flush=True)\nwhile True: time.sleep(1)\n"
LEAVE = "\nprint('ready', flush=True)\n"

SHAPES = {
    "a foreground child that ignores HUP and TERM": "print('ready', flush=True); subprocess.run(sleeper())",
    "a background job": "up(subprocess.Popen(sleeper(), stdout=subprocess.PIPE, process_group=0))" + WAIT,
    "setsid": "up(subprocess.Popen(sleeper(), stdout=subprocess.PIPE, start_new_session=True))" + WAIT,
    "setsid with an empty environment": (
        "up(subprocess.Popen(sleeper(), stdout=subprocess.PIPE, start_new_session=True, env={}))" + WAIT
    ),
    "a double fork": "away()" + WAIT,
    "a double fork with an empty environment": "away(environment={})" + WAIT,
    "a daemon with an empty environment that outlives its program": "away(environment={})" + LEAVE,
    "a background job with an empty environment that outlives its shell": (
        "up(subprocess.Popen(sleeper(), stdout=subprocess.PIPE, process_group=0, env={}))" + LEAVE
    ),
    "a stopped child": (
        "child = subprocess.Popen(sleeper(), stdout=subprocess.PIPE); up(child); child.send_signal(signal.SIGSTOP)"
        + WAIT
    ),
    "a child that comes back when it is killed": (
        "if os.fork() == 0:\n"
        " os.setsid()\n"
        " for number in (signal.SIGHUP, signal.SIGTERM): signal.signal(number, signal.SIG_IGN)\n"
        " while True: subprocess.Popen(sleeper(), stdout=subprocess.PIPE).wait()\n" + WAIT
    ),
}
WITHOUT_A_MARK = {name for name in SHAPES if "empty environment" in name and "setsid with" not in name}
"""Only Linux has a mark that a process cannot lose."""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="on Windows a job object ends what is left")


@pytest.fixture
def mark(tmp_path: Path) -> str:
    return f"mark-{os.getpid()}-{tmp_path.name}"


@pytest.fixture
def bystander(mark: str) -> Iterator["subprocess.Popen[bytes]"]:
    """What is not ours: same user, same looks, another parent."""
    process = subprocess.Popen(["/bin/sh", "-c", "read line", f"{mark}-bystander"], stdin=subprocess.PIPE)
    yield process
    assert process.poll() is None
    process.communicate(b"\n")


def here(names: dict[str, str]) -> dict[str, str]:
    return {name: code for name, code in names.items() if sys.platform == "linux" or name not in WITHOUT_A_MARK}


async def start_all(client: BinaryClient, mark: str, *, pty: bool = True) -> None:
    """Every shape in a session of its own."""
    for number, code in enumerate(here(SHAPES).values()):
        arguments = ["-I", "-c", PRELUDE + code, f"{mark}-{number}."]
        await client.open(sys.executable, arguments, session=f"s{number}", pty=pty)
    for number in range(len(here(SHAPES))):
        await client.read_until(b"ready", session=f"s{number}")


def left_of(mark: str) -> dict[str, list[int]]:
    """Which shapes have survived the wait."""
    return {
        name: left
        for number, name in enumerate(here(SHAPES))
        if (left := wait_until_none_lives_with(f"{mark}-{number}."))
    }


@pytest.mark.parametrize("pty", [True, False])
async def test_closing_a_session_ends_all_it_started_and_nothing_else(
    bridge: BridgeProcess, bystander: "subprocess.Popen[bytes]", mark: str, pty: bool
) -> None:
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.open(sys.executable, ["-I", "-c", PRELUDE + SHAPES["a double fork"], f"{mark}-other"], session="o")
        await client.read_until(b"ready", session="o")
        await start_all(client, mark, pty=pty)
        for number in range(len(here(SHAPES))):
            await client.say("close", sessionId=f"s{number}")
        assert await asyncio.to_thread(left_of, mark) == {}
        assert len(living_with(f"{mark}-other")) == 2


async def test_what_a_killed_bridge_left_is_ended_by_the_next_one_and_nothing_else(
    launcher: Launcher, bystander: "subprocess.Popen[bytes]", mark: str
) -> None:
    living, killed = launcher.start(), launcher.start()
    async with connected(living.websocket_url, living.token) as client:
        await client.open(sys.executable, ["-I", "-c", PRELUDE + SHAPES["a double fork"], f"{mark}-other"])
        await client.read_until(b"ready")
    async with connected(killed.websocket_url, killed.token) as client:
        await start_all(client, mark)
        killed.kill()
    assert living_with(f"{mark}-"), "there is something to end"
    launcher.start()
    assert await asyncio.to_thread(left_of, mark) == {}
    assert len(living_with(f"{mark}-other")) == 2


async def test_a_bridge_in_a_session_of_a_killed_one_lives_and_ends_what_is_left_beside_it(
    launcher: Launcher, mark: str
) -> None:
    first = launcher.start()
    async with connected(first.websocket_url, first.token) as client:
        await client.open("/bin/sh", ["-c", "echo $AGENT_BRIDGE_SESSION; exec cat"])
        inherited = (await client.read_until(b"\n")).data.decode().strip()
    first.kill()
    # it takes a sweep two stages to end one of these, in which the other one below starts
    stubborn = [sys.executable, "-I", "-c", PRELUDE + "os.execv(sys.executable, sleeper())"]

    def leave(name: str) -> "subprocess.Popen[bytes]":
        left = subprocess.Popen([*stubborn, f"{mark}-{name}"], env={marker.VARIABLE: inherited}, stdout=subprocess.PIPE)
        assert left.stdout is not None
        left.stdout.readline()
        left.stdout.close()
        return left

    left = leave("first")
    second = launcher.start(environment={marker.VARIABLE: inherited})
    async with connected(second.websocket_url, second.token) as client:
        await client.open("/bin/cat")
        assert await asyncio.to_thread(left.wait) == -signal.SIGKILL
        await client.type(b"still here\n")
        await client.read_until(b"still here\r\nstill here")
        if sys.platform == "linux":  # elsewhere nothing tells the one from the other
            left = leave("second")
            launcher.start()
            assert await asyncio.to_thread(left.wait) == -signal.SIGKILL
            await client.type(b"and here\n")
            await client.read_until(b"and here\r\nand here")


async def test_a_session_that_is_being_started_when_the_bridge_stops_is_no_more(
    launcher: Launcher, mark: str, tmp_path: Path
) -> None:
    bridge = launcher.start()
    hung_up = tmp_path / "hung up"
    leaves_late = (
        "import pathlib, signal, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "signal.signal(signal.SIGHUP, lambda *_: (pathlib.Path(sys.argv[1]).touch(), time.sleep(0.5), sys.exit()))\n"
    )
    async with connected(bridge.websocket_url, bridge.token) as client:
        # while the first is being ended, the second has gone and would come again
        await client.open(sys.executable, ["-I", "-c", PRELUDE + SHAPES["a background job"], f"{mark}-1"], session="s1")
        await client.read_until(b"ready", session="s1")
        await client.open(sys.executable, ["-I", "-c", leaves_late + WAIT, str(hung_up)], session="s2")
        await client.read_until(b"ready", session="s2")
        again = ["-c", "trap '' HUP TERM; sleep 600", f"{mark}-2"]
        await client.say("openSession", id="s2", cmd="/bin/sh", args=again, resume=False)
        while not hung_up.exists():
            await asyncio.sleep(0.01)
        assert await asyncio.to_thread(bridge.stop) == 0
    assert await asyncio.to_thread(wait_until_none_lives_with, mark) == []
