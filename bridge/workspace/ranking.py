"""How well one name or path matches what was typed. Pure.

A rank is a tuple; less is better. Its first number is the kind of match, its second whether a typed capital is missing.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

from bridge.workspace.boundaries import boundary_runs, span, word_starts

Rank = tuple[int, ...]

EXACT, STEM, PREFIX, WORDS, PART, PATH_WORDS, IN_ORDER, PATH_IN_ORDER, SLIP = range(9)
"""The whole name; up to its first dot; its start; from word to word; a part of it; from word to word over folders and
name; the letters in order in the name, or in the path; all but one of them in order."""

_TIGHT = 2
"""Letters in order are nearly a part of the name if they are spread over no more than so many times their number."""


def rank_name(typed: str, lowered_typed: str, name: str) -> Rank:
    """How well a name matches; empty: not at all."""
    lowered = name.lower()
    at = lowered.find(lowered_typed)
    if at == 0:
        rest = lowered[len(lowered_typed) :]
        kind = EXACT if not rest else STEM if rest[0] == "." else PREFIX
        return kind, other_case(typed, name), kind == EXACT and name != typed
    if at < 0:
        apart = span(lowered_typed, lowered)
        if apart is None:
            return ()
        words = _word_rank(lowered_typed, name, lowered)
        if words:
            return WORDS, other_case(typed, name), *words
        tight = apart <= _TIGHT * len(typed)
        return PART if tight else IN_ORDER, other_case(typed, name) + 2 * tight, apart
    starts = word_starts(name)
    while at >= 0 and at not in starts:
        at = lowered.find(lowered_typed, at + 1)
    if at >= 0:
        stem = lowered.rfind(".")
        return WORDS, other_case(typed, name), 0 < stem <= at, 1, 1
    words = _word_rank(lowered_typed, name, lowered)
    return (WORDS, other_case(typed, name), *words) if words else (PART, other_case(typed, name), 0)


def _word_rank(typed: str, name: str, lowered: str) -> Rank:
    """Words of the name before those of its ending (`konk` does not ask for `Konto.kt`), few runs before many."""
    starts = word_starts(name)
    stem = lowered.rfind(".")
    for ending, end in enumerate((stem, len(name)) if stem > 0 else (len(name),)):
        runs = boundary_runs(typed, lowered[:end], [start for start in starts if start < end])
        if runs is not None:
            return ending, runs, lowered[0] != typed[0]
    return ()


def other_case(typed: str, name: str) -> bool:
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


def rank_path(lowered_typed: str, path: str) -> Rank:
    """How well the letters go through a whole path; empty: not at all."""
    lowered = path.lower()
    if len(lowered) != len(path):
        path = lowered  # a letter whose small form is longer: word starts are those of the small letters
    runs = boundary_runs(lowered_typed, lowered, word_starts(path))
    if runs is not None:
        return PATH_WORDS, 0, runs
    apart = span(lowered_typed, lowered)
    return (PATH_IN_ORDER, 0, apart) if apart is not None else ()


def rank_segments(typed: Sequence[str], path: str, is_dir: bool) -> Rank:
    """How well a path matches `ui/term`: the last part names the entry, the others folders in their order.

    An empty last part (`ui/`) stands for everything in there.
    """
    *outer, last = typed
    lead, _, name = path.rpartition("/")
    folders = folder_rank([part.lower() for part in outer if part], lead.split("/") if lead else [])
    if not folders:
        return ()
    if not last:
        return EXACT, 0, *folders, is_dir
    rank = rank_name(last, last.lower(), name)
    return (*rank[:2], *folders, *rank[2:]) if rank else ()


def folder_rank(typed: Sequence[str], segments: list[str]) -> Rank:
    """From the inside out: each typed part takes the innermost folder that is left and has it; the kinds add up.

    Second how far inside the entry lies from the last folder typed, third how many folders are left outside.
    """
    total = skipped = 0
    segments = list(segments)
    for part in reversed(typed):
        kind = None
        while segments and kind is None:
            kind = segment_kind(part, segments.pop())
            skipped += kind is None
        if kind is None:
            return ()
        total += kind
    return total, skipped, len(segments)


@lru_cache(8192)
def segment_kind(part: str, segment: str) -> int | None:
    """How well a folder's name matches: whole, start, part, words; None: not at all."""
    lowered = segment.lower()
    if lowered.startswith(part):
        return 0 if len(lowered) == len(part) else 1
    if part in lowered:
        return 2
    return 3 if boundary_runs(part, lowered, word_starts(segment)) is not None else None


def rank_words(words: Sequence[str], path: str) -> Rank:
    """Several words, in any order, each a part of the path; those that are in the name count for more."""
    lowered = path.lower()
    if not all(word in lowered for word in words):
        return ()
    name = lowered[lowered.rfind("/") + 1 :]
    return PATH_WORDS, 0, sum(word not in name for word in words)


def marks(typed: str, path: str) -> tuple[int, ...]:
    """Which characters of the path what was typed stands for, in the name rather than in its folders."""
    lowered = path.lower()
    if not typed or len(lowered) != len(path):
        return ()
    typed = typed.lower().strip("/")
    start = lowered.rfind("/") + 1 if "/" not in typed else 0
    for begin in (start, 0) if start else (0,):
        found = _marks_in(typed, path[begin:], lowered[begin:])
        if found:
            return tuple(begin + at for at in found)
    return ()


def _marks_in(typed: str, text: str, lowered: str) -> Sequence[int]:
    at = lowered.rfind(typed) if "/" in text else lowered.find(typed)
    if at >= 0:
        return range(at, at + len(typed))
    return _boundary_marks(typed, text, lowered) or _last_marks(typed, lowered)


def _boundary_marks(typed: str, text: str, lowered: str) -> Sequence[int]:
    starts = [start for start in word_starts(text) if start < len(lowered)]
    ways: dict[int, tuple[int, tuple[int, ...]]] = {
        start: (1, (start,)) for start in starts if lowered[start] == typed[:1]
    }
    for char in typed[1:]:
        onward: dict[int, tuple[int, tuple[int, ...]]] = {}
        for end, (runs, way) in ways.items():
            for at, cost in [(end + 1, 0), *((start, 1) for start in starts if start > end)]:
                if lowered.startswith(char, at) and (at not in onward or onward[at][0] > runs + cost):
                    onward[at] = runs + cost, (*way, at)
        ways = onward
    return min(ways.values(), default=(0, ()))[1]


def _last_marks(typed: str, lowered: str) -> Sequence[int]:
    found: list[int] = []
    end = len(lowered)
    for char in reversed(typed):
        end = lowered.rfind(char, 0, end)
        if end < 0:
            return ()
        found.append(end)
    return found[::-1]


Likeness = Callable[[str, str, float], float]
"""Two texts and the least that counts, to how alike they are: 0 to 100, 0 for less."""

_LEAST_FOR_SLIPS = 4
"""With fewer letters than this everything is one slip away from everything."""

_NO_SEPARATORS = str.maketrans("", "", "-_. ")


def slip_rank(lowered_typed: str, name: str, likeness: Likeness) -> Rank:
    """Whether all but one of the typed letters are found side by side; separators do not count."""
    typed = lowered_typed.translate(_NO_SEPARATORS)
    size = len(typed)
    squeezed = name.lower().translate(_NO_SEPARATORS)
    if size < _LEAST_FOR_SLIPS or len(squeezed) < size - 1:
        return ()
    least = 100 * (1 - 1 / size) - 0.01  # one letter replaced: of two times `size` letters two have no partner
    found = likeness(typed, squeezed, least)
    return (SLIP, 0, -round(100 * found)) if found else ()
