"""Terminal throughput to a client that reads as fast as it can."""

import sys
import time

from bench.effort import Effort, in_rounds, median
from bench.peers import PEERS
from bench.peers.bridge import FAST
from bench.peers.contract import Peer, read_until
from bench.peers.terminado import TERMINADO
from bench.peers.ttyd import TTYD
from bench.programs import GO, READY, Output, producer
from bench.report import Promise, Table, ratio
from bench.server_process import cpu_seconds, first_line, started

_LIMIT = "raw PTY read (the limit)"
_MEGABYTE = 1e6

NOTE = (
    "A program makes {size:.0f} MB of coloured lines in its terminal as fast as that takes them; the time runs from"
    " the key that starts it to the last byte in the client. The terminal is set as Node.js sets it for its agents (a"
    " newline becomes two bytes); in the rows with *unprocessed* it makes nothing of the output. Clients are the same"
    " Python with aiohttp; the first of ours declares a larger window than the default of 100 kB. CPU is that of the"
    " server's process alone. The limit is a process that only reads the terminal. Median of {rounds} rounds."
)

Took = tuple[float, float]
"""Seconds by the clock and of CPU."""

Subject = tuple[Peer | None, Output]
"""Who carries it, None: nobody, it is only read; and what the terminal makes of it."""


async def measure(effort: Effort) -> Table:
    """MB/s and CPU of each peer."""
    size = effort.output_bytes
    subjects: list[Subject] = [(peer, "node") for peer in (None, FAST, *PEERS)]
    subjects += [(peer, "raw") for peer in (None, FAST, *(peer for peer in PEERS if peer in (TERMINADO, TTYD)))]

    async def took(subject: Subject) -> list[Took]:
        peer, output = subject
        return [await _limit(size, output) if peer is None else await _transfer(peer, size, output)]

    found = await in_rounds(effort.rounds, subjects, took)
    names = [_name(*subject) for subject in subjects]
    medians = [(median(took[0] for took in rounds), median(took[1] for took in rounds)) for rounds in found]
    rates = {name: size / seconds / _MEGABYTE for name, (seconds, _) in zip(names, medians, strict=True)}
    loads = {name: cpu * 1e3 / (size / _MEGABYTE) for name, (_, cpu) in zip(names, medians, strict=True)}
    return Table(
        "Throughput",
        NOTE.format(size=size / _MEGABYTE, rounds=effort.rounds),
        ("", "MB/s", "/ limit", "/ terminado", "CPU ms per MB", "/ limit"),
        [
            (
                _name(peer, output),
                f"{rates[_name(peer, output)]:.1f}",
                ratio(rates[_name(peer, output)], rates[_name(None, output)]),
                ratio(rates[_name(peer, output)], rates.get(_name(TERMINADO, output))),
                f"{loads[_name(peer, output)]:.1f}",
                ratio(loads[_name(peer, output)], loads[_name(None, output)]),
            )
            for peer, output in subjects
        ],
        [*_promises(rates, "node"), *_promises(rates, "raw")],
    )


def _name(peer: Peer | None, output: Output) -> str:
    name = _LIMIT if peer is None else peer.name
    return name if output == "node" else f"{name}, unprocessed"


def _promises(rates: dict[str, float], output: Output) -> list[Promise]:
    limits = {_LIMIT: 0.85, TERMINADO.name: 2.0, TTYD.name: 1.1}
    ours = rates[_name(FAST, output)]
    suffix = "" if output == "node" else ", unprocessed"
    return [
        Promise(f"throughput / {name}{suffix}", ours / rates[name + suffix], limit, at_least=True)
        for name, limit in limits.items()
        if name + suffix in rates
    ]


async def _limit(size: int, output: Output) -> Took:
    async with started([sys.executable, "-m", "bench.drain", str(size), output]) as process:
        seconds, cpu = (await first_line(process)).split()
        return float(seconds), float(cpu)


async def _transfer(peer: Peer, size: int, output: Output) -> Took:
    async with peer.running(producer(size, output)) as server, server.open() as stream:
        await read_until(stream, READY)
        left = size
        start, cpu = time.perf_counter(), cpu_seconds(server.pid)
        await stream.write(GO)
        while left > 0:
            left -= len(await stream.read())
        return time.perf_counter() - start, cpu_seconds(server.pid) - cpu
