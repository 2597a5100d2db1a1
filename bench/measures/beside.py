"""One session's trouble is no other session's: echo beside a flood and beside a paste that nobody reads."""

import asyncio
import time
from collections.abc import Coroutine

from bench.effort import Effort, in_rounds, percentile
from bench.measures.latency import echo_time
from bench.peers import LIVE_PEERS
from bench.peers.bridge import BINARY
from bench.peers.contract import Peer, read_until
from bench.programs import BE_DEAF, BE_ECHO, BE_FLOOD, CHOICE, QUIET, READY
from bench.report import Promise, Table
from bench.side_client import beside, read_slowly

RATE = 5e6
FLOOD_SECONDS = 3.0
PASTE = b"x" * 200_000
_LIMIT_SECONDS = 30.0
_PASTE_LIMIT_SECONDS = 5.0
_KEYS_BESIDE_PASTE = 100

NOTE = (
    "Each server runs two sessions. p99 of {keys} echoes while the other one runs `yes` into a client that reads"
    " 5 MB/s; the slowest of {few} echoes right after 200 KB were pasted into the other one, whose program never reads;"
    " and the time from a Ctrl-C, after 3 s of `yes` into a client that reads 5 MB/s, until that client has read"
    " everything that `yes` wrote. `never`: nothing within {limit:.0f} s, of the paste within {paste_limit:.0f} s."
)


async def measure(effort: Effort) -> Table:
    """Milliseconds of each peer."""
    measured = ((_beside_flood, _LIMIT_SECONDS), (_beside_paste, _PASTE_LIMIT_SECONDS), (_quiet, _LIMIT_SECONDS))

    async def all_three(peer: Peer) -> list[tuple[float, ...]]:
        return [tuple([await _or_never(one(peer, effort), limit) for one, limit in measured])]

    found = await in_rounds(1, LIVE_PEERS, all_three)
    figures = {peer.name: rounds[0] for peer, rounds in zip(LIVE_PEERS, found, strict=True)}
    flood, paste, quiet = figures[BINARY.name]
    return Table(
        "Beside trouble",
        NOTE.format(
            keys=effort.keystrokes,
            few=_KEYS_BESIDE_PASTE,
            limit=_LIMIT_SECONDS,
            paste_limit=_PASTE_LIMIT_SECONDS,
        ),
        ("", "beside a flood, p99 ms", "beside a paste, slowest ms", "quiet after Ctrl-C, ms"),
        [(name, *(_shown(one) for one in row)) for name, row in figures.items()],
        [
            Promise("echo beside a flood to a slow client, p99", flood * 1e3, 10, "ms"),
            Promise("echo beside 200 KB that a program does not read", paste * 1e3, 100, "ms"),
            Promise("quiet after Ctrl-C into 3 s of `yes` to a 5 MB/s client", quiet, 1, "s"),
        ],
    )


def _shown(seconds: float) -> str:
    return "never" if seconds == float("inf") else f"{seconds * 1e3:.1f}"


async def _or_never(measured: Coroutine[None, None, float], seconds: float) -> float:
    try:
        async with asyncio.timeout(seconds):
            return await measured
    except (TimeoutError, EOFError):
        return float("inf")


async def _beside_flood(peer: Peer, effort: Effort) -> float:
    async with peer.running(CHOICE) as server, server.open() as stream:
        await read_until(stream, READY)
        await stream.write(BE_ECHO)
        async with beside(server, BE_FLOOD, RATE):
            times = [await echo_time(stream) for _ in range(effort.keystrokes)]
    return percentile(times, 99)


async def _beside_paste(peer: Peer, effort: Effort) -> float:
    async with peer.running(CHOICE) as server, server.open() as stream, server.open() as deaf:
        for each, key in ((stream, BE_ECHO), (deaf, BE_DEAF)):
            await read_until(each, READY)
            await each.write(key)
        await echo_time(stream)
        pasted = asyncio.create_task(deaf.write(PASTE))
        try:
            return max([await echo_time(stream) for _ in range(_KEYS_BESIDE_PASTE)])
        finally:
            pasted.cancel()


async def _quiet(peer: Peer, effort: Effort) -> float:
    async with peer.running(CHOICE) as server, server.open() as stream:
        await read_until(stream, READY)
        await stream.write(BE_FLOOD)
        reading = asyncio.create_task(read_slowly(stream, RATE, QUIET))
        try:
            await asyncio.sleep(FLOOD_SECONDS)
            start = time.perf_counter()
            await stream.write(b"\x03")
            await reading
            return time.perf_counter() - start
        finally:
            reading.cancel()
