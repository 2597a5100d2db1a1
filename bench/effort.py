"""How much to measure, and the order in which: round by round, so that a busy moment hits all peers alike."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

Subject = TypeVar("Subject")
Figure = TypeVar("Figure")


@dataclass(frozen=True)
class Effort:
    """Rounds and sizes. Rates and distributions may be measured on less, for a quick look."""

    rounds: int
    launches: int
    output_bytes: int
    keystrokes: int
    sessions: tuple[int, ...]
    page_bytes: int
    dead_seconds: float
    files: tuple[int, ...]
    queries: int


FULL = Effort(
    rounds=5,
    launches=9,
    output_bytes=32 * 1024 * 1024,
    keystrokes=400,
    sessions=(1, 10, 50, 200),
    page_bytes=16 * 1024 * 1024,
    dead_seconds=12,
    files=(100_000, 1_000_000),
    queries=200,
)
QUICK = Effort(
    rounds=1,
    launches=2,
    output_bytes=8 * 1024 * 1024,
    keystrokes=200,
    sessions=(1, 10),
    page_bytes=4 * 1024 * 1024,
    dead_seconds=4,
    files=(20_000,),
    queries=40,
)


async def in_rounds(
    rounds: int, subjects: Iterable[Subject], measure: Callable[[Subject], Awaitable[list[Figure]]]
) -> list[list[Figure]]:
    """All figures of each subject, measured in turns."""
    subjects = list(subjects)
    figures: list[list[Figure]] = [[] for _ in subjects]
    for _ in range(rounds):
        for subject, found in zip(subjects, figures, strict=True):
            found.extend(await measure(subject))
    return figures


def percentile(figures: list[float], percent: float) -> float:
    """The figure below which `percent` of all lie."""
    return sorted(figures)[min(len(figures) - 1, int(len(figures) * percent / 100))]


__all__ = ["FULL", "QUICK", "Effort", "in_rounds", "median", "percentile"]
