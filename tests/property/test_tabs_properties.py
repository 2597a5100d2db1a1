from hypothesis import given
from hypothesis import strategies as st

from bridge.history.tabs import Kept, Tab, Tabs, format_tabs, merged, parse_tabs

_TEXT = st.text(st.characters(exclude_characters="\0"), max_size=20)  # surrogates included: names that are no UTF-8
_WORD = st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=20)
_TAB = st.builds(
    Tab, _WORD, st.lists(_TEXT, min_size=1).map(tuple), _WORD, st.booleans(), st.booleans(), _TEXT, _TEXT, _TEXT
)


@st.composite
def _kept(draw: st.DrawFn) -> Kept:
    rows = tuple(draw(st.lists(_TAB, max_size=8, unique_by=lambda tab: tab.id)))
    selected = draw(st.sampled_from(["", *(tab.id for tab in rows)]))
    return Kept(Tabs(rows, selected), draw(st.integers(0, 2**53)))


@given(_kept())
def test_what_is_written_is_what_is_read(kept: Kept) -> None:
    assert parse_tabs(format_tabs(kept)) == kept


@given(_kept(), st.data())
def test_a_file_that_was_cut_is_none_of_ours_and_never_half_a_list(kept: Kept, data: st.DataObject) -> None:
    whole = format_tabs(kept)
    assert parse_tabs(whole[: data.draw(st.integers(0, len(whole) - 1))]) is None


@given(st.binary(max_size=200))
def test_no_bytes_are_too_bad_to_be_read(data: bytes) -> None:
    parse_tabs(data)


@given(st.lists(_kept(), max_size=5))
def test_no_session_is_lost_or_doubled_in_taking_over(found: list[Kept]) -> None:
    ids = [tab.id for tab in merged(found).tabs]
    assert len(ids) == len(set(ids))
    assert set(ids) == {tab.id for kept in found for tab in kept.tabs.tabs}
