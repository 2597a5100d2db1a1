"""The mode tracker."""

from hypothesis import given
from hypothesis import strategies as st

from bridge.terminal.modes import BRACKETED_PASTE, Modes

STREAM = b"text\x1b[?2004h\x1b[?1049;1006h more \x1b[31m\x1b[?25l\x1b[?1006l\x1b]0;title\x07\x1b[?2004"


def on(modes: Modes) -> set[int]:
    return {mode for mode in range(3000) if mode in modes}


@given(st.lists(st.integers(0, len(STREAM)), max_size=8))
def test_the_stream_may_be_cut_anywhere(cuts: list[int]) -> None:
    modes, position = Modes(), 0
    for cut in [*sorted(cuts), len(STREAM)]:
        modes.feed(STREAM[position:cut])
        position = cut
    assert on(modes) == {2004, 1049}
    modes.feed(b"l")
    assert on(modes) == {1049}


def test_a_reset_switches_everything_off_and_a_soft_reset_the_paste() -> None:
    modes = Modes()
    modes.feed(b"\x1b[?2004h\x1b[?1000h\x1b[!p")
    assert on(modes) == {1000}
    modes.feed(b"\x1b[?2004h\x1bc")
    assert BRACKETED_PASTE not in modes
    assert on(modes) == set()


@given(st.lists(st.binary(max_size=100), max_size=20))
def test_any_bytes_are_taken_and_little_is_kept(parts: list[bytes]) -> None:
    modes = Modes()
    for part in parts:
        modes.feed(part)
        assert len(modes._carry) <= 70
