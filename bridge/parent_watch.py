"""Noticing that the host is gone: end of file on stdin, or another parent."""

import asyncio
import os
import stat
import threading
from collections.abc import Callable

from bridge.ancestors import Ancestors, bootloader_lives, host_lives

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


async def _until_host_dies(first: Ancestors) -> str:
    while host_lives(first):  # noqa: ASYNC110 - a parent's death sends no event
        await asyncio.sleep(POLL_SECONDS)
    return "the parent process is gone"


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
