"""Servers of peers as processes of their own: started with an empty home, ended whatever happens."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psutil

REPOSITORY = Path(__file__).resolve().parent.parent
STOP_SECONDS = 10.0


@asynccontextmanager
async def started(argv: Sequence[str], *, stdin: int = subprocess.DEVNULL) -> AsyncIterator[asyncio.subprocess.Process]:
    """The process, with stdout in a pipe; it and what it started are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as home:
        process = await asyncio.create_subprocess_exec(
            *argv,
            cwd=home,
            env=_environment(home),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield process
        finally:
            await _end(process)


@asynccontextmanager
async def serving(module: str, *arguments: str) -> AsyncIterator[tuple[int, int]]:
    """A Python module that prints the port it listens on; gives pid and port."""
    async with started([sys.executable, "-m", module, *arguments]) as process:
        yield process.pid, int(await first_line(process))


async def first_line(process: asyncio.subprocess.Process) -> bytes:
    """What the process prints first; RuntimeError if it ends before."""
    assert process.stdout is not None
    line = await process.stdout.readline()
    if not line:
        raise RuntimeError(f"it ended with {await process.wait()} and said nothing")
    return line


def _environment(home: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ}
    return {**kept, "HOME": home, "XDG_RUNTIME_DIR": home, "SHELL": "/bin/sh", "PYTHONPATH": str(REPOSITORY)}


async def _end(process: asyncio.subprocess.Process) -> None:
    for stop in (process.terminate, process.kill):
        with suppress(ProcessLookupError):
            stop()
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()
                return


def own_memory(pid: int) -> int:
    """Bytes that are this process's own: anonymous and resident. Linux; elsewhere all that is resident."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        lines = (line.split() for line in status.read_text().splitlines())
        return next(int(line[1]) * 1024 for line in lines if line[0] == "RssAnon:")
    return int(psutil.Process(pid).memory_info().rss)


def cpu_seconds(pid: int) -> float:
    """CPU time this process has used: what a busy machine does not distort as it does the clock."""
    tasks = list(Path(f"/proc/{pid}/task").glob("*/schedstat"))
    if tasks:  # in nanoseconds, where psutil counts hundredths of a second
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)
