import json

import pytest

from bridge.history.tabs import MAX_TAB_BYTES, MOST_TABS, Kept, Tab, Tabs, first_id, format_tabs, merged, parse_tabs


def tab(tab_id: str, name: str = "") -> Tab:
    return Tab(tab_id, ("claude", "--model", "opus"), "/home/ada", name=name)


def tabs(*ids: str, selected: str = "") -> Tabs:
    return Tabs(tuple(map(tab, ids)), selected)


def ids(found: Tabs) -> list[str]:
    return [each.id for each in found.tabs]


def test_the_tabs_of_the_bridge_that_wrote_last_come_first_and_its_last_one_is_shown() -> None:
    found = merged([Kept(tabs("a", "b", selected="b"), 1), Kept(tabs("c", "a", selected="c"), 2)])
    assert ids(found) == ["c", "a", "b"]
    assert found.selected == "c"


def test_of_one_id_the_newest_counts() -> None:
    old, new = Tabs((tab("a", "old"),)), Tabs((tab("a", "new"),))
    assert merged([Kept(old, 1), Kept(new, 2)]).tabs == new.tabs


def test_no_more_are_taken_over_than_may_be_kept() -> None:
    many = Kept(tabs(*map(str, range(MOST_TABS + 5))), 1)
    assert len(merged([many]).tabs) == MOST_TABS
    kept = parse_tabs(format_tabs(many))
    assert kept is not None
    assert ids(kept.tabs) == [str(number) for number in range(MOST_TABS)]


def test_a_command_as_long_as_a_book_is_left_out_and_the_rest_is_kept() -> None:
    long = Tab("long", ("claude", "x" * MAX_TAB_BYTES), "/")
    kept = parse_tabs(format_tabs(Kept(Tabs((long, tab("a"))), 1)))
    assert kept is not None
    assert ids(kept.tabs) == ["a"]


GOOD = {"id": "x", "argv": ["a"], "cwd": "/", "pty": True, "configured": False, "agent": "", "name": "", "title": ""}
WRONG: tuple[dict[str, object], ...] = (
    {"argv": []},
    {"argv": ["a\0"]},
    {"argv": "a"},
    {"pty": 1},
    {"id": ""},
    {"cwd": ""},
    {"cwd": None},
    {"name": 7},
)


@pytest.mark.parametrize("row", [7, {"id": "x"}, *({**GOOD, **wrong} for wrong in WRONG)])
def test_a_row_that_makes_no_sense_is_left_out(row: object) -> None:
    content = json.loads(format_tabs(Kept(tabs("a", selected="x"), 5)))
    content["tabs"].insert(0, row)
    assert parse_tabs(json.dumps(content).encode()) == Kept(tabs("a"), 5)


@pytest.mark.parametrize("data", [b"", b"null", b"[]", b'{"v": 2}', b'{"v": 1, "tabs": 3}', b"\xff", b"[" * 100_000])
def test_what_is_no_file_of_ours_is_none(data: bytes) -> None:
    assert parse_tabs(data) is None


@pytest.mark.parametrize(
    ("earlier", "owns_first", "first"),
    [
        ([], True, "main"),
        ([], False, "main-f"),
        (["a", "main", "main-1"], True, "main"),
        (["a", "main", "main-1"], False, "main-1"),
        (["a", "main-1"], True, "main-1"),
        (["a"], False, "main-f"),
    ],
)
def test_no_two_bridges_begin_with_the_same_session(earlier: list[str], owns_first: bool, first: str) -> None:
    assert first_id(earlier, owns_first=owns_first, fresh="f") == first
