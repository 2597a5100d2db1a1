"""A one-file binary is two processes: they end together whichever is killed, and what they leave goes with the next."""

import asyncio
import os
import signal
from pathlib import Path

import psutil
import pytest

from tests.bridge_process import BridgeProcess, wait_until_none_lives_with
from tests.frozen.frozen_bridge import ONE_FILE, Run, serving, until
from tests.version1 import connected

STUBBORN = """trap '' HUP TERM INT QUIT
(setsid sleep {mark}) &
(sleep {mark}) &
echo ready
while :; do sleep {mark}; done
"""


@pytest.fixture
def mark() -> str:
    """A number of seconds that no other program sleeps: it is found in command lines."""
    return f"7{os.getpid():07}{int.from_bytes(os.urandom(2), 'big'):05}"


async def start_stubborn(run: Run, mark: str) -> BridgeProcess:
    """A one-file bridge with programs that ignore what can be ignored."""
    bridge = run.start(ONE_FILE)
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.open("/bin/sh", ["-c", STUBBORN.format(mark=mark)])
        await client.read_until(b"ready")
    return bridge


def is_alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


async def test_with_its_first_process_killed_the_bridge_ends_and_nothing_is_left(run: Run, mark: str) -> None:
    bridge = await start_stubborn(run, mark)
    child = serving(bridge)
    bridge.process.kill()
    bridge.wait()
    await asyncio.to_thread(until, lambda: not is_alive(child.pid), "the serving process ends")
    assert "first process is gone" in bridge.log_text()
    assert wait_until_none_lives_with(mark, 0) == []
    assert run.unpacked() == []


async def test_also_where_a_dead_host_means_nothing(run: Run, mark: str) -> None:
    bridge = run.start(ONE_FILE, "--exit-with-parent", "off")
    child = serving(bridge)
    bridge.process.kill()
    bridge.wait()
    await asyncio.to_thread(until, lambda: not is_alive(child.pid), "the serving process ends")
    assert run.unpacked() == []


async def test_with_the_serving_process_killed_the_first_ends_by_the_same_signal(run: Run, mark: str) -> None:
    bridge = await start_stubborn(run, mark)
    serving(bridge).kill()
    assert await asyncio.to_thread(bridge.wait) == -signal.SIGKILL
    assert run.unpacked() == []
    run.start(ONE_FILE)
    assert await asyncio.to_thread(wait_until_none_lives_with, mark) == []


async def test_with_both_killed_the_next_start_removes_what_is_left(run: Run, mark: str) -> None:
    bridge = await start_stubborn(run, mark)
    living = run.start(ONE_FILE)
    child = serving(bridge)
    bridge.process.send_signal(signal.SIGSTOP)  # so that it cannot clean up in between
    child.kill()
    bridge.process.kill()
    bridge.wait()
    assert len(run.unpacked()) == 2
    following = run.start(ONE_FILE)
    await asyncio.to_thread(until, lambda: len(run.unpacked()) == 2, "the stale folder is removed")
    assert await asyncio.to_thread(wait_until_none_lives_with, mark) == []
    assert (living.stop(), following.stop()) == (0, 0)
    assert run.unpacked() == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 0), (signal.SIGHUP, 0)])
def test_signals_and_exit_codes_are_passed_on(run: Run, program: Path, number: int, code: int) -> None:
    bridge = run.start(program)
    bridge.process.send_signal(number)
    assert bridge.wait() == code
    assert run.once(program, "--no-such-flag").returncode == 2
    assert run.unpacked() == []


# -- what programs get to see --


async def environment_of_a_program(run: Run, program: Path, **given: str) -> dict[str, str]:
    bridge = run.start(program, **given)
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.open("/usr/bin/env", ["-0"])
        await client.expect("exit")
        output = bytes(client.output["s1"])
    assert bridge.token not in output.decode()
    assert bridge.stop() == 0
    return dict(pair.split("=", 1) for pair in output.decode().split("\0") if "=" in pair)


def has_traces(environment: dict[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in environment.items() if "_PYI" in name or "_MEI" in name + value]


async def test_programs_get_no_trace_of_the_bootloader(run: Run, program: Path) -> None:
    environment = await environment_of_a_program(run, program)
    assert has_traces(environment) == []
    assert "LD_LIBRARY_PATH" not in environment
    assert environment["PATH"] == run.environment["PATH"]


async def test_programs_get_the_users_own_library_path(run: Run, program: Path) -> None:
    environment = await environment_of_a_program(run, program, LD_LIBRARY_PATH="/opt/lib")
    assert environment["LD_LIBRARY_PATH"] == "/opt/lib"
    assert "LD_LIBRARY_PATH_ORIG" not in environment


def test_agents_that_are_asked_for_their_version_and_the_browser_get_none_either(run: Run, program: Path) -> None:
    seen = run.place / "seen"
    tool = run.place / "claude"
    tool.write_text(f'#!/bin/sh\nenv >> "{seen}"\necho 1.2.3\n')
    tool.chmod(0o755)
    path = f"{run.place}:{run.environment['PATH']}"
    assert "1.2.3" in run.once(program, "agents", PATH=path).stdout
    bridge = run.start(program, "--open", BROWSER=f"{tool} %s")
    until(lambda: seen.read_text().count("HOME=") >= 2, "the browser is started")
    assert bridge.stop() == 0
    assert "_PYI" not in seen.read_text()
    assert "_MEI" not in seen.read_text()
    assert bridge.token not in seen.read_text()
