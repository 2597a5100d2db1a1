from hypothesis import given
from hypothesis import strategies as st

from bridge.history.entry import PromptEntry, format_line, parse

_TEXT = st.text(st.characters())  # surrogates included: they come over the wire as \ud800
ENTRIES = st.lists(st.builds(PromptEntry, _TEXT, st.integers(0, 2**53), _TEXT, _TEXT), unique_by=lambda entry: entry.id)


@given(ENTRIES)
def test_what_is_written_is_what_is_read(entries: list[PromptEntry]) -> None:
    history = parse(b"".join(map(format_line, entries)))
    assert history.ours
    assert sorted(history.entries, key=lambda entry: entry.id) == sorted(entries, key=lambda entry: entry.id)
    assert [entry.timestamp_ms for entry in history.entries] == sorted(
        (entry.timestamp_ms for entry in entries), reverse=True
    )


@given(ENTRIES, st.data())
def test_a_cut_anywhere_loses_only_what_lies_behind_it(entries: list[PromptEntry], data: st.DataObject) -> None:
    lines = [format_line(entry) for entry in entries]
    whole = b"".join(lines)
    cut = data.draw(st.integers(0, len(whole)))
    history = parse(whole[:cut])
    assert history.ours
    kept = [entry for number, entry in enumerate(entries, 1) if len(b"".join(lines[:number])) <= cut + 1]
    assert sorted(history.entries, key=lambda entry: entry.id) == sorted(kept, key=lambda entry: entry.id)


@given(st.binary(max_size=200))
def test_no_bytes_are_too_bad_to_be_read(content: bytes) -> None:
    parse(content)
