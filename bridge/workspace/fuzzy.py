"""Texts to search by letters in their order, fast. Pure; the only owner of frizbee.

frizbee compares outside the GIL with vector instructions. Where there is no wheel of it (Windows on ARM) sets of
letters as numbers leave out what cannot match, and plain Python judges the rest.
"""

import heapq
from collections.abc import Iterable
from itertools import islice
from typing import Literal, NamedTuple, Protocol

try:
    import frizbee

    _HAS_FRIZBEE = True
except ImportError:  # Windows on ARM
    _HAS_FRIZBEE = False

Mode = Literal["fuzzy", "prefix", "substring"]

_THREADS_FROM = 50_000
"""Fewer texts than this are as fast on one thread; starts of texts always are: nearly all fail at the first letter."""

_THREADS = 2
_MOST_LETTERS = 200
"""Longer than any name; a score would not fit frizbee's 16 bits."""


class Scored(NamedTuple):
    """Where in the pool a text stands, and how well it matches; more is better."""

    at: int
    score: int


class Pool(Protocol):
    """Texts, added to and searched on one thread."""

    def extend(self, texts: list[str]) -> None:
        """Add texts behind the others."""
        ...

    def __len__(self) -> int: ...

    def match(self, typed: str, mode: Mode, most: int, *, slips: int = 0) -> list[Scored]:
        """The best `most` texts that have these letters in order (but for `slips` of them), best first."""
        ...

    def match_all(self, words: list[str], most: int) -> list[Scored]:
        """The best texts that have the letters of each word in order."""
        ...


def new_pool() -> Pool:
    """An empty one, the fastest there is on this machine."""
    return FrizbeePool() if _HAS_FRIZBEE else PlainPool()


class FrizbeePool:
    """What nearly everybody has."""

    def __init__(self) -> None:
        self._texts = frizbee.Haystacks()

    def extend(self, texts: list[str]) -> None:
        """See `Pool`."""
        self._texts.extend(texts)

    def __len__(self) -> int:
        return len(self._texts)

    def match(self, typed: str, mode: Mode, most: int, *, slips: int = 0) -> list[Scored]:
        """See `Pool`."""
        matcher = frizbee.Matcher(
            typed[:_MOST_LETTERS], casing="ignore", matching=mode, max_items=most, max_typos=slips
        )
        return self._run(matcher, 1 if mode == "prefix" else _THREADS)

    def match_all(self, words: list[str], most: int) -> list[Scored]:
        """See `Pool`."""
        patterns: list[str | frizbee.Pattern] = [word[:_MOST_LETTERS] for word in words]
        return self._run(frizbee.Matcher.from_patterns(patterns, casing="ignore", max_items=most), _THREADS)

    def _run(self, matcher: "frizbee.Matcher", threads: int) -> list[Scored]:
        if threads == 1 or len(self._texts) < _THREADS_FROM:
            found = matcher.match_list(self._texts)
        else:
            found = matcher.match_list_parallel(self._texts, threads)
        return [Scored(match.index, match.score) for match in found]


_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
_OTHERS = 24
"""All further characters share this many bits, so that a set of letters stays within 60."""


class _Bits(dict[str, int]):
    """The bit of each character."""

    def __missing__(self, char: str) -> int:
        return 1 << (len(_ALPHABET) + ord(char) % _OTHERS)


_BITS = _Bits((char, 1 << bit) for bit, char in enumerate(_ALPHABET))


def letters(lowered: str) -> int:
    """The set of its characters, one bit each."""
    bits = 0
    for char in set(lowered):
        bits |= _BITS[char]
    return bits


class PlainPool:
    """The same with nothing but Python."""

    def __init__(self) -> None:
        self._lowered: list[str] = []
        self._masks: list[int] = []

    def extend(self, texts: list[str]) -> None:
        """See `Pool`."""
        lowered = [text.lower() for text in texts]
        self._lowered += lowered
        self._masks += map(letters, lowered)

    def __len__(self) -> int:
        return len(self._lowered)

    def match(self, typed: str, mode: Mode, most: int, *, slips: int = 0) -> list[Scored]:
        """See `Pool`."""
        lowered = typed.lower()
        if mode == "prefix":
            starting = (at for at, text in enumerate(self._lowered) if text.startswith(lowered))
            return [Scored(at, 0) for at in heapq.nsmallest(most, starting, key=lambda at: len(self._lowered[at]))]
        if mode == "substring":
            having = (at for at, text in enumerate(self._lowered) if lowered in text)
            return [Scored(at, 0) for at in islice(having, most)]
        return self._best(
            ((at, _score(lowered, self._lowered[at], slips)) for at in self._having(lowered, slips)), most
        )

    def match_all(self, words: list[str], most: int) -> list[Scored]:
        """See `Pool`."""
        lowered = [word.lower() for word in words]
        scores = (
            (at, [_score(word, self._lowered[at], 0) for word in lowered]) for at in self._having("".join(lowered), 0)
        )
        return self._best(((at, sum(parts) if all(parts) else 0) for at, parts in scores), most)

    def _having(self, lowered: str, slips: int) -> list[int]:
        wanted = letters(lowered)
        if not slips:
            return [at for at, mask in enumerate(self._masks) if mask & wanted == wanted]
        return [at for at, mask in enumerate(self._masks) if (wanted & ~mask).bit_count() <= slips]

    def _best(self, scores: Iterable[tuple[int, int]], most: int) -> list[Scored]:
        found = ((-score, at) for at, score in scores if score)
        return [Scored(at, -score) for score, at in heapq.nsmallest(most, found)]


def _score(lowered: str, text: str, slips: int) -> int:
    """0: it does not match. Letters side by side and near the start count for more."""
    at, score, missing = -1, 1_000, 0
    for char in lowered:
        found = text.find(char, at + 1)
        if found < 0:
            missing += 1
            if missing > slips:
                return 0
            continue
        score -= min(found - at - 1, 20)
        at = found
    return max(score, 1)
