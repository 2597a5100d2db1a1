"""From launch to what a person or a host waits for."""

import json
import sys
import time
from collections.abc import Awaitable, Callable

from bench.effort import Effort, in_rounds, median
from bench.peers.bridge import BINARY, COMMAND, RunningBridge
from bench.peers.contract import Peer, read_until
from bench.peers.relay import RELAY
from bench.peers.terminado import TERMINADO
from bench.programs import ECHO, READY
from bench.report import Table, ratio
from bench.server_process import first_line, started

NOTE = (
    "From the start of the process to the ready line, to a client's `welcome`, and to the first byte of a program that"
    " the client had started, with warm file caches. Beside it the bare interpreter (`python -c 'print()'`), terminado"
    " and the bare relay up to the same first byte. Median of {count} launches."
)

_INTERPRETER = "bare interpreter, a line"


async def measure(effort: Effort) -> Table:
    """Milliseconds of each, in turns."""
    subjects: dict[str, Callable[[], Awaitable[float]]] = {
        _INTERPRETER: _interpreter,
        "bridge, ready line": _to_ready,
        "bridge, welcome": _to_welcome,
        "bridge, first byte of a program": lambda: _to_first_byte(BINARY),
        "bare aiohttp relay, first byte": lambda: _to_first_byte(RELAY),
    }
    if TERMINADO.available:
        subjects["terminado, first byte"] = lambda: _to_first_byte(TERMINADO)

    async def once(subject: Callable[[], Awaitable[float]]) -> list[float]:
        return [await subject()]

    figures = [median(times) for times in await in_rounds(effort.launches, subjects.values(), once)]
    by_name = dict(zip(subjects, figures, strict=True))
    return Table(
        "Launch",
        NOTE.format(count=effort.launches),
        ("", "ms", "/ interpreter", "/ terminado"),
        [
            (
                name,
                f"{seconds * 1e3:.0f}",
                ratio(seconds, by_name[_INTERPRETER]),
                ratio(seconds, by_name.get("terminado, first byte")),
            )
            for name, seconds in by_name.items()
        ],
    )


async def _interpreter() -> float:
    start = time.perf_counter()
    async with started([sys.executable, "-c", "print()"]) as process:
        await first_line(process)
        return time.perf_counter() - start


async def _to_ready() -> float:
    start = time.perf_counter()
    async with started([*COMMAND, "--http", "127.0.0.1:0"]) as process:
        await first_line(process)
        return time.perf_counter() - start


async def _to_welcome() -> float:
    start = time.perf_counter()
    async with started([*COMMAND, "--http", "127.0.0.1:0"]) as process:
        ready = json.loads(await first_line(process))
        bridge = RunningBridge(process.pid, ready["port"], ready["token"], (), BINARY.features)
        async with bridge.greeted():
            return time.perf_counter() - start


async def _to_first_byte(peer: Peer) -> float:
    start = time.perf_counter()
    async with peer.running(ECHO) as server, server.open() as stream:
        await read_until(stream, READY)
        return time.perf_counter() - start
