"""What a terminal gets that comes later."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.terminal.ground import open_sequence
from bridge.terminal.recording import CheckpointRefusedError, Recording, Resized
from bridge.terminal.size import Size

SIZE = Size(80, 24)
CAPACITY = 1600


def recording(*parts: bytes, capacity: int = CAPACITY) -> Recording:
    made = Recording(capacity, SIZE)
    for part in parts:
        made.append(part)
    return made


def test_what_was_never_lost_is_replayed_as_it_was() -> None:
    made = recording(b"\x1b[?1049h", b"x" * 900)
    assert made.replay() == (b"", 0, SIZE, [])


def test_what_is_left_begins_behind_a_line_with_the_modes_of_that_place() -> None:
    made = recording(b"\x1b[?2004h", *(b"line %04d\n" % n for n in range(500)), b"\x1b[?2004l")
    opening, offset, _, _ = made.replay()
    assert made.scrollback.read(offset - 1, 6) == b"\nline "
    assert offset - made.scrollback.start < CAPACITY // 4
    assert b"\x1b[?2004h" in opening


def test_a_string_that_began_before_everything_kept_is_begun_again() -> None:
    made = recording(b"\x1b]52;c;" + b"A" * 5000)
    opening, offset, _, _ = made.replay()
    assert opening.endswith(b"\x1b]")
    assert offset >= made.scrollback.start


def test_a_checkpoint_comes_before_the_output_behind_it_with_its_modes() -> None:
    made = recording(b"\x1b[?1h", b"one ", b"two ", b"\x1b[?1l")
    made.offer(9, SIZE, b"SCREEN")
    opening, offset, size, resized = made.replay()
    assert opening.startswith(b"SCREEN\x1b[?1047l")
    assert b"\x1b[?1h" in opening
    assert (offset, size, resized) == (9, SIZE, [])


def test_a_checkpoint_that_left_the_scrollback_is_of_no_use() -> None:
    made = recording(b"one\n")
    made.offer(4, SIZE, b"SCREEN")
    made.append(b"line\n" * 1000)
    assert b"SCREEN" not in made.replay().opening


def test_a_checkpoint_whose_last_character_got_an_accent_gives_way_to_the_one_before() -> None:
    made = recording(b"one\n")
    made.offer(4, SIZE, b"FIRST")
    made.append(b"e")
    made.offer(5, SIZE, b"SECOND")
    assert made.replay().offset == 5
    made.append("\u0301".encode())
    assert made.replay().offset == 4
    assert made.replay().opening.startswith(b"FIRST")


def test_the_mouse_of_a_program_that_ended_stays_off() -> None:
    made = recording(b"\x1b[?1003h")
    made.offer(8, SIZE, b"")
    assert b"\x1b[?1003h" in made.replay().opening
    assert b"\x1b[?1003h" not in made.replay(alive=False).opening


@pytest.mark.parametrize(
    ("offset", "size", "reason"),
    [
        (100, SIZE, "behind the end"),
        (1, SIZE, "newer checkpoint"),
        (10, Size(80, 25), "another size"),
        (6, SIZE, "inside"),
        (11, SIZE, "inside"),
    ],
)
def test_a_checkpoint_that_does_not_fit_is_refused(offset: int, size: Size, reason: str) -> None:
    made = recording(b"text\x1b[31mf\xc3\xa9")
    made.offer(2, SIZE, b"")
    with pytest.raises(CheckpointRefusedError, match=reason):
        made.offer(offset, size, b"")


def test_a_checkpoint_of_what_is_gone_or_too_large_is_refused() -> None:
    made = recording(b"line\n" * 1000)
    with pytest.raises(CheckpointRefusedError, match="no longer kept"):
        made.offer(5, SIZE, b"")
    with pytest.raises(CheckpointRefusedError, match="at most"):
        made.offer(5000, SIZE, bytes(2 * 1024 * 1024 + 1))


def test_sizes_are_told_where_they_changed() -> None:
    made = recording(b"12345")
    made.resize(Size(100, 30))
    made.append(b"67890")
    made.resize(Size(60, 20))
    assert made.replay().size == SIZE
    assert made.replay().resized == [Resized(5, Size(100, 30)), Resized(10, Size(60, 20))]
    assert made.replay_since(7) == (b"", 7, Size(100, 30), [Resized(10, Size(60, 20))])
    made.offer(10, Size(60, 20), b"")
    assert made.replay().resized == []
    made.append(b"line\n" * 1000)
    assert made.replay().size == Size(60, 20)


PIECES = st.sampled_from(
    [b"word ", b"\n", b"\x1b[1m", b"\x1b]0;t\x07", b"\xe2\x94\x80", b"\x1bPq...\x1b\\", b"\x1b[?25l"]
)


@given(st.lists(PIECES, min_size=50, max_size=400), st.lists(st.integers(1, 200), min_size=1, max_size=10))
def test_a_replay_never_begins_inside_anything(pieces: list[bytes], lengths: list[int]) -> None:
    data = b"".join(pieces)
    made = Recording(300, SIZE)
    position = 0
    while position < len(data):
        length = lengths[position % len(lengths)]
        made.append(data[position : position + length])
        position += length
    opening, offset, _, _ = made.replay()
    assert made.scrollback.start <= offset <= len(data)
    assert open_sequence(opening) == open_sequence(data[:offset])
    if not open_sequence(opening):
        data[offset:].decode()
