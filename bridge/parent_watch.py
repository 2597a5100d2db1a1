"""Noticing that the host is gone: end of file on stdin, or another parent."""

import asyncio
import os
import stat
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bridge import frozen

POLL_SECONDS = 0.5
"""How often the parent is looked at; a parent's death sends no event on all platforms."""

_READ_BYTES = 4096


def stdin_is_a_line_to_the_host() -> bool:
    """Whether stdin is a pipe or a socket: somebody holds the other end. A terminal, a file or /dev/null is nobody."""
    try:
        mode = os.fstat(0).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def is_on(mode: str) -> bool:
    """What `--exit-with-parent` means here: `auto` is on when a host holds stdin."""
    return mode == "on" or (mode == "auto" and stdin_is_a_line_to_the_host())


@dataclass(frozen=True)
class Ancestors:
    """Pids when we started. `bootloader`: of a one-file binary, between the host and us; None elsewhere."""

    host: int
    bootloader: int | None = None


def ancestors() -> Ancestors:
    """Who started us. Ask early: a parent that has gone cannot be asked for its own."""
    parent = os.getppid()
    if not frozen.is_one_file():
        return Ancestors(parent)
    return Ancestors(_parent_of(parent) or parent, parent)


async def until_host_is_gone(first: Ancestors) -> str:
    """Wait for the host to go; returns how it was noticed."""
    waits = [asyncio.ensure_future(_until_host_dies(first))]
    if stdin_is_a_line_to_the_host():
        waits.append(asyncio.ensure_future(_until_stdin_ends()))
    try:
        done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        return done.pop().result()
    finally:
        for wait in waits:
            wait.cancel()


async def until_bootloader_is_gone(first: Ancestors) -> str:
    """Wait for the one-file binary's other half to be killed; for ever where there is none."""
    while bootloader_lives(first):  # noqa: ASYNC110 - a parent's death sends no event
        await asyncio.sleep(POLL_SECONDS)
    return "the one-file binary's first process is gone"


def bootloader_lives(first: Ancestors) -> bool:
    """Whether somebody waits for us who will clean up; True where nobody has to."""
    return first.bootloader is None or _is_our_parent(first.bootloader)


async def _until_host_dies(first: Ancestors) -> str:
    while _host_lives(first):  # noqa: ASYNC110 - a parent's death sends no event
        await asyncio.sleep(POLL_SECONDS)
    return "the parent process is gone"


def _host_lives(first: Ancestors) -> bool:
    if first.bootloader is None:
        return _is_our_parent(first.host)
    return _parent_of(first.bootloader) == first.host


def _is_our_parent(pid: int) -> bool:
    if sys.platform == "win32":  # getppid never changes there
        import psutil

        return bool(psutil.pid_exists(pid))
    return os.getppid() == pid


def _parent_of(pid: int) -> int | None:
    """The parent of a living process; None where it cannot be told."""
    if sys.platform == "linux":
        try:  # the name in the second field may hold spaces and brackets
            return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            return None
    import psutil

    try:
        parent = psutil.Process(pid).ppid()
        return int(parent) if psutil.pid_exists(parent) else None  # Windows names a parent that is gone
    except psutil.Error:
        return None


async def _until_stdin_ends() -> str:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    # a thread, because stdin may be shared with others: making it non-blocking would change it for them too
    threading.Thread(target=_read_stdin, args=(loop, ended.set), name="stdin", daemon=True).start()
    await ended.wait()
    return "stdin is at its end"


def _read_stdin(loop: asyncio.AbstractEventLoop, on_end: Callable[[], None]) -> None:
    try:
        while os.read(0, _READ_BYTES):
            pass
    except OSError:
        pass
    if not loop.is_closed():
        loop.call_soon_threadsafe(on_end)
