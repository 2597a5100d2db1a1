from bridge.workspace.entry import Entry, KnownNamesakes, Namesakes, trail


def test_the_name_is_the_last_segment() -> None:
    assert Entry("a/b/c.py", False).name == "c.py"
    assert Entry("c.py", False).name == "c.py"


def test_a_trail_is_so_many_segments_or_all_there_are() -> None:
    assert [trail("a/b/c", number) for number in (1, 2, 3, 4)] == ["c", "b/c", "a/b/c", "a/b/c"]


def shorts(*leads: str) -> list[str]:
    """The trails of the folders that entries of one name lie in."""
    namesakes = Namesakes(leads)
    return [namesakes.trail(lead) for lead in leads]


def test_each_entry_gets_only_as_many_folders_as_tell_it_apart() -> None:
    assert shorts("ui/src", "hosts/src", "ui/test") == ["ui/src", "hosts/src", "test"]


def test_a_path_that_is_the_end_of_another_keeps_its_whole_self() -> None:
    assert shorts("a", "x/a", "") == ["a", "x/a", ""]


def test_the_namesakes_that_were_not_asked_for_are_forgotten_first() -> None:
    known = KnownNamesakes()
    for name in (1, 2):
        known.keep(name, Namesakes(["a", "b"]), 5)
    assert known.get(1) is not None
    known.keep(3, Namesakes(["a", "b"]), 5)
    assert [known.get(name) is not None for name in (1, 2, 3)] == [True, False, True]
    assert len(known) == 4


def test_one_name_is_kept_however_many_folders_it_has() -> None:
    known = KnownNamesakes()
    known.keep(1, Namesakes(["a"]), 3)
    known.keep(2, Namesakes(["a", "b", "c", "d"]), 3)
    assert known.get(1) is None
    assert known.get(2) is not None
    known.forget(2)
    assert len(known) == 0
