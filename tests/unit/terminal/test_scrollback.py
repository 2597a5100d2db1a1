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
def test_memory_stays_within_a_quarter_more_than_the_capacity(appended: list[bytes]) -> None:
    ring = Scrollback(1000)
    for part in appended:
        ring.append(part)
        assert len(ring._bytes) <= 1250
