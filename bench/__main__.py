"""`python -m bench [--quick] [names...]`: print the tables; a full run also writes docs/BENCHMARKS.md."""

import argparse
import asyncio
import sys
import time
from pathlib import Path

from bench import machine
from bench.effort import FULL, QUICK, Effort
from bench.measures import MEASURES
from bench.report import Table, promises

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "BENCHMARKS.md"

_INTRODUCTION = """\
# Benchmarks

Written by `make bench`. Every figure stands beside a peer's from the same run, measured in turns on the same machine:
read the ratios, the absolute figures are this machine's. No test depends on them.
"""


def main() -> int:
    """Measure; returns the exit code."""
    arguments = _parser().parse_args()
    unknown = [name for name in arguments.names if name not in MEASURES]
    if unknown:
        sys.stderr.write(f"unknown: {', '.join(unknown)}; there are {', '.join(MEASURES)}\n")
        return 2
    start = time.perf_counter()
    tables = asyncio.run(_measure(arguments.names or list(MEASURES), QUICK if arguments.quick else FULL))
    print(f"{time.perf_counter() - start:.0f} s on {'; '.join(machine.facts())}")
    if not arguments.quick and not arguments.names:
        DOCUMENT.write_text(_document(tables), encoding="utf-8")
        print(f"written: docs/{DOCUMENT.name}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"only these: {', '.join(MEASURES)}")
    parser.add_argument("--quick", action="store_true", help="one round and less of everything: a look, no result")
    return parser


async def _measure(names: list[str], effort: Effort) -> list[Table]:
    tables = []
    for name in names:
        tables.append(await MEASURES[name](effort))
        print(tables[-1].text(), end="\n\n", flush=True)
    print(promises(tables).text(), end="\n\n")
    return tables


def _document(tables: list[Table]) -> str:
    facts = "\n".join(f"- {fact}" for fact in machine.facts())
    return "\n".join([_INTRODUCTION, facts, "", *(table.markdown() + "\n" for table in (promises(tables), *tables))])


if __name__ == "__main__":
    sys.exit(main())
