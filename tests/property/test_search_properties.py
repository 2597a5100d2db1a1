from hypothesis import given
from hypothesis import strategies as st

from bridge.workspace.entry import Entry, short_names
from bridge.workspace.haystack import Haystack
from bridge.workspace.search import normalised, search

_SEGMENT = st.text("abAB1_.ßİ-", min_size=1, max_size=6)
PATHS = st.lists(st.lists(_SEGMENT, min_size=1, max_size=4).map("/".join), unique=True, max_size=25)
TYPED = st.text("abAB1_./*ßİ -", max_size=8)


@given(PATHS, TYPED, st.integers(0, 10))
def test_a_search_never_fails_and_gives_each_entry_at_most_once(paths: list[str], typed: str, limit: int) -> None:
    entries = [Entry(path, False) for path in paths]
    outcome = search(Haystack(entries), typed, opened=paths[:3], limit=limit)
    found = [hit.path for hit in outcome.results]
    assert len(found) == len(set(found))
    assert set(found) <= set(paths)
    assert len(found) <= (limit or 100)
    assert {hit.path for hit in outcome.opened} <= set(paths[:3])


@given(PATHS, TYPED)
def test_the_order_of_the_entries_does_not_matter(paths: list[str], typed: str) -> None:
    if normalised(typed):
        one = search(Haystack([Entry(path, False) for path in paths]), typed)
        other = search(Haystack([Entry(path, False) for path in reversed(paths)]), typed)
        assert one == other


@given(PATHS.filter(bool), st.data())
def test_a_whole_name_finds_its_file_first_or_another_of_that_name(paths: list[str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(paths)).rpartition("/")[2]
    first = search(Haystack([Entry(path, False) for path in paths]), name).results[0]
    assert first.path.rpartition("/")[2].lower() == name.lower()


@given(PATHS)
def test_short_names_are_ends_of_their_paths_and_differ(paths: list[str]) -> None:
    shorts = short_names(paths)
    assert len(set(shorts.values())) == len(paths)
    assert all(f"/{path}".endswith(f"/{short}") for path, short in shorts.items())
