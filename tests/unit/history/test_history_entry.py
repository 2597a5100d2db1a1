import pytest

from bridge.history.entry import History, PromptEntry, Removal, format_line, newest_first, parse, parse_line

FIRST = PromptEntry("a", 1_000, "fix the bug", "/work")
SECOND = PromptEntry("b", 2_000, "and test it", "/work")


def lines(*items: PromptEntry | Removal) -> bytes:
    return b"".join(format_line(item) for item in items)


def test_a_line_is_ascii_and_ends_in_its_only_newline() -> None:
    line = format_line(PromptEntry("ä", 1, "zwei\nZeilen\u2028 ünd\ud800", "C:\\x"))
    assert line.isascii()
    assert line.index(b"\n") == len(line) - 1


def test_entries_come_newest_first() -> None:
    assert parse(lines(FIRST, SECOND)).entries == [SECOND, FIRST]
    assert parse(lines(SECOND, FIRST)).entries == [SECOND, FIRST]


def test_of_two_in_the_same_millisecond_the_one_written_later_comes_first() -> None:
    same = [PromptEntry(name, 5, name, "") for name in "abc"]
    assert [entry.id for entry in newest_first(same)] == ["c", "b", "a"]


def test_of_several_lines_with_one_id_the_last_holds() -> None:
    again = PromptEntry("a", 500, "changed", "/other")
    assert parse(lines(FIRST, SECOND, again)).entries == [SECOND, again]


def test_a_removed_entry_is_gone_until_it_is_written_again() -> None:
    assert parse(lines(FIRST, SECOND, Removal("a"))).entries == [SECOND]
    assert parse(lines(FIRST, Removal("a"), FIRST)).entries == [FIRST]


def test_an_empty_file_is_an_empty_history() -> None:
    assert parse(b"") == History([], True)


@pytest.mark.parametrize("cut", [1, 6, 7, 20, len(format_line(SECOND)) - 2])
def test_a_torn_last_line_is_passed_over(cut: int) -> None:
    assert parse(lines(FIRST) + format_line(SECOND)[:cut]) == History([FIRST], True)


def test_a_last_line_that_only_lacks_its_newline_is_whole() -> None:
    assert parse(lines(FIRST, SECOND)[:-1]).entries == [SECOND, FIRST]


def test_a_torn_line_in_the_middle_is_passed_over() -> None:
    assert parse(format_line(FIRST)[:30] + b"\n" + lines(SECOND)) == History([SECOND], True)


def test_what_a_power_failure_left_as_zeros_is_passed_over() -> None:
    assert parse(lines(FIRST) + b"\0" * 512) == History([FIRST], True)


@pytest.mark.parametrize(
    "foreign",
    [
        b"hello\n",
        b'{"v":2,"id":"x","timestamp":1,"serializedContent":"x","projectCwd":""}\n',
        b'{"v":10,"id":"x"}\n',
        b"\xff\xfe\x00\x01\n",
        b"[1, 2]\n",
        b"[" * 100_000 + b"\n",
    ],
)
def test_a_foreign_line_is_noticed_and_the_rest_is_still_read(foreign: bytes) -> None:
    assert parse(foreign + lines(FIRST)) == History([FIRST], False)
    assert parse(lines(FIRST) + foreign) == History([FIRST], False)


@pytest.mark.parametrize(
    "line",
    [
        b'{"v":1,"id":"x"}',
        b'{"v":1,"id":7,"timestamp":1,"serializedContent":"x","projectCwd":""}',
        b'{"v":1,"id":"x","timestamp":"1","serializedContent":"x","projectCwd":""}',
        b'{"v":1,"id":"x","timestamp":1,"serializedContent":null,"projectCwd":""}',
        b'{"v":1,"id":"x","timestamp":1,"serializedContent":"x"}',
    ],
)
def test_a_line_with_a_missing_or_wrong_field_is_none(line: bytes) -> None:
    assert parse_line(line) is None
