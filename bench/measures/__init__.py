"""What is measured: one module each, in the order of the report. A module has TITLE and `measure(effort)`."""

from collections.abc import Awaitable, Callable

from bench.effort import Effort
from bench.measures import binary, latency, launch, memory, throughput
from bench.report import Table

Measure = Callable[[Effort], Awaitable[Table]]

MEASURES: dict[str, Measure] = {
    "launch": launch.measure,
    "binary": binary.measure,
    "throughput": throughput.measure,
    "latency": latency.measure,
    "memory": memory.measure,
}
