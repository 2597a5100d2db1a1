"""What people type and what they mean, over the file lists of real repositories."""

import json
from functools import cache
from pathlib import Path

from bridge.workspace.haystack import Haystack
from bridge.workspace.search import Question, Searcher
from tests.unit.workspace.haystacks import listings

_FOLDER = Path(__file__).parent / "ranking"
_EXPECTATIONS = json.loads((_FOLDER / "expectations.json").read_text(encoding="utf-8"))
_CASES = [(repository, typed, path) for repository, pairs in _EXPECTATIONS.items() for typed, path in pairs]


@cache
def _searcher(repository: str) -> Searcher:
    haystack = Haystack()
    for folder, files in listings((_FOLDER / f"{repository}.txt").read_text(encoding="utf-8").splitlines()).items():
        haystack.put(folder, files)
    haystack.settle()
    for _ in haystack.renewal():
        pass
    return Searcher(haystack)


def _place(repository: str, typed: str, path: str) -> int:
    hits = _searcher(repository).search(Question(typed, limit=20)).results
    return next((place for place, hit in enumerate(hits, 1) if hit.path == path), 99)


def test_there_are_enough_expectations_and_each_is_about_a_file_that_is_there() -> None:
    assert len(_CASES) >= 150
    for repository, typed, path in _CASES:
        assert _searcher(repository)._haystack.spot(path) is not None, (repository, typed, path)


def test_what_is_meant_comes_first_four_times_in_five_and_among_the_first_five_nearly_always() -> None:
    places = {case: _place(*case) for case in _CASES}
    first = [case for case, place in places.items() if place == 1]
    worse = [(*case, place) for case, place in places.items() if place > 5]
    assert len(worse) <= 0.05 * len(places), worse
    assert len(first) >= 0.8 * len(places), [(*case, place) for case, place in places.items() if place > 1]
