"""Long fuzzing: `python -m tests.security.fuzzing [SECONDS]` feeds each parser with atheris, a share of the time each.

Without atheris (it has wheels for few platforms), and in `make test`, our own mutations do: they know no coverage.
"""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from tests.bridge_process import REPOSITORY
from tests.security.fuzz_targets import SEEDS, TARGETS

MOST_SECONDS = 1.0
"""What takes longer to parse is a hang."""

_TOKENS = [
    b"\x1b",
    b"\x1b[",
    b"\x1b]",
    b"\x07",
    b"\x1b\\",
    b"\0",
    b"\xff",
    b"9" * 40,
    b";",
    b'"',
    b"{",
    b"[",
    b"\\u",
    b"*",
]
Change = Callable[[bytearray, random.Random], None]


def _flip(data: bytearray, dice: random.Random) -> None:
    if data:
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)


def _insert(data: bytearray, dice: random.Random) -> None:
    at = dice.randint(0, len(data))
    data[at:at] = dice.choice(_TOKENS)


def _cut(data: bytearray, dice: random.Random) -> None:
    if data:
        start = dice.randrange(len(data))
        del data[start : start + dice.randint(1, 8)]


def _double(data: bytearray, dice: random.Random) -> None:
    if data and len(data) < 2**16:
        start = dice.randrange(len(data))
        data[start:start] = data[start : start + dice.randint(1, 64)] * dice.choice([1, 2, 50])


_CHANGES: list[Change] = [_flip, _insert, _cut, _double]


def inputs(name: str, dice: random.Random) -> Iterator[bytes]:
    """The target's seeds, changed a little and then more and more, without end."""
    pool = [*SEEDS[name]]
    yield from pool
    while True:
        data = bytearray(dice.choice(pool))
        for _ in range(dice.randint(1, 12)):
            dice.choice(_CHANGES)(data, dice)
        yield bytes(data)
        if dice.random() < 0.01 and len(pool) < 500:
            pool.append(bytes(data))


def run(name: str, seconds: float, seed: int) -> int:
    """Feed one target; how many inputs it took. Raises what it raises, with the input beside it."""
    end = time.monotonic() + seconds
    count = 0
    for data in inputs(name, random.Random(seed)):
        begun = time.monotonic()
        try:
            TARGETS[name](data)
        except Exception as failure:
            failure.add_note(f"{name}: {data!r}")
            raise
        taken = time.monotonic() - begun
        assert taken < MOST_SECONDS, f"{name} took {taken:.1f} s for {data!r:.500}"
        count += 1
        if time.monotonic() > end:
            break
    return count


_ATHERIS = """
import sys, atheris
with atheris.instrument_imports(include=["bridge"]):
    from tests.security.fuzz_targets import TARGETS
atheris.Setup(sys.argv[1:], TARGETS[{name!r}])
atheris.Fuzz()
"""


def main(seconds: float) -> int:
    """All targets, one after the other; 1 if one fails."""
    failed = []
    for name in TARGETS:
        corpus = REPOSITORY / ".cache" / "security" / "corpus" / name
        corpus.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(SEEDS[name]):
            (corpus / f"seed-{number}").write_bytes(seed)
        share = max(1, int(seconds / len(TARGETS)))
        flags = [f"-max_total_time={share}", "-max_len=4096", f"-timeout={MOST_SECONDS:.0f}", "-rss_limit_mb=2048"]
        done = subprocess.run(
            [sys.executable, "-c", _ATHERIS.format(name=name), str(corpus), *flags, f"-artifact_prefix={corpus}/"],
            cwd=REPOSITORY,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        last = [line for line in done.stderr.splitlines() if line.strip()][-1:]
        print(f"{name}: {'failed' if done.returncode else 'held'}: {' '.join(last)}", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stderr[-4000:])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 3600))
