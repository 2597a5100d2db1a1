"""What is measured: one module each, in the order of the report. A module has TITLE and `measure(effort)`."""

from collections.abc import Awaitable, Callable

from bench.effort import Effort
from bench.measures import (
    beside,
    binary,
    browser,
    dead_reader,
    latency,
    launch,
    memory,
    page,
    picker,
    scan,
    search,
    throughput,
    waiting,
)
from bench.report import Table

Measure = Callable[[Effort], Awaitable[Table]]

MEASURES: dict[str, Measure] = {
    "launch": launch.measure,
    "binary": binary.measure,
    "throughput": throughput.measure,
    "latency": latency.measure,
    "beside": beside.measure,
    "dead_reader": dead_reader.measure,
    "memory": memory.measure,
    "scan": scan.measure,
    "search": search.measure,
    "browser": browser.measure,
    "page": page.measure,
    "picker": picker.measure,
    "waiting": waiting.measure,
}
