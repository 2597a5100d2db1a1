"""The first look at a workspace, beside `rg --files` on the same tree."""

import json
import subprocess
import sys
import time
from pathlib import Path

from bench.effort import Effort, in_rounds, median
from bench.report import Promise, Table, ratio
from bench.server_process import REPOSITORY
from bench.trees import tree

NOTE = (
    "Warm. `walk`: all folders listed and all ignore rules obeyed, as rg does; `index`: until everything can be found;"
    " MB: what the index holds, for 100,000 entries; `stop`: the longest that the event loop had to wait meanwhile."
    " {rounds} rounds in turns, medians."
)

_LARGE = 1_000_000


async def measure(effort: Effort) -> Table:
    """One row for each size."""
    rows: list[tuple[str, ...]] = []
    promises: list[Promise] = []
    for files in effort.files:
        row, promised = await _row(effort, files)
        rows.append(row)
        promises += promised
    columns = ("", "rg ms", "walk ms", "/ rg", "index ms", "/ rg", "MB / 100,000", "stop ms")
    return Table("Scan", NOTE.format(rounds=effort.rounds), columns, rows, promises)


async def _row(effort: Effort, files: int) -> tuple[tuple[str, ...], list[Promise]]:
    root = tree(files)
    _rg(root)

    async def once(peer: str) -> list[dict[str, float]]:
        return [{"rg": _rg(root)} if peer == "rg" else _ours(root)]

    rg, ours = await in_rounds(effort.rounds, ("rg", "ours"), once)
    theirs = median(one["rg"] for one in rg)
    walk, index, stop = (median(one[key] for one in ours) for key in ("walk", "index", "stop"))
    held = median(one["kib"] / one["entries"] for one in ours) * 100_000 / 1024
    row = (
        f"{files:,} files",
        f"{theirs * 1e3:.0f}",
        f"{walk * 1e3:.0f}",
        ratio(walk, theirs),
        f"{index * 1e3:.0f}",
        ratio(index, theirs),
        f"{held:.1f}",
        f"{stop * 1e3:.1f}",
    )
    return row, [
        Promise(f"scan of {files:,} files / rg", walk / theirs, 1.2 if files < _LARGE else 1.5),
        Promise(f"memory for 100,000 of {files:,} files", held, 45, "MB"),
    ]


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
