"""What agents want to write, waiting for a person to say yes or no."""

import asyncio
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["accepted", "rejected", "closed"]
"""`closed`: it was decided elsewhere, in the agent's own terminal."""

MAX_DIFFS = 100
"""Of one bridge. An agent proposes one after the other; more than this nobody looks through."""

MAX_DIFF_BYTES = 1 << 20
"""Of the text before or after. A larger one is decided in the terminal, which shows it in parts."""


class TooManyDiffsError(Exception):
    """No more of them are kept; the text says why."""


@dataclass(frozen=True)
class Decision:
    """How it went, and the text as it stood then."""

    outcome: Outcome
    text: str


@dataclass(eq=False)
class Diff:
    """One proposed change. `key`: what its agent calls it; `current`: with what the person has changed."""

    id: str
    session_id: str
    path: str
    key: str
    original: str
    proposed: str
    current: str
    decided: "asyncio.Future[Decision]" = field(repr=False)


class Diffs:
    """All of them, in the order in which they came."""

    def __init__(self) -> None:
        self._diffs: dict[str, Diff] = {}
        self._numbers = itertools.count(1)
        self.on_open: Callable[[Diff], None] = lambda _: None
        self.on_close: Callable[[Diff, Outcome], None] = lambda *_: None

    def __iter__(self) -> Iterator[Diff]:
        return iter(list(self._diffs.values()))

    def open(self, session_id: str, path: str, key: str, original: str, proposed: str) -> Diff:
        """Show a change; one of the same key that still waits is closed. TooManyDiffsError where it cannot be shown."""
        self.close(session_id, key)
        if len(self._diffs) >= MAX_DIFFS:
            raise TooManyDiffsError(f"{MAX_DIFFS} proposed changes wait already")
        if max(len(original), len(proposed)) > MAX_DIFF_BYTES:
            raise TooManyDiffsError(f"the file is larger than {MAX_DIFF_BYTES} characters")
        decided: asyncio.Future[Decision] = asyncio.get_running_loop().create_future()
        diff = Diff(str(next(self._numbers)), session_id, path, key, original, proposed, proposed, decided)
        self._diffs[diff.id] = diff
        self.on_open(diff)
        return diff

    def edit(self, diff_id: str, text: str) -> None:
        """The person has changed it, and has not decided yet."""
        diff = self._diffs.get(diff_id)
        if diff is not None and len(text) <= MAX_DIFF_BYTES:
            diff.current = text

    def decide(self, diff_id: str, *, accepted: bool, text: str | None = None) -> None:
        """The person has decided. Nothing happens where somebody else was faster."""
        diff = self._diffs.get(diff_id)
        if diff is not None:
            diff.current = diff.current if text is None else text
            self._end(diff, "accepted" if accepted else "rejected")

    def close(self, session_id: str, key: str | None = None) -> list[Diff]:
        """Its agent does not need it any more (None: nor any other of this session); returns those that were open."""
        closed = [diff for diff in self if diff.session_id == session_id and key in (None, diff.key)]
        for diff in closed:
            self._end(diff, "closed")
        return closed

    def _end(self, diff: Diff, outcome: Outcome) -> None:
        del self._diffs[diff.id]
        if not diff.decided.done():
            diff.decided.set_result(Decision(outcome, diff.current))
        self.on_close(diff, outcome)
