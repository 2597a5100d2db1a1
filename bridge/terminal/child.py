"""Waiting for a child process without a thread where the system allows, and collecting the orphans we adopted."""

import asyncio
import contextlib
import ctypes
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from bridge.terminal.process import ExitStatus, Readiness

_PR_SET_CHILD_SUBREAPER = 36

_owned: set[int] = set()
_spawning = 0
_lock = threading.Lock()


@contextlib.contextmanager
def spawning() -> Iterator[None]:
    """Around a fork: until its pid is `own`ed, `reap_orphans` must not take the status of a child that ends at once."""
    global _spawning
    with _lock:
        _spawning += 1
    try:
        yield
    finally:
        with _lock:
            _spawning -= 1


def own(pid: int) -> None:
    """This child's status belongs to `wait_for`."""
    with _lock:
        _owned.add(pid)


def disown(pid: int) -> None:
    """This child's status was collected; the pid may come back as somebody else."""
    with _lock:
        _owned.discard(pid)


async def wait_for(pid: int) -> ExitStatus:
    """Status of our child `pid`, collected: after this the pid is free for others."""
    if sys.platform == "linux":
        await _until_ended(pid)
        status = os.waitpid(pid, 0)[1]  # noqa: ASYNC222 - it has ended: this does not wait
    else:
        status = await _wait_in_thread(pid)
    disown(pid)
    return ExitStatus.from_returncode(os.waitstatus_to_exitcode(status))


async def _until_ended(pid: int) -> None:
    fd = os.pidfd_open(pid)
    try:
        await Readiness(fd).readable()
    finally:
        os.close(fd)


async def _wait_in_thread(pid: int) -> int:
    loop = asyncio.get_running_loop()
    future: asyncio.Future[int] = loop.create_future()

    def wait() -> None:
        status = os.waitpid(pid, 0)[1]
        with contextlib.suppress(RuntimeError):  # the loop closed first; nobody asks any more
            loop.call_soon_threadsafe(lambda: None if future.done() else future.set_result(status))

    threading.Thread(target=wait, name=f"wait-{pid}", daemon=True).start()
    return await future


def become_subreaper() -> bool:
    """Make orphaned descendants our children, so that a double fork hides nothing from us. Linux only."""
    if sys.platform != "linux":
        return False
    return bool(ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)


def children() -> set[int]:
    """Pids of our direct children, adopted ones too. Empty where /proc does not tell."""
    found: set[int] = set()
    with contextlib.suppress(OSError):  # nor where no descriptor is left to look with
        for task in Path("/proc/self/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found.update(int(pid) for pid in task.read_text().split())
    return found


def adopted() -> set[int]:
    """Direct children that we did not start: orphans of our programs."""
    with _lock:
        return set() if _spawning else children() - _owned


def reap_orphans() -> None:
    """Collect adopted children that ended, so that no zombie stays."""
    for pid in adopted():
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
