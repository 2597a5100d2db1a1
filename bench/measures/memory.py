"""Resident memory of the server process: idle, and for each session that is open and silent."""

from contextlib import AsyncExitStack

import psutil

from bench.effort import Effort
from bench.peers import PEERS
from bench.peers.contract import Peer, read_until
from bench.programs import ECHO, READY
from bench.report import Table, ratio

NOTE = (
    "Resident memory of the server's own process, after a first client came and went, and what each of {count} more"
    " open, silent sessions with their clients adds. Programs count for themselves."
)
_MEGABYTE = 2**20


async def measure(effort: Effort) -> Table:
    """MB idle and kB a session."""
    figures = {peer.name: await _memory(peer, effort.sessions) for peer in PEERS}
    floor = figures["bare aiohttp relay"][0]
    return Table(
        "Memory",
        NOTE.format(count=effort.sessions),
        ("", "idle, MB", "/ relay", "per session, kB"),
        [
            (name, f"{idle / _MEGABYTE:.1f}", ratio(idle, floor), f"{session / 1024:.0f}")
            for name, (idle, session) in figures.items()
        ],
    )


async def _memory(peer: Peer, count: int) -> tuple[float, float]:
    async with peer.running(ECHO) as server:
        process = psutil.Process(server.pid)
        async with server.open() as stream:
            await read_until(stream, READY)
        idle = process.memory_info().rss
        async with AsyncExitStack() as sessions:
            for _ in range(count):
                await read_until(await sessions.enter_async_context(server.open()), READY)
            return idle, (process.memory_info().rss - idle) / count
