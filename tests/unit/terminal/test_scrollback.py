"""The ring, against the simplest model of one: all bytes ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.terminal.scrollback import Scrollback


@given(st.integers(1, 50), st.lists(st.binary(max_size=80), max_size=40), st.data())
def test_what_is_kept_reads_as_if_all_were_kept(capacity: int, appended: list[bytes], data: st.DataObject) -> None:
    ring, everything = Scrollback(capacity), b""
    for part in appended:
        ring.append(part)
        everything += part
        assert ring.end == len(everything)
        assert ring.start == max(0, len(everything) - capacity)
    offset = data.draw(st.integers(ring.start, ring.end))
    limit = data.draw(st.integers(0, 100))
    assert ring.read(offset, limit) == everything[offset : offset + limit]


@pytest.mark.parametrize("offset", [0, 4, 11])
def test_an_offset_that_is_not_kept_is_refused(offset: int) -> None:
    ring = Scrollback(5)
    ring.append(b"0123456789")
    with pytest.raises(ValueError, match="5 to 10"):
        ring.read(offset, 1)


@given(st.lists(st.binary(max_size=3000), max_size=60))
def test_memory_is_that_of_the_capacity_whatever_comes(appended: list[bytes]) -> None:
    ring = Scrollback(1000)
    for part in appended:
        ring.append(part)
        assert len(ring._ring) == 1000


def test_those_who_follow_can_read_a_little_more_than_what_is_kept() -> None:
    ring = Scrollback(4, slack=2)
    ring.append(b"abcdefgh")
    assert (ring.start, ring.oldest) == (4, 2)
    assert ring.read(2, 10) == b"cdefgh"
    with pytest.raises(ValueError, match="offset 1 is not within 2 to 8"):
        ring.read(1, 1)
