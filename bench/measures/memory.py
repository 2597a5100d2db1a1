"""Memory of the server process: idle, and for each session that is open and silent, from one to hundreds of them."""

from contextlib import AsyncExitStack

import psutil

from bench.effort import Effort, percentile
from bench.measures.latency import echo_time
from bench.peers import LIVE_PEERS
from bench.peers.bridge import BINARY, CROWD
from bench.peers.contract import Peer, read_until
from bench.programs import ECHO, READY
from bench.report import Table, ratio
from bench.server_process import own_memory

NOTE = (
    "Resident memory of the server's own process after a first client came and went; what each of the open, silent"
    " sessions adds to its own memory, by how many there are; and the median echo in one of them with all of them open."
    " The bridge's sessions share a connection, the others know only one for each. Programs count for themselves."
)
_MEGABYTE = 2**20
_KEYS = 100

Row = tuple[float, list[float], list[float]]


async def measure(effort: Effort) -> Table:
    """MB idle, kB a session, µs an echo."""
    peers = [CROWD if peer is BINARY else peer for peer in LIVE_PEERS]
    figures = {peer.name: await _memory(peer, effort.sessions) for peer in peers}
    floor = figures["bare aiohttp relay"][0]
    return Table(
        "Memory and many sessions",
        NOTE,
        (
            "",
            "idle, MB",
            "/ relay",
            *(f"kB each of {count}" for count in effort.sessions),
            *(f"echo µs, {count}" for count in effort.sessions),
        ),
        [
            (
                name,
                f"{idle / _MEGABYTE:.1f}",
                ratio(idle, floor),
                *(f"{one / 1024:.0f}" for one in each),
                *(f"{one * 1e6:.0f}" for one in echoes),
            )
            for name, (idle, each, echoes) in figures.items()
        ],
    )


async def _memory(peer: Peer, counts: tuple[int, ...]) -> Row:
    async with peer.running(ECHO) as server, AsyncExitStack() as sessions:
        async with server.open() as stream:
            await read_until(stream, READY)
        idle = float(psutil.Process(server.pid).memory_info().rss)
        own = own_memory(server.pid)
        each: list[float] = []
        echoes: list[float] = []
        opened = 0
        for count in counts:
            for _ in range(count - opened):
                stream = await sessions.enter_async_context(server.open())
                await read_until(stream, READY)
            opened = count
            each.append((own_memory(server.pid) - own) / count)
            echoes.append(percentile([await echo_time(stream) for _ in range(_KEYS)], 50))
        return idle, each, echoes
