"""Ranks the entries of the workspace by what was typed. Pure; the only owner of rapidfuzz.

What was typed is trimmed, and `*` and spaces count for nothing, as in version 1. Names come before paths: the exact
name, the name up to its first dot, the start of the name, letters that go from word to word (`konk` for
`KontoKorrent2020.java`), a part of the name, its letters in order. A `/` separates folders from the name (`ui/term`).
Only where names give little the whole path is looked at, and only where nothing matches a slip of one letter is
forgiven. Between equals the case of typed capitals decides, then the shorter name, then the shorter path: the same
question always has the same answer.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, islice
from typing import NamedTuple

from rapidfuzz import fuzz

from bridge.workspace.boundaries import boundary_runs, span, word_starts
from bridge.workspace.haystack import Haystack, letters

DEFAULT_LIMIT = 100
ENOUGH = 20
"""So many hits among the names, and paths are not looked at."""

_MAX_JUDGED = 5_000
"""Of the names (or paths) that have the typed letters in order so many are ranked, short ones first. About 50 ms."""

_LEAST_FOR_SLIPS = 4
"""With fewer letters than this everything is one slip away from everything."""

_NO_SEPARATORS = str.maketrans("", "", "-_. ")

_Rank = tuple[int, ...]
"""Less is better. The first number is one of these:"""
_EXACT, _STEM, _PREFIX, _WORDS, _PART, _IN_ORDER = range(6)


class Hit(NamedTuple):
    """One result. `short`: the least trailing part of the path that tells it from others of its name."""

    short: str
    path: str
    is_dir: bool


class SearchOutcome(NamedTuple):
    """What was found, best first. `opened`: what matches among the files that are open in the editor."""

    results: tuple[Hit, ...]
    opened: tuple[Hit, ...]


def search(haystack: Haystack, pattern: str, *, opened: Sequence[str] = (), limit: int = 0) -> SearchOutcome:
    """Find entries. `opened`: paths relative to the root; those not in the haystack are passed over. `limit` 0: 100.

    An empty pattern gives the first entries, and the opened files as they come.
    """
    limit = limit or DEFAULT_LIMIT
    positions = [at for path in dict.fromkeys(opened) if (at := haystack.position(path)) is not None]
    typed = normalised(pattern)
    if not typed:
        found: Iterable[int] = range(len(haystack.entries))
        found_opened: Iterable[int] = positions
    else:
        found = _found(haystack, typed, limit)
        few = Haystack([haystack.entries[at] for at in positions])
        found_opened = (positions[at] for at in _without_slips(few, typed, limit))
    return SearchOutcome(_hits(haystack, found, limit), _hits(haystack, found_opened, limit))


def normalised(pattern: str) -> str:
    """What is compared: without `*` and white space, and with `/` between folders."""
    return "".join(pattern.replace("*", "").split()).replace("\\", "/").lstrip("/")


def _hits(haystack: Haystack, positions: Iterable[int], limit: int) -> tuple[Hit, ...]:
    return tuple(Hit(haystack.short(at), *haystack.entries[at]) for at in islice(positions, limit))


def _found(haystack: Haystack, typed: str, limit: int) -> list[int]:
    return (
        _without_slips(haystack, typed, limit)
        or list(_slips(haystack, typed.lower()))
        or list(_in_order(haystack, typed.lower()))
    )


def _without_slips(haystack: Haystack, typed: str, limit: int) -> list[int]:
    """Positions, each once, best first; at least `limit` where there are so many."""
    if "/" in typed:
        return list(_by_segments(haystack, typed))
    names = _by_name(haystack, typed, limit)
    found = list(islice(chain.from_iterable(haystack.named(name) for name in names), limit))
    if len(found) < min(ENOUGH, limit):
        found += [at for at in _by_path(haystack, typed.lower()) if at not in set(found)]
    return found


def _by_name(haystack: Haystack, typed: str, limit: int) -> Iterator[str]:
    """Names, best first. The two best kinds cost little, and often nobody asks for more."""
    lowered = typed.lower()
    starting = [at for at, name in enumerate(haystack.lowered) if name.startswith(lowered)]
    ranks = {at: _rank(typed, lowered, haystack.names[at], haystack.lowered[at]) for at in starting}
    yield from (haystack.names[at] for at in sorted(starting, key=lambda at: (ranks[at], at)))
    if len(starting) >= limit:
        return
    wanted = letters(lowered)
    candidates = (at for at, mask in enumerate(haystack.masks) if mask & wanted == wanted and at not in ranks)
    judged = ((_rank(typed, lowered, haystack.names[at], haystack.lowered[at]), at) for at in candidates)
    further = sorted(islice(((rank, at) for rank, at in judged if rank), _MAX_JUDGED))
    yield from (haystack.names[at] for _, at in further)


def _rank(typed: str, typed_lowered: str, name: str, lowered: str) -> _Rank:
    """How well one name matches; empty: not at all. Between names of equal rank the haystack's order decides."""
    if lowered.startswith(typed_lowered):
        rest = lowered[len(typed_lowered) :]
        kind = _EXACT if not rest else _STEM if rest[0] == "." else _PREFIX
        return kind, _other_case(typed, name), kind == _EXACT and name != typed
    apart = span(typed_lowered, lowered)
    if apart is None:
        return ()
    words = _word_rank(typed_lowered, name, lowered)
    if words:
        return _WORDS, _other_case(typed, name), *words
    if typed_lowered in lowered:
        return _PART, _other_case(typed, name)
    return _IN_ORDER, _other_case(typed, name), apart


def _word_rank(typed: str, name: str, lowered: str) -> _Rank:
    """Words of the name before those of its ending (`konk` does not ask for `Konto.kt`), few runs before many."""
    starts = word_starts(name)
    stem = lowered.rfind(".")
    for ending, end in enumerate((stem, len(name)) if stem > 0 else (len(name),)):
        runs = boundary_runs(typed, lowered[:end], [start for start in starts if start < end])
        if runs is not None:
            return ending, runs, lowered[0] != typed[0]
    return ()


def _other_case(typed: str, name: str) -> bool:
    """Whether a capital was typed that the name does not have there. Small letters stand for both."""
    if typed.islower():
        return False
    at = 0
    for char in typed:
        places = [found for form in {char, char.upper()} if (found := name.find(form, at)) >= 0]
        if not places:
            return True
        at = min(places) + 1
    return False


def _by_segments(haystack: Haystack, typed: str) -> Iterator[int]:
    """`ui/term`: the last part names the entry, the others folders in their order. `ui/`: all that is in there."""
    *outer, last = typed.split("/")
    lowered = last.lower()
    wanted = letters(lowered)
    judged: list[tuple[_Rank, _Rank, int, str, int]] = []
    for folder_rank, folder in _folders(haystack, [part.lower() for part in outer if part]):
        for at in haystack.inside(folder):
            number = haystack.entry_name[at]
            if haystack.masks[number] & wanted != wanted:
                continue
            rank = _rank(last, lowered, haystack.names[number], haystack.lowered[number]) if last else (0,)
            if rank:
                path = haystack.entries[at].path
                judged.append((rank, folder_rank, len(path), path, at))
        if len(judged) >= _MAX_JUDGED:
            break
    return (at for *_, at in sorted(judged))


def _folders(haystack: Haystack, typed: Sequence[str]) -> list[tuple[_Rank, int]]:
    """The folders whose path has the typed ones in their order, best first."""
    wanted = letters("".join(typed))
    kind_of = cache(_segment_kind)  # folders share most of their segments
    ranks = (
        (_folder_rank(typed, folder.split("/"), kind_of), number)
        for number, (folder, mask) in enumerate(zip(haystack.folders, haystack.folder_masks, strict=True))
        if mask & wanted == wanted
    )
    return sorted((rank, number) for rank, number in ranks if rank)


def _folder_rank(typed: Sequence[str], segments: list[str], kind_of: Callable[[str, str], int | None]) -> _Rank:
    """From the inside out: each typed part takes the innermost folder that is left and has it; the kinds add up."""
    total = 0
    for part in reversed(typed):
        kinds = (kind_of(part, segments.pop()) for _ in range(len(segments)))
        kind = next((kind for kind in kinds if kind is not None), None)
        if kind is None:
            return ()
        total += kind
    return total, len(segments)


def _segment_kind(part: str, segment: str) -> int | None:
    lowered = segment.lower()
    if lowered == part:
        return 0
    if lowered.startswith(part):
        return 1
    if part in lowered:
        return 2
    return 3 if boundary_runs(part, lowered, word_starts(segment)) is not None else None


def _by_path(haystack: Haystack, lowered: str) -> Iterator[int]:
    """Paths in which the typed letters go from word to word, over folders and name."""
    judged: list[tuple[int, int, str, int]] = []
    for at in islice(_spelled_by_path(haystack, lowered), _MAX_JUDGED):
        path = haystack.entries[at].path
        runs = boundary_runs(lowered, path.lower(), word_starts(path))
        if runs is not None:
            judged.append((runs, len(path), path, at))
    return (at for *_, at in sorted(judged))


def _in_order(haystack: Haystack, lowered: str) -> Iterator[int]:
    """Paths with the typed letters in order, however far apart."""
    judged: list[tuple[int, int, str, int]] = []
    for at in islice(_spelled_by_path(haystack, lowered), _MAX_JUDGED):
        path = haystack.entries[at].path
        judged.append((span(lowered, path.lower()) or 0, len(path), path, at))
    return (at for *_, at in sorted(judged))


def _spelled_by_path(haystack: Haystack, lowered: str) -> Iterator[int]:
    wanted = letters(lowered)
    missing_in_name = array("Q", [wanted & ~mask for mask in haystack.masks])
    folder_masks = haystack.folder_masks
    pairs = zip(haystack.entry_name, haystack.entry_folder, strict=True)
    for at, (name, folder) in enumerate(pairs):
        if not missing_in_name[name] & ~folder_masks[folder] and span(lowered, haystack.entries[at].path.lower()):
            yield at


def _slips(haystack: Haystack, lowered: str) -> Iterator[int]:
    """Names in which all but one of the typed letters are found side by side; separators do not count."""
    typed = lowered.translate(_NO_SEPARATORS)
    size = len(typed)
    if size < _LEAST_FOR_SLIPS:
        return iter(())
    wanted = letters(typed)
    least = 100 * (1 - 1 / size) - 0.01  # one letter replaced: of two times `size` letters two have no partner
    judged: list[tuple[float, int]] = []
    for at, (name, mask) in enumerate(zip(haystack.lowered, haystack.masks, strict=True)):
        if len(name) >= size - 1 and (wanted & ~mask).bit_count() <= 1:
            squeezed = name.translate(_NO_SEPARATORS)
            likeness = fuzz.partial_ratio(typed, squeezed, score_cutoff=least) if len(squeezed) >= size - 1 else 0
            if likeness:
                judged.append((-likeness, at))
    return chain.from_iterable(haystack.named(haystack.names[at]) for _, at in sorted(judged))
