"""`python -m bench.scan_once ROOT`: one walk and one index, as JSON: seconds, and kibibytes that the index holds."""

import asyncio
import gc
import json
import sys
import time
from pathlib import Path

import psutil

from bridge.workspace.index import WorkspaceIndex
from bridge.workspace.tree import Tree

_REST_SECONDS = 2.0
"""What the index tidies up behind the scan belongs to what it holds."""


class _Nothing:
    def put(self, folder: str, files: list[str]) -> None:
        pass

    def drop(self, folder: str) -> None:
        pass


def _walk(root: Path) -> tuple[float, int]:
    start = time.perf_counter()
    tree = Tree([(root, "")], _Nothing())
    while tree.busy:
        tree.work(0.05)
    return time.perf_counter() - start, tree.entries


async def _index(root: Path) -> tuple[float, int, float]:
    """Seconds until all can be found, the memory that came with it, and the longest stop of the event loop."""
    before = psutil.Process().memory_info().rss
    start = last = time.perf_counter()
    stop = 0.0
    index = WorkspaceIndex(root)
    index.start()
    while not index.state.complete:
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        stop, last = max(stop, now - last - 0.001), now
    seconds = time.perf_counter() - start
    while not index.state.live:
        await asyncio.sleep(0.01)
    await asyncio.sleep(_REST_SECONDS)
    held = psutil.Process().memory_info().rss - before
    await index.close()
    return seconds, held, stop


def main() -> None:
    """Measure and print."""
    root = Path(sys.argv[1])
    gc.freeze()  # as the server does
    seconds, held, stop = asyncio.run(_index(root))
    walk, entries = _walk(root)
    print(json.dumps({"walk": walk, "entries": entries, "index": seconds, "kib": held / 1024, "stop": stop}))


if __name__ == "__main__":
    main()
