"""Who may take a bridge over, and until when."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bridge.host_line import HostLine

PROGRAM = [sys.executable, "-c", "import sys; sys.stdin.read()", "a host"]


@contextmanager
def host() -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(PROGRAM, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


async def gone() -> str:
    return "stdin is at its end"


async def test_one_takes_over_and_when_it_goes_the_next() -> None:
    line = HostLine(20, 0)
    assert line.take_over() is None
    waiting = asyncio.ensure_future(line.until_gone(gone()))
    for _ in range(2):
        while (taken := line.take_over()) is None:
            await asyncio.sleep(0)
        assert line.take_over() is None
        taken.set()
    waiting.cancel()


async def test_without_a_grace_nobody_is_waited_for() -> None:
    assert await HostLine(0, 0).until_gone(gone()) == "stdin is at its end"


async def test_the_grace_is_longer_once_a_program_like_the_first_host_has_started() -> None:
    with host() as first:
        line = HostLine(1, first.pid)
        waiting = asyncio.ensure_future(line.until_gone(gone()))
        while line._vacancy is None:
            await asyncio.sleep(0.01)
        with host():
            done, _ = await asyncio.wait([waiting], timeout=4)
            assert not done
            taken = line.take_over()
            assert taken is not None
        waiting.cancel()


async def test_another_program_does_not_make_it_longer() -> None:
    with host() as first:
        line = HostLine(1, first.pid)
        other = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
        try:
            assert await line.until_gone(gone()) == "stdin is at its end"
        finally:
            other.communicate()
