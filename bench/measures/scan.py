"""The first look at a workspace, beside `rg --files` on the same tree."""

import json
import subprocess
import sys
import time
from pathlib import Path

from bench.effort import Effort, in_rounds, median
from bench.report import Table, ratio
from bench.server_process import REPOSITORY
from bench.trees import tree

NOTE = (
    "Warm. `walk`: all folders listed and all ignore rules obeyed, as rg does; `index`: until everything can be found;"
    " MB: what the index holds, for 100,000 entries; `stop`: the longest that the event loop had to wait meanwhile."
    " {rounds} rounds in turns, medians."
)


async def measure(effort: Effort) -> Table:
    """One row for each size."""
    return Table(
        "Scan",
        NOTE.format(rounds=effort.rounds),
        ("", "rg ms", "walk ms", "/ rg", "index ms", "/ rg", "MB / 100,000", "stop ms"),
        [await _row(effort, files) for files in effort.files],
    )


async def _row(effort: Effort, files: int) -> tuple[str, ...]:
    with tree(files) as root:
        _rg(root)

        async def once(peer: str) -> list[dict[str, float]]:
            return [{"rg": _rg(root)} if peer == "rg" else _ours(root)]

        rg, ours = await in_rounds(effort.rounds, ("rg", "ours"), once)
    theirs = median(one["rg"] for one in rg)
    walk, index, stop = (median(one[key] for one in ours) for key in ("walk", "index", "stop"))
    held = median(one["kib"] / one["entries"] for one in ours) * 100_000 / 1024
    return (
        f"{files:,} files",
        f"{theirs * 1e3:.0f}",
        f"{walk * 1e3:.0f}",
        ratio(walk, theirs),
        f"{index * 1e3:.0f}",
        ratio(index, theirs),
        f"{held:.1f}",
        f"{stop * 1e3:.1f}",
    )


def _rg(root: Path) -> float:
    start = time.perf_counter()
    subprocess.run(["rg", "--files", str(root)], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def _ours(root: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.scan_once", str(root)]
    found: dict[str, float] = json.loads(
        subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True).stdout
    )
    return found
