from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.echo_agent.keys import Input, Key, KeyReader, Paste, Typed


@pytest.mark.parametrize(
    ("data", "inputs"),
    [
        (b"abc\r", [Typed(b"abc"), Key(b"\r")]),
        (b"\x1b[A\x1b[1;5C", [Key(b"\x1b[A"), Key(b"\x1b[1;5C")]),
        (b"\x1bOP\x1b\r\x1bb", [Key(b"\x1bOP"), Key(b"\x1b\r"), Key(b"\x1bb")]),
        (b"\x1b]11;rgb:0/0/0\x1b\\x", [Key(b"\x1b]11;rgb:0/0/0\x1b\\"), Typed(b"x")]),
        (b"\x1b[<0;1;1M", [Key(b"\x1b[<0;1;1M")]),
        (b"\x1b[200~a\r\x03\x1b[A\x1b[201~\r", [Paste(b"a\r\x03\x1b[A"), Key(b"\r")]),
        (b"\x1b[200~\x1b[201~", [Paste(b"")]),
        ("ö日".encode(), [Typed("ö日".encode())]),
    ],
)
def test_bytes_are_cut_into_pastes_keys_and_text(data: bytes, inputs: list[Input]) -> None:
    assert list(KeyReader().feed(data)) == inputs


def test_what_is_not_complete_waits_for_the_rest() -> None:
    reader = KeyReader()
    assert list(reader.feed(b"a\x1b")) == [Typed(b"a")]
    assert list(reader.feed(b"[20")) == []
    assert list(reader.feed(b"0~one\x1b[2")) == []
    assert reader.expects_paste(b"")
    assert list(reader.feed(b"01~two")) == [Paste(b"one"), Typed(b"two")]
    assert not reader.expects_paste(b"three")


def test_what_was_not_asked_for_yet_can_be_taken_back() -> None:
    reader = KeyReader()
    assert next(reader.feed(b"\rab\x1b")) == Key(b"\r")
    assert reader.take() == b"ab\x1b"
    assert list(reader.feed(b"c")) == [Typed(b"c")]


@given(st.data())
def test_it_does_not_matter_where_the_stream_is_cut(data: st.DataObject) -> None:
    pieces = st.sampled_from([b"ab", b"\r", b"\x1b[A", b"\x1b[200~", b"\x1b[201~", b"\x1b\r", "ö".encode(), b"\x03"])
    stream = b"".join(data.draw(st.lists(pieces)))
    cuts = [0, *sorted(data.draw(st.lists(st.integers(0, len(stream))))), len(stream)]
    reader = KeyReader()
    in_parts = [part for start, end in pairwise(cuts) for part in reader.feed(stream[start:end])]
    assert joined(in_parts) == joined(list(KeyReader().feed(stream)))


def joined(inputs: list[Input]) -> list[Input]:
    """With neighbouring text as one, which cuts may part."""
    result: list[Input] = []
    for part in inputs:
        if isinstance(part, Typed) and result and isinstance(result[-1], Typed):
            result[-1] = Typed(result[-1].data + part.data)
        else:
            result.append(part)
    return result
