from bridge.workspace.entry import Entry, short_names, trail


def test_the_name_is_the_last_segment() -> None:
    assert Entry("a/b/c.py", False).name == "c.py"
    assert Entry("c.py", False).name == "c.py"


def test_a_trail_is_so_many_segments_or_all_there_are() -> None:
    assert [trail("a/b/c", number) for number in (1, 2, 3, 4)] == ["c", "b/c", "a/b/c", "a/b/c"]


def test_a_name_that_is_alone_needs_no_folder() -> None:
    assert short_names(["src/app/main.py"]) == {"src/app/main.py": "main.py"}


def test_each_path_gets_only_as_many_folders_as_tell_it_apart() -> None:
    assert short_names(["ui/src/index.ts", "hosts/src/index.ts", "ui/test/index.ts"]) == {
        "ui/src/index.ts": "ui/src/index.ts",
        "hosts/src/index.ts": "hosts/src/index.ts",
        "ui/test/index.ts": "test/index.ts",
    }


def test_a_path_that_is_the_end_of_another_keeps_its_whole_self() -> None:
    assert short_names(["a/b", "x/a/b", "b"]) == {"a/b": "a/b", "x/a/b": "x/a/b", "b": "b"}
