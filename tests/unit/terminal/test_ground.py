"""Where output may be cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.terminal.ground import is_clean_cut, next_clean_cut, open_sequence


@pytest.mark.parametrize(
    ("data", "rest"),
    [
        (b"plain", b""),
        (b"a\x1b", b"\x1b"),
        (b"a\x1b[38;5", b"\x1b[38;5"),
        (b"a\x1b[38;5m", b""),
        (b"\x1b[ ", b"\x1b[ "),
        (b"\x1b(", b"\x1b("),
        (b"\x1b(B", b""),
        (b"\x1b]0;title", b"\x1b]"),
        (b"\x1b]0;title\x07", b""),
        (b"\x1b]0;title\x1b", b"\x1b"),
        (b"\x1b]0;title\x1b\\", b""),
        (b"\x1b]0;t\xc2\x9c", b""),
        (b"\x1bPq#0\x07more", b"\x1bP"),
        (b"\x1bPq#0\x1b\\", b""),
        (b"\x1b_payload\x18", b""),
        (b"\x1b]0;cut short\x1b[3", b"\x1b[3"),
        (b"\x1b[3\x18", b""),
        (b"\x1b[3\xc3\xa9", b""),
    ],
)
def test_what_is_unfinished(data: bytes, rest: bytes) -> None:
    assert open_sequence(data) == rest
    for cut in range(len(data) + 1):
        assert open_sequence(data[cut:], open_sequence(data[:cut])) == rest


@pytest.mark.parametrize(
    ("before", "after", "clean"),
    [
        (b"", b"", True),
        (b"$ ", b"", True),
        (b"e", b"x", True),
        (b"\xe2\x94", b"\x80", False),
        (b"\xe2\x94\x80", b"-", True),
        (b"\xf0\x9f\x98", b"", False),
        (b"e", b"\xcc\x81", False),
        (b"e\n", b"\xcc\x81", True),
        (b"e\x1b[m", b"\xe2\x94\x80", True),
        (b"-", b"\x1b[20b", False),
        (b"-", b"\x1b[20m", True),
    ],
)
def test_a_cut_splits_no_character_and_nothing_that_is_drawn_again(before: bytes, after: bytes, clean: bool) -> None:
    assert is_clean_cut(before, after) is clean


def test_a_cut_is_behind_a_line_that_ends_at_ground() -> None:
    assert next_clean_cut(b"half\x1b[1mline\nmore\n") == len(b"half\x1b[1mline\n")
    assert next_clean_cut(b"\x1b]0;no\nline\x07line\nx") == len(b"\x1b]0;no\nline\x07line\n")
    assert next_clean_cut(b"of a title\x07one\n", b"\x1b]") == len(b"of a title\x07one\n")
    assert next_clean_cut(b"no line", b"\x1b]") == 0
    assert next_clean_cut(b"\x94\x80no line") == 2
    assert next_clean_cut(b"") == 0


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_what_is_unfinished_is_all_that_counts(first: bytes, second: bytes) -> None:
    assert open_sequence(first + second) == open_sequence(second, open_sequence(first))
