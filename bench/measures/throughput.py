"""Terminal throughput to a client that reads as fast as it can."""

import sys
import time

from bench.effort import Effort, in_rounds, median
from bench.peers import PEERS
from bench.peers.bridge import BINARY
from bench.peers.contract import Peer, read_until
from bench.peers.terminado import TERMINADO
from bench.peers.ttyd import TTYD
from bench.programs import GO, READY, producer
from bench.report import Promise, Table, ratio
from bench.server_process import cpu_seconds, first_line, started

_LIMIT = "raw PTY read (the limit)"
_MEGABYTE = 1e6

NOTE = (
    "A program writes {size:.0f} MB of coloured lines into its terminal as fast as that takes them; the time runs from"
    " the key that starts it to the last byte in the client. Clients are the same Python with aiohttp; the one that"
    " acknowledges uses the default window. CPU is that of the server's process alone. The limit is a process that only"
    " reads the terminal. Median of {rounds} rounds."
)

Took = tuple[float, float]
"""Seconds by the clock and of CPU."""


async def measure(effort: Effort) -> Table:
    """MB/s and CPU of each peer."""
    size = effort.output_bytes
    subjects: list[Peer | None] = [None, *PEERS]

    async def took(subject: Peer | None) -> list[Took]:
        return [await _limit(size) if subject is None else await _transfer(subject, size)]

    found = await in_rounds(effort.rounds, subjects, took)
    names = [_LIMIT if subject is None else subject.name for subject in subjects]
    medians = [(median(took[0] for took in rounds), median(took[1] for took in rounds)) for rounds in found]
    rates = {name: size / seconds / _MEGABYTE for name, (seconds, _) in zip(names, medians, strict=True)}
    loads = {name: cpu * 1e3 / (size / _MEGABYTE) for name, (_, cpu) in zip(names, medians, strict=True)}
    return Table(
        "Throughput",
        NOTE.format(size=size / _MEGABYTE, rounds=effort.rounds),
        ("", "MB/s", "/ limit", "/ terminado", "CPU ms per MB", "/ limit"),
        [
            (
                name,
                f"{rates[name]:.1f}",
                ratio(rates[name], rates[_LIMIT]),
                ratio(rates[name], rates.get(TERMINADO.name)),
                f"{loads[name]:.1f}",
                ratio(loads[name], loads[_LIMIT]),
            )
            for name in names
        ],
        _promises(rates),
    )


def _promises(rates: dict[str, float]) -> list[Promise]:
    limits = {_LIMIT: 0.85, TERMINADO.name: 2.0, TTYD.name: 1.1}
    return [
        Promise(f"throughput / {name}", rates[BINARY.name] / rates[name], limit, at_least=True)
        for name, limit in limits.items()
        if name in rates
    ]


async def _limit(size: int) -> Took:
    async with started([sys.executable, "-m", "bench.drain", str(size)]) as process:
        seconds, cpu = (await first_line(process)).split()
        return float(seconds), float(cpu)


async def _transfer(peer: Peer, size: int) -> Took:
    async with peer.running(producer(size)) as server, server.open() as stream:
        await read_until(stream, READY)
        left = size
        start, cpu = time.perf_counter(), cpu_seconds(server.pid)
        await stream.write(GO)
        while left > 0:
            left -= len(await stream.read())
        return time.perf_counter() - start, cpu_seconds(server.pid) - cpu
