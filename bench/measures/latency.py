"""From a key to its echo, one after the other, with nothing else going on."""

import time

from bench.effort import Effort, in_rounds, median, percentile
from bench.peers import PEERS
from bench.peers.bridge import BINARY
from bench.peers.contract import Peer, Stream, read_until
from bench.peers.relay import RELAY
from bench.programs import ECHO, READY
from bench.report import Promise, Table, ratio
from bench.server_process import cpu_seconds

_WARM_UP = 50

NOTE = (
    "One key goes to a program that sends it back; the next key follows when the echo is there. {count} keys for each,"
    " in {rounds} rounds. CPU is that of the server's process alone, for a key and its echo. The floor is the bare"
    " relay."
)

Echoes = tuple[list[float], float]
"""The time of each echo, and CPU seconds for one."""


async def measure(effort: Effort) -> Table:
    """p50 and p99 of each peer."""

    async def echoes(peer: Peer) -> list[Echoes]:
        return [await _echoes(peer, effort.keystrokes)]

    found = await in_rounds(effort.rounds, PEERS, echoes)
    figures = {peer.name: _summary(rounds) for peer, rounds in zip(PEERS, found, strict=True)}
    floor = figures[RELAY.name]
    return Table(
        "Echo latency",
        NOTE.format(count=effort.keystrokes * effort.rounds, rounds=effort.rounds),
        ("", "p50 µs", "/ relay", "p99 µs", "/ relay", "CPU µs", "/ relay"),
        [
            (
                name,
                *(cell for one, least in zip(mine, floor, strict=True) for cell in (f"{one:.0f}", ratio(one, least))),
            )
            for name, mine in figures.items()
        ],
        [
            Promise("echo p50 / bare relay", figures[BINARY.name][0] / floor[0], 1.2),
            Promise("echo p99 / bare relay", figures[BINARY.name][1] / floor[1], 1.5),
        ],
    )


def _summary(rounds: list[Echoes]) -> tuple[float, float, float]:
    times = [time for echoes, _ in rounds for time in echoes]
    cpu = median(cpu for _, cpu in rounds)
    return percentile(times, 50) * 1e6, percentile(times, 99) * 1e6, cpu * 1e6


async def _echoes(peer: Peer, count: int) -> Echoes:
    async with peer.running(ECHO) as server, server.open() as stream:
        await read_until(stream, READY)
        for _ in range(_WARM_UP):
            await echo_time(stream)
        cpu = cpu_seconds(server.pid)
        times = [await echo_time(stream) for _ in range(count)]
        return times, (cpu_seconds(server.pid) - cpu) / count


async def echo_time(stream: Stream) -> float:
    """Seconds from a key to its echo."""
    start = time.perf_counter()
    await stream.write(b"k")
    await read_until(stream, b"k")
    return time.perf_counter() - start
