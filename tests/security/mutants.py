"""Does each test notice when what it tests is not there? `python -m tests.security.mutants [DEFENCE,... ...]`.

Switches off what the rows name, one set of defences after the other, and runs the rows that name it: each must fail.
Outcomes go to .cache/security/mutants.jsonl, for the table.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

from tests.bridge_process import REPOSITORY
from tests.security import rows
from tests.security.rows import Row

OUTCOMES = REPOSITORY / ".cache" / "security" / "mutants.jsonl"
_AT_ONCE = 2
_SECONDS = 60
"""For one test: some can only fail by waiting for what does not come."""


def main(only: Sequence[str]) -> int:
    """Run; 1 if a row survived."""
    OUTCOMES.parent.mkdir(parents=True, exist_ok=True)
    if not only:
        OUTCOMES.unlink(missing_ok=True)
    groups = [(names, group) for names, group in grouped(collected()) if not only or ",".join(names) in only]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        survived = [row for rows_left in pool.map(lambda group: without(*group), groups) for row in rows_left]
    count = sum(len(group) for _, group in groups)
    print(f"{count} rows, {len(groups)} sets of defences: {count - len(survived)} noticed, {len(survived)} did not")
    return 1 if survived else 0


def collected() -> list[Row]:
    """All rows there are."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows"
        _pytest("tests", "--attacks", "--collect-only", "--rows", str(file), check=True)
        return rows.read(file)


def grouped(found: Sequence[Row]) -> list[tuple[tuple[str, ...], list[Row]]]:
    """Rows by what they name."""
    ordered = sorted(found, key=lambda row: row.defences)
    return [(names, list(group)) for names, group in groupby(ordered, key=lambda row: row.defences)]


def without(names: tuple[str, ...], group: Sequence[Row]) -> list[Row]:
    """The rows that did not notice."""
    files = sorted({row.test.partition("::")[0] for row in group})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows"
        limit = ["--timeout", str(_SECONDS), "-p", "no:cacheprovider"]
        _pytest(*files, "--against", ",".join(names), "--rows", str(file), *limit, AGENT_BRIDGE_WITHOUT=",".join(names))
        outcomes = {row.test: row for row in rows.read(file)}
        with OUTCOMES.open("a") as kept:
            kept.write(file.read_text() if file.exists() else "")
    left = [row for row in group if row.test not in outcomes or outcomes[row.test].outcome != "failed"]
    print(f"{', '.join(names)}: {len(group) - len(left)} of {len(group)} noticed", flush=True)
    for row in left:
        print(f"  not noticed: {row.test} ({outcomes[row.test].outcome if row.test in outcomes else 'not run'})")
    return left


def _pytest(*arguments: str, check: bool = False, **environment: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x" if check else "-q", *arguments],
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        check=check,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
