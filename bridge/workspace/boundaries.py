"""Where words start inside a name, and whether what was typed goes from word to word. Pure."""

import re
from functools import lru_cache

_ASCII_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@lru_cache(8192)
def word_starts(text: str) -> list[int]:
    """Positions where a word starts: `parseXMLFile2.py` has 0, 5, 8, 12, 14. Not to be changed."""
    if text.isascii():
        return [word.start() for word in _ASCII_WORDS.finditer(text)]
    return [at for at in range(len(text)) if _starts_word(text[at - 1] if at else " ", text[at], text[at + 1 : at + 2])]


def _starts_word(before: str, char: str, after: str) -> bool:
    if not char.isalnum() or not before.isalnum():
        return char.isalnum()
    return char.isdigit() != before.isdigit() or (char.isupper() and (not before.isupper() or after.islower()))


def boundary_runs(typed: str, lowered: str, starts: list[int]) -> int | None:
    """The least number of runs in which `typed` appears in `lowered` if each run starts where a word starts.

    `konk` is `Kon` and `K` in `KontoKorrent`: 2 runs. None: it does not appear so.
    """
    ends = {start: 1 for start in starts if lowered[start] == typed[0]}
    for char in typed[1:]:
        if not ends:
            return None
        ends = _one_further(char, lowered, starts, ends)
    return min(ends.values(), default=None)


def _one_further(char: str, lowered: str, starts: list[int], ends: dict[int, int]) -> dict[int, int]:
    """From where the letters so far can end, and in how many runs, to where they can end with `char` behind them."""
    onward = {end + 1: runs for end, runs in ends.items() if lowered.startswith(char, end + 1)}
    first = min(ends)
    for start in starts:
        if start > first and lowered[start] == char:
            jumped = 1 + min(runs for end, runs in ends.items() if end < start)
            onward[start] = min(jumped, onward.get(start, jumped))
    return onward


def span(typed: str, lowered: str) -> int | None:
    """Over how many letters `typed` is spread in `lowered`, each as far back as it can be; None: not in order."""
    last = at = lowered.rfind(typed[-1])
    for letter in reversed(typed[:-1]):
        if at < 0:
            return None
        at = lowered.rfind(letter, 0, at)
    return last - at + 1 if at >= 0 else None
