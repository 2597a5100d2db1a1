"""A bridge that says how many tasks it has: `python -m tests.soak.counted_bridge FILE ...` as `python -m bridge ...`.

At each SIGUSR2 it appends a line to FILE. Everything else is known from outside.
"""

import asyncio
import gc
import signal
import sys
from pathlib import Path

from bridge import cli


def _answer(file: Path) -> None:
    gc.collect()  # what only waits for the collector is no growth
    with file.open("a") as answers:
        answers.write(f"{len(asyncio.all_tasks())}\n")


if __name__ == "__main__":
    answers_to = Path(sys.argv.pop(1))
    signal.signal(signal.SIGUSR2, lambda *_: _answer(answers_to))
    sys.exit(cli.main())
