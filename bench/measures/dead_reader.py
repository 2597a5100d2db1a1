"""A client that connects, starts a flood and never reads."""

import asyncio

from bench.effort import Effort
from bench.peers import LIVE_PEERS
from bench.peers.bridge import BINARY
from bench.peers.contract import Peer
from bench.programs import BE_FLOOD, CHOICE
from bench.report import Promise, Table
from bench.server_process import own_memory
from bench.side_client import beside

NOTE = (
    "The program runs `yes`; its client is connected and reads nothing for {seconds:.0f} s. What the server's process"
    " has grown by then, in memory of its own."
)
_MEGABYTE = 2**20


async def measure(effort: Effort) -> Table:
    """MB of each peer, one after the other."""
    figures = {peer.name: await _growth(peer, effort.dead_seconds) / _MEGABYTE for peer in LIVE_PEERS}
    return Table(
        "A client that never reads",
        NOTE.format(seconds=effort.dead_seconds),
        ("", "growth, MB"),
        [(name, f"{growth:.1f}") for name, growth in figures.items()],
        [Promise(f"growth with a dead reader in {effort.dead_seconds:.0f} s", figures[BINARY.name], 16, "MB")],
    )


async def _growth(peer: Peer, seconds: float) -> float:
    async with peer.running(CHOICE) as server:
        async with beside(server, BE_FLOOD, 1e9):  # the first one warms the server up
            pass
        before = own_memory(server.pid)
        async with beside(server, BE_FLOOD, 0):
            await asyncio.sleep(seconds)
            return own_memory(server.pid) - before
