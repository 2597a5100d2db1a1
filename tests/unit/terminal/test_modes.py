"""The mode tracker."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bridge.terminal.modes import BRACKETED_PASTE, Modes

STREAM = b"text\x1b[?2004h\x1b[?1049;1006h more \x1b[31m\x1b[?25l\x1b[?1006l\x1b]0;title\x07\x1b[?2004"
EVERYTHING = (
    b"\x1b]10;red;blue\x1b\\\x1b]4;3;#112233\x07\x1b]2;a title\x07\x1b[>1u\x1b[=4;2u\x1b[?1049h\x1b[>8u\x1b[2;20r"
    b"\x1b[?6h\x1b[?1h\x1b[?7l\x1b[?25l\x1b[?45h\x1b[?1004h\x1b[?2004h\x1b[?12h\x1b[?2031h\x1b=\x1b[4h\x1b[20h\x1b[?1000h"
    b"\x1b[?1002h\x1b[?1006h\x1b[5 q\x1b[>4;2m\x1b)0\x0e\x1b[?2026h"
)


def after(data: bytes) -> Modes:
    modes = Modes()
    modes.feed(data)
    return modes


def on(modes: Modes) -> set[int]:
    """What is on and not so from the start."""
    return {mode for mode in range(3000) if mode in modes} - {7, 25}


@given(st.lists(st.integers(0, len(STREAM)), max_size=8))
def test_the_stream_may_be_cut_anywhere(cuts: list[int]) -> None:
    modes, position = Modes(), 0
    for cut in [*sorted(cuts), len(STREAM)]:
        modes.feed(STREAM[position:cut])
        position = cut
    assert on(modes) == {2004, 1049}
    assert 25 not in modes
    modes.feed(b"l")
    assert on(modes) == {1049}


@given(st.lists(st.integers(0, len(EVERYTHING)), max_size=8))
@example([EVERYTHING.index(b"\x1b\\") + 1])
def test_what_is_restored_does_not_depend_on_the_cuts(cuts: list[int]) -> None:
    modes, position = Modes(), 0
    for cut in [*sorted(cuts), len(EVERYTHING)]:
        modes.feed(EVERYTHING[position:cut])
        position = cut
    assert modes.restore() == after(EVERYTHING).restore()
    assert modes.before() == after(EVERYTHING).before()


def test_a_reset_switches_everything_off_and_a_soft_reset_the_paste() -> None:
    modes = after(b"\x1b[?2004h\x1b[?1000h\x1b[!p")
    assert on(modes) == {1000}
    modes.feed(b"\x1b[?2004h\x1bc")
    assert BRACKETED_PASTE not in modes
    assert on(modes) == set()


def test_everything_is_restored_with_the_alternate_screen_first_and_no_unfinished_frame() -> None:
    restored = after(EVERYTHING).restore()
    assert restored.startswith(b"\x1b[?1047h\x1b[2;20r\x1b[?6h")
    for sequence in (
        *(b"\x1b[?1h", b"\x1b[?7l", b"\x1b[?25l", b"\x1b[?45h", b"\x1b[?1004h", b"\x1b[?2004h", b"\x1b[?12h"),
        *(b"\x1b[?2031h", b"\x1b=", b"\x1b[4h", b"\x1b[20h", b"\x1b[?1006h", b"\x1b[?1002h", b"\x1b[5 q", b"\x1b[>8u"),
        *(b"\x1b[>4;2m", b"\x1b)0", b"\x0e", b"\x1b]10;red\x1b\\", b"\x1b]11;blue\x1b\\", b"\x1b]4;3;#112233\x1b\\"),
        b"\x1b]2;a title\x1b\\",
    ):
        assert sequence in restored, sequence
    assert restored.endswith(b"\x1b[?2026l")
    assert b"\x1b[?1000h" not in restored
    assert after(EVERYTHING).before() == b"\x1b[=0u\x1b[>5u"


def test_what_is_off_is_switched_off_and_what_only_the_terminal_knows_is_left_alone() -> None:
    restored = Modes().restore()
    for mode in (*(1, 45, 1004, 2004, 1047, 9, 1000, 1002, 1003, 1005, 1006, 1015, 1016), 6, 2026):
        assert b"\x1b[?%dl" % mode in restored
    for sequence in (b"\x1b[r", b"\x1b[?7h", b"\x1b[?25h", b"\x1b>", b"\x1b[4l", b"\x1b[0 q", b"\x1b[=0u", b"\x1b[>4m"):
        assert sequence in restored
    for sequence in (b"?12", b"[20", b"]2;", b"?1007"):
        assert sequence not in restored
    assert Modes().before() == b""


def test_what_is_restored_says_the_same_to_another_tracker() -> None:
    first = after(EVERYTHING)
    assert after(first.before() + first.restore()).restore() == first.restore()


def test_mouse_reports_are_for_programs_that_live() -> None:
    modes = after(b"\x1b[?1003;1006h\x1b[?2004h")
    assert b"\x1b[?1003h" in modes.restore()
    assert b"h" not in modes.restore(mouse=False).split(b"\x1b[?9l")[1].split(b"\x1b[?1016l")[0]
    assert b"\x1b[?1003h" not in modes.restore(mouse=False)
    assert b"\x1b[?2004h" in modes.restore(mouse=False)


def test_a_checkpoint_has_the_margins_in_it() -> None:
    assert b"\x1b[2;20r" not in after(b"\x1b[2;20r").restore(margins=False)


def test_each_screen_has_its_margins_and_the_other_ones_end_with_it() -> None:
    modes = after(b"\x1b[2;9r\x1b[?1049h")
    assert b"\x1b[r" in modes.restore()
    modes.feed(b"\x1b[3;8r\x1b[?1049l")
    assert b"\x1b[2;9r" in modes.restore()
    modes.feed(b"\x1b[?1049h")
    assert b"\x1b[r" in modes.restore()


def test_margins_that_a_terminal_ignores_and_those_of_another_size_are_none() -> None:
    modes = after(b"\x1b[2;9r\x1b[9;2r")
    assert b"\x1b[2;9r" in modes.restore()
    modes.resized()
    assert b"\x1b[r" in modes.restore()


def test_the_keyboard_is_pushed_popped_and_changed() -> None:
    assert b"\x1b[=1u\x1b[>5u" in after(b"\x1b[=1u\x1b[>5u\x1b[>7u\x1b[<u").restore()
    assert b"\x1b[=0u" in after(b"\x1b[>1u\x1b[>2u\x1b[<9u").restore()
    assert b"\x1b[=6u" in after(b"\x1b[=7u\x1b[=1;3u").restore()


def test_a_question_for_a_colour_sets_none_and_a_reset_ends_it() -> None:
    assert b"\x1b]111\x1b\\" in after(b"\x1b]11;?\x07").restore()
    assert b"\x1b]11;red" not in after(b"\x1b]11;red\x07\x1b]111\x07").restore()


def test_a_copy_goes_its_own_way() -> None:
    modes = after(EVERYTHING)
    copied = modes.copy()
    before = modes.restore()
    copied.feed(b"\x1b[?1l\x1b[4l\x1b[3;4r\x1b)B\x1b]11;green\x07\x1b]4;9;blue\x07\x1b[>3u")
    assert modes.restore() == before
    assert copied.restore() != before


@given(st.lists(st.binary(max_size=100), max_size=20))
def test_any_bytes_are_taken_and_little_is_kept(parts: list[bytes]) -> None:
    modes = Modes()
    for part in parts:
        modes.feed(part)
        assert len(modes._carry) <= 1100
    assert after(modes.restore()).restore() == modes.restore()


ASKING = b"a\x1b[c\x1b[0m\x1b[6n\x1b[?25h\x1b[?2026$p\x1b[?u\x1b[>0q\x1bP$qm\x1b\\b"


def test_questions_are_heard_wherever_the_stream_is_cut() -> None:
    asked = [question.text for question in Modes().feed(ASKING)]
    assert asked == [b"[c", b"[6n", b"[?2026$p", b"[?u", b"[>0q", b"P$qm"]
    for cut in range(len(ASKING) + 1):
        modes = Modes()
        first, second = modes.feed(ASKING[:cut]), modes.feed(ASKING[cut:])
        assert [question.text for question in (*first, *second)] == asked, cut
        for question in second:
            assert ASKING[: cut + question.end].endswith(question.text)


@pytest.mark.parametrize(
    "other", [b"[31m", b"[?25h", b"[>4;1m", b"[?1;2c", b"[u", b"[2 q", b"[!p", b"[1;2R", b"(B", b"7"]
)
def test_what_is_no_question_is_not_heard(other: bytes) -> None:
    assert Modes().feed(b"\x1b" + other) == []


def test_a_program_that_cleaned_up_leaves_nothing_to_switch_off() -> None:
    modes = Modes()
    assert modes.leave() == b""
    modes.feed(b"\x1b[?1049h\x1b[?1000h\x1b[?1006h\x1b[>1u\x1b[<u\x1b[?1006l\x1b[?1000l\x1b[?1049l text")
    assert modes.leave() == b""


def test_all_that_was_left_on_is_switched_off() -> None:
    modes = Modes()
    modes.feed(EVERYTHING)
    modes.feed(modes.leave())
    assert modes.leave() == b""
    assert 1049 not in modes
    assert modes.keyboard_flags == 0
