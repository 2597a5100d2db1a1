"""Finds the entries of the workspace by what was typed. Pure; the only owner of rapidfuzz.

What was typed is trimmed, and `*` and spaces count for nothing, as in version 1; only where words in their order find
nothing good are they looked for in any order. Names come before paths: the exact name, the name up to its first dot,
the start of the name, letters that go from word to word (`konk` for `KontoKorrent2020.java`), a part of the name, its
letters in order. A `/` separates folders from the name (`ui/term`). Whole paths are only looked at where names give
little, and only where nothing matches a slip of one letter is forgiven. Between equals the case of typed capitals
decides, then what was opened or used lately, then the shorter name, then the shorter path.
"""

import heapq
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from rapidfuzz import fuzz

from bridge.workspace import ranking
from bridge.workspace.fuzzy import Mode, Pool
from bridge.workspace.haystack import A_FOLDER, Haystack, Spot
from bridge.workspace.ranking import Rank

DEFAULT_LIMIT = 100
ENOUGH = 10
"""So many good hits among the names, and paths are not looked at."""

_NAMES_JUDGED = 100
_PATHS_JUDGED = 100
"""So many of the best that the pool names are ranked: a few microseconds each."""

_SIDE_BY_SIDE_FIRST: tuple[Mode, ...] = ("substring", "fuzzy")
"""Looking for what stands side by side costs a quarter of looking for letters in their order, and is often enough."""

_FEW_LETTERS = 3
_MANY_PATHS = 20_000
"""So few letters are in order in nearly all of so many paths; only where they stand side by side they say something."""

_NEW_LOOKED_THROUGH = 500
"""If no more than so many texts came since the last letter, its result is looked through instead of the whole pool."""

_LINE = re.compile(r":[0-9]+(?:[:-][0-9]+)?$")
"""Behind a path that was copied from a compiler's message."""

_SLASHES = re.compile("/+")

_Key = tuple[Any, ...]
_Keyed = tuple[_Key, Spot]


class Hit(NamedTuple):
    """One result. `short`: the least trailing part of the path that tells it from others of its name.

    positions: the characters of the path that what was typed stands for.
    """

    short: str
    path: str
    is_dir: bool
    positions: tuple[int, ...] = ()


class SearchOutcome(NamedTuple):
    """What was found, best first. `opened`: what matches among the files that are open in the editor."""

    results: tuple[Hit, ...]
    opened: tuple[Hit, ...]


class CancelledError(Exception):
    """Nobody waits for the answer any more."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `limit` 0: 100. `opened`: paths; `recent`: paths and how much they were used."""

    pattern: str
    opened: tuple[str, ...] = ()
    recent: Mapping[str, float] | None = None
    limit: int = 0
    marked: bool = False
    cancelled: Callable[[], bool] = lambda: False


class Searcher:
    """Answers questions about one haystack, remembering the last answer for the next letter."""

    def __init__(self, haystack: Haystack) -> None:
        self._haystack = haystack
        self._narrowed: dict[tuple[str, int], tuple[str, Pool, int, list[int]]] = {}

    def search(self, question: Question) -> SearchOutcome:
        """Find entries; an empty pattern gives what was used lately and the first entries, and the opened as they come.

        Paths that are not in the haystack are passed over. Raises CancelledError.
        """
        most = question.limit or DEFAULT_LIMIT
        typed = normalised(question.pattern)
        opened = self._spots(question.opened)
        recent = {spot: used for path, used in (question.recent or {}).items() if (spot := self._haystack.spot(path))}
        if not typed:
            lately = sorted(recent, key=lambda spot: -recent[spot])
            found: Iterable[Spot] = dict.fromkeys([*lately, *self._haystack.first(most)])
            among: Iterable[Spot] = opened
        else:
            boosts = dict.fromkeys(opened, 0.5)
            for spot, used in recent.items():
                boosts[spot] = boosts.get(spot, 0) + used
            asked = _Asked(self, self._haystack, question, typed, boosts, most)
            found = asked.found()
            among = asked.without_slips(opened)
        hits = self._hits(islice(found, most), typed, marked=question.marked)
        return SearchOutcome(hits, self._hits(islice(among, most), typed, marked=question.marked))

    def _spots(self, paths: Sequence[str]) -> list[Spot]:
        return [spot for path in dict.fromkeys(paths) if (spot := self._haystack.spot(path)) is not None]

    def _hits(self, spots: Iterable[Spot], typed: str, *, marked: bool) -> tuple[Hit, ...]:
        hits = []
        for spot in spots:
            path = self._haystack.path(spot)
            positions = ranking.marks(typed, path) if marked else ()
            hits.append(Hit(self._haystack.short(spot), path, spot.name == A_FOLDER, positions))
        return tuple(hits)

    def candidates(self, pool: Pool, typed: str, mode: Mode, most: int) -> list[int]:
        """Where in the pool the best matches are; of those of the last letter if they were all of them."""
        key = (mode, most)
        before = self._narrowed.get(key)
        if before is not None and typed.startswith(before[0]) and pool is before[1]:
            new = len(pool) - before[2]
            if len(before[3]) < most and new <= _NEW_LOOKED_THROUGH:
                return [*before[3], *range(before[2], len(pool))]
        found = [scored.at for scored in pool.match(typed, mode, most)]
        self._narrowed[key] = (typed, pool, len(pool), found)
        return found


class _Asked:
    """One question while it is answered."""

    def __init__(
        self,
        searcher: Searcher,
        haystack: Haystack,
        question: Question,
        typed: str,
        boosts: dict[Spot, float],
        most: int,
    ) -> None:
        self._searcher = searcher
        self._haystack = haystack
        self._question = question
        self._typed = typed
        self._lowered = typed.lower()
        self._boosts = boosts
        self._most = most

    def found(self) -> list[Spot]:
        """Each once, best first; at least as many as are wanted where there are so many."""
        if "/" in self._typed:
            keyed: Iterable[_Keyed] = self._by_segments()
            found = _unique(keyed)
            return found or self._slips_in_segments() or self._in_any_order()
        names = sorted(self._by_name())
        found = list(islice(self._merged(names), max(self._most, ENOUGH)))
        good = sum(self._kind(spot) <= ranking.PART for spot in found[:ENOUGH])
        if good < ENOUGH:
            self._check()
            found = self._with_paths(names)
        return found

    def _check(self) -> None:
        if self._question.cancelled():
            raise CancelledError

    def _kind(self, spot: Spot) -> int:
        rank = ranking.rank_name(self._typed, self._lowered, self._name(spot))
        return rank[0] if rank else ranking.SLIP

    def _name(self, spot: Spot) -> str:
        path = self._haystack.path(spot)
        return path[path.rfind("/") + 1 :]

    # -- by name --

    def _by_name(self) -> Iterator[tuple[_Key, int]]:
        """Names with their keys."""
        haystack, pool = self._haystack, self._haystack.name_pool
        indices = dict.fromkeys(self._searcher.candidates(pool, self._typed, "prefix", max(_NAMES_JUDGED, self._most)))
        self._check()
        if sum(haystack.name_at(index) is not None for index in indices) < max(self._most, ENOUGH):
            # else nothing that these find would come before the last that is wanted
            indices.update(dict.fromkeys(self._searcher.candidates(pool, self._typed, "fuzzy", _NAMES_JUDGED)))
        for index in indices:
            number = haystack.name_at(index)
            if number is not None:
                name = haystack.names[number]
                rank = ranking.rank_name(self._typed, self._lowered, name)
                if rank:
                    yield (*rank[:2], 0.0, *rank[2:], len(name), name), number

    def _merged(self, names: list[tuple[_Key, int]]) -> Iterator[Spot]:
        """What has these names, with what is open or was used lately before others of its kind."""
        plain = (
            ((*key, 1, at), spot)
            for key, number in names
            for at, spot in enumerate(self._haystack.named(number, self._most))
        )
        return iter(_unique(islice(heapq.merge(self._boosted(), plain), 2 * self._most + len(self._boosts) + ENOUGH)))

    def _boosted(self) -> list[_Keyed]:
        keyed = []
        for spot, boost in self._boosts.items():
            name = self._name(spot)
            rank = ranking.rank_name(self._typed, self._lowered, name)
            if rank:
                keyed.append(((*rank[:2], -boost, *rank[2:], len(name), name, 0, 0), spot))
        return sorted(keyed)

    # -- by path --

    def _with_paths(self, names: list[tuple[_Key, int]]) -> list[Spot]:
        """Paths in which the letters go from word to word come before names that only have them in order."""
        good = [(key, number) for key, number in names if key[0] <= ranking.PART]
        poor = names[len(good) :]
        paths = sorted(self._by_path())
        better = [keyed for keyed in paths if keyed[0][0] == ranking.PATH_WORDS]
        spots = dict.fromkeys(self._merged(good))
        spots.update(dict.fromkeys(_unique(better)))
        spots.update(dict.fromkeys(self._merged(poor)))
        if not spots and (slipped := self._slips()):
            return slipped
        spots.update(dict.fromkeys(_unique(paths)))
        return list(spots)

    def _by_path(self) -> Iterator[_Keyed]:
        words = self._words()
        if len(words) > 1:
            for scored in self._haystack.path_pool.match_all(words, _PATHS_JUDGED):
                yield from self._keyed(scored.at, lambda path: ranking.rank_words(words, path))
        pool = self._haystack.path_pool
        says_little = len(self._typed) <= _FEW_LETTERS and len(pool) > _MANY_PATHS
        mode: Mode = "substring" if says_little else "fuzzy"
        for index in self._searcher.candidates(pool, self._typed, mode, _PATHS_JUDGED):
            yield from self._keyed(index, lambda path: ranking.rank_path(self._lowered, path))

    def _words(self) -> list[str]:
        return [word.lower() for word in self._question.pattern.replace("*", " ").split()]

    def _keyed(self, index: int, rank_of: Callable[[str], Rank]) -> Iterator[_Keyed]:
        spot = self._haystack.spot_at(index)
        if spot is None:
            return
        path = self._haystack.path(spot)
        rank = rank_of(path)
        if rank:
            yield (*rank[:2], -self._boosts.get(spot, 0.0), *rank[2:], len(path), path), spot

    def _by_segments(self) -> Iterator[_Keyed]:
        """`ui/term`; and where no folder is called so, the letters of the whole path in order."""
        typed = self._typed.split("/")
        exact = self._haystack.spot(self._typed.rstrip("/"))
        keyed: list[_Keyed] = [((-1,), exact)] if exact is not None and typed[-1] else []
        indices: list[int] = []
        for mode in _SIDE_BY_SIDE_FIRST:
            self._check()
            indices = self._searcher.candidates(self._haystack.path_pool, self._typed, mode, _PATHS_JUDGED)
            for index in indices:
                keyed += self._keyed(index, lambda path: ranking.rank_segments(typed, path, False))
            if len(keyed) >= ENOUGH:
                break
        if not keyed:
            for index in indices:
                keyed += self._keyed(index, lambda path: ranking.rank_path(self._lowered, path))
        yield from sorted(keyed)

    def _in_any_order(self) -> list[Spot]:
        words = self._words()
        if len(words) < 2:
            return []
        scored = self._haystack.path_pool.match_all(words, self._most)
        return [spot for match in scored if (spot := self._haystack.spot_at(match.at)) is not None]

    # -- slips --

    def _slips(self) -> list[Spot]:
        """Names in which all but one of the typed letters are found side by side."""
        self._check()
        keyed = sorted(self._slipped(self._typed))
        return _unique((key, spot) for key, number in keyed for spot in self._haystack.named(number, self._most))

    def _slips_in_segments(self) -> list[Spot]:
        *outer, last = self._typed.split("/")
        parts = [part.lower() for part in outer if part]
        keyed: list[_Keyed] = []
        for key, number in self._slipped(last):
            for spot in self._haystack.named(number):
                lead = self._haystack.path(spot).rpartition("/")[0]
                folders = ranking.folder_rank(parts, lead.split("/"))
                if folders:
                    keyed.append(((*key, *folders, lead), spot))
        return _unique(sorted(keyed))

    def _slipped(self, typed: str) -> Iterator[tuple[_Key, int]]:
        lowered = typed.lower()
        if len(typed) < 2:
            return
        for scored in self._haystack.name_pool.match(typed, "fuzzy", _NAMES_JUDGED, slips=1):
            number = self._haystack.name_at(scored.at)
            if number is not None:
                name = self._haystack.names[number]
                rank = ranking.slip_rank(lowered, name, _likeness)
                if rank:
                    yield (*rank, len(name), name), number

    # -- among few --

    def without_slips(self, spots: Sequence[Spot]) -> list[Spot]:
        """Those that match, best first."""
        keyed: list[_Keyed] = []
        typed = self._typed.split("/")
        for spot in spots:
            path = self._haystack.path(spot)
            if len(typed) > 1:
                rank = ranking.rank_segments(typed, path, spot.name == A_FOLDER)
            else:
                rank = ranking.rank_name(self._typed, self._lowered, self._name(spot))
            rank = rank or ranking.rank_path(self._lowered, path)
            if rank:
                name = self._name(spot)
                keyed.append(((*rank, len(name), name, len(path), path), spot))
        return _unique(sorted(keyed))


def normalised(pattern: str) -> str:
    """What is compared: without `*` and white space, with `/` between folders, and without a line number behind it."""
    text = "".join(pattern.replace("*", "").split()).replace("\\", "/").removeprefix("./")
    return _LINE.sub("", _SLASHES.sub("/", text)).lstrip("/")


def _unique(keyed: Iterable[_Keyed]) -> list[Spot]:
    return list(dict.fromkeys(spot for _, spot in keyed))


def _likeness(typed: str, text: str, least: float) -> float:
    return float(fuzz.partial_ratio(typed, text, score_cutoff=least))


def search(haystack: Haystack, pattern: str, *, opened: Sequence[str] = (), limit: int = 0) -> SearchOutcome:
    """One question on its own."""
    return Searcher(haystack).search(Question(pattern, tuple(opened), limit=limit))
