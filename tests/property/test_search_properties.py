from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from bridge.workspace.entry import Namesakes
from bridge.workspace.fuzzy import FrizbeePool, PlainPool
from bridge.workspace.haystack import Haystack
from bridge.workspace.search import Question, Searcher, normalised, search
from tests.unit.workspace.haystacks import listings

_SEGMENT = st.text("abAB1_.ßİ-", min_size=1, max_size=6)
PATHS = st.lists(st.lists(_SEGMENT, min_size=1, max_size=4).map("/".join), unique=True, max_size=25)
TYPED = st.text("abAB1_./*ßİ -", max_size=8)


def haystack(paths: Sequence[str]) -> Haystack:
    made = Haystack()
    for folder, files in listings(paths).items():
        made.put(folder, files)
    made.settle()
    return made


@given(PATHS, TYPED, st.integers(0, 10))
def test_a_search_never_fails_and_gives_each_entry_at_most_once(paths: list[str], typed: str, limit: int) -> None:
    question = Question(typed, tuple(paths[:3]), dict.fromkeys(paths[2:5], 1.0), limit, marked=True)
    searched = haystack(paths)
    outcome = Searcher(searched).search(question)
    found = [hit.path for hit in outcome.results]
    assert len({(hit.path, hit.is_dir) for hit in outcome.results}) == len(found)
    assert set(found) <= {path for path, _ in searched.paths()}
    assert len(found) <= (limit or 100)
    assert {hit.path for hit in outcome.opened} <= set(paths[:3])
    for hit in outcome.results:
        assert f"/{hit.path}".endswith(f"/{hit.short}")
        assert list(hit.positions) == sorted({*hit.positions} & {*range(len(hit.path))})


@given(PATHS, TYPED)
def test_letter_by_letter_finds_what_the_whole_finds(paths: list[str], typed: str) -> None:
    searched = haystack(paths)
    searcher = Searcher(searched)
    for end in range(1, len(typed) + 1):
        assert searcher.search(Question(typed[:end])) == search(searched, typed[:end])


@given(PATHS.filter(bool), st.data())
def test_a_whole_name_finds_its_file_first_or_another_of_that_name(paths: list[str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(paths)).rpartition("/")[2]
    if normalised(name) == name:
        first = search(haystack(paths), name).results[0]
        assert first.path.rpartition("/")[2].lower() == name.lower()


@given(st.lists(st.tuples(st.sampled_from(["", "a", "a/b", "c"]), st.lists(_SEGMENT, max_size=5, unique=True))), TYPED)
def test_a_haystack_that_was_changed_or_renewed_is_one_that_was_made_so(
    changes: list[tuple[str, list[str]]], typed: str
) -> None:
    changed, last = Haystack(), dict[str, list[str]]()
    for folder, files in changes:
        if files:
            changed.put(folder, files)
            last[folder] = files
        else:
            changed.drop(folder)
            last.pop(folder, None)
    changed.settle()
    fresh = Haystack()
    for folder, files in last.items():
        fresh.put(folder, files)
    fresh.settle()
    assert sorted(changed.paths()) == sorted(fresh.paths())
    if normalised(typed):
        expected = search(fresh, typed)
        assert search(changed, typed) == expected
        for _ in changed.renewal():
            pass
        assert search(changed, typed) == expected


@given(PATHS)
def test_short_names_are_ends_of_their_paths_and_differ(folders: list[str]) -> None:
    namesakes = Namesakes(folders)
    shorts = {folder: namesakes.trail(folder) for folder in folders}
    assert len(set(shorts.values())) == len(folders)
    assert all(f"/{folder}".endswith(f"/{short}") for folder, short in shorts.items())


@given(st.lists(st.text("abAB_/.", min_size=1, max_size=12), max_size=20), st.text("abAB_/.", min_size=1, max_size=4))
def test_the_pool_without_frizbee_finds_what_frizbee_finds(texts: list[str], typed: str) -> None:
    one, other = FrizbeePool(), PlainPool()
    one.extend(texts)
    other.extend(texts)
    for mode in ("fuzzy", "prefix", "substring"):
        assert {at for at, _ in one.match(typed, mode, 50)} == {at for at, _ in other.match(typed, mode, 50)}
    words = [typed, "a"]
    assert {at for at, _ in one.match_all(words, 50)} == {at for at, _ in other.match_all(words, 50)}
