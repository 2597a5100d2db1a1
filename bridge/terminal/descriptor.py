"""Non-blocking reads and writes of one file descriptor, driven by the event loop. POSIX only."""

import asyncio
import os
import select
import time

from bridge.terminal.process import READ_BYTES, Readiness

PIECE_BYTES = 4096
"""As much as a Linux PTY gives at a time, or one less."""

MORE_SECONDS = 0.0002
"""Linux hands output over in pieces, each by a turn of the kernel's own worker; the next one is this close."""

MOST_SECONDS = 0.0003
"""So long a read may take with all that it waits for. A key's echo waits for four rounds of the loop."""

_MOST_SELECTABLE = 1024
"""select() refuses descriptors from FD_SETSIZE on (glibc, macOS: 1024); such a one is read without waiting."""

WRITE_BYTES = 512
"""A PTY takes what fits its line buffer; small writes resume cleanly where a large one would be cut."""

_YIELD_EVERY = 64 * 1024
"""A program that reads fast would otherwise keep the loop busy for a whole large paste."""


def drain(fd: int) -> bytes | None:
    """What can be read now, up to READ_BYTES; None where nothing is there yet, `b""` at the end of the stream.

    Behind a full piece the next is waited for, for a moment: going round by the event loop takes longer than its
    coming, and all that time the program would stand still.
    """
    parts: list[bytes] = []
    total = 0
    deadline = time.perf_counter() + MOST_SECONDS
    while total <= READ_BYTES - PIECE_BYTES:
        if total >= PIECE_BYTES - 1 and not _comes_soon(fd, deadline):
            break
        try:
            part = os.read(fd, PIECE_BYTES)
        except BlockingIOError:
            return b"".join(parts) if parts else None
        except OSError:  # Linux ends a PTY with EIO where macOS reads nothing
            break
        if not part:
            break
        parts.append(part)
        total += len(part)
    return b"".join(parts)


def _comes_soon(fd: int, deadline: float) -> bool:
    """Whether there is more to read, now or in a moment."""
    left = min(MORE_SECONDS, deadline - time.perf_counter())
    return left > 0 and fd < _MOST_SELECTABLE and bool(select.select((fd,), (), (), left)[0])


def write_now(fd: int, data: bytes) -> int:
    """What is taken of `data` without waiting."""
    try:
        return os.write(fd, data[:WRITE_BYTES])
    except OSError:  # full, or gone: whoever waits will learn which
        return 0


async def write(fd: int, data: bytes, readiness: Readiness) -> None:
    """All of `data`, however often the other side makes us wait."""
    view = memoryview(data)
    since_yield = 0
    while view:
        try:
            taken = os.write(fd, view[:WRITE_BYTES])
        except BlockingIOError:
            await readiness.writable()
            continue
        view = view[taken:]
        since_yield += taken
        if since_yield >= _YIELD_EVERY:
            since_yield = 0
            await asyncio.sleep(0)
