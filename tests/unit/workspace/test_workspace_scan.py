import os
import threading
from pathlib import Path

import pytest

from bridge.workspace.entry import Entry
from bridge.workspace.scan import scan_tree
from tests.unit.workspace.git_judge import kept_by_scan, make_tree


def test_entries_come_level_by_level_and_sorted(tmp_path: Path) -> None:
    make_tree(tmp_path, ["b/z/deep", "b/a", "c", "a/x", "B"])
    assert scan_tree(tmp_path).entries == (
        Entry("B", False),
        Entry("a", True),
        Entry("b", True),
        Entry("c", False),
        Entry("a/x", False),
        Entry("b/a", False),
        Entry("b/z", True),
        Entry("b/z/deep", False),
    )


def test_hidden_files_are_listed(tmp_path: Path) -> None:
    make_tree(tmp_path, [".github/workflows/ci.yml", ".env"])
    assert {".github", ".env", ".github/workflows/ci.yml"} <= kept_by_scan(tmp_path)


def test_links_are_listed_as_files_and_not_followed(tmp_path: Path) -> None:
    make_tree(tmp_path, ["real/file"])
    (tmp_path / "loop").symlink_to(".")
    (tmp_path / "out").symlink_to("/usr")
    (tmp_path / "dead").symlink_to("nowhere")
    assert scan_tree(tmp_path).entries == (
        Entry("dead", False),
        Entry("loop", False),
        Entry("out", False),
        Entry("real", True),
        Entry("real/file", False),
    )


def test_a_root_that_is_a_link_is_followed(tmp_path: Path) -> None:
    make_tree(tmp_path, ["real/file"])
    (tmp_path / "link").symlink_to("real")
    assert kept_by_scan(tmp_path / "link") == {"file"}


def test_pipes_and_sockets_are_left_out(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    os.mkfifo(tmp_path / ".gitignore")
    make_tree(tmp_path, ["file"])
    assert kept_by_scan(tmp_path) == {"file"}


def test_a_name_that_is_not_utf8_is_listed_with_its_stray_bytes_escaped_and_counted(tmp_path: Path) -> None:
    make_tree(tmp_path, ["good"])
    make_tree(tmp_path, [os.fsdecode(b"bad\xff/inside"), os.fsdecode(b"\xe4.txt")])
    found = scan_tree(tmp_path)
    assert [entry.path for entry in found.entries] == ["\\xe4.txt", "bad\\xff", "good", "bad\\xff/inside"]
    assert found.not_utf8 == 2


def test_a_folder_that_cannot_be_read_is_said_once_and_the_rest_goes_on(tmp_path: Path) -> None:
    # Nobody, not even root, can list by its name a folder that lies deeper than a path may be long.
    name = "d" * 200
    at = os.open(tmp_path, os.O_RDONLY)
    for _ in range(21):
        os.mkdir(name, dir_fd=at)
        below = os.open(name, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(at)
    make_tree(tmp_path, ["e"])
    found = scan_tree(tmp_path)
    assert len(found.unreadable) == 1
    assert found.unreadable[0].startswith(name)
    assert Entry("e", False) in found.entries


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read everything")
def test_a_folder_without_permission_is_unreadable(tmp_path: Path) -> None:
    make_tree(tmp_path, ["shut/file", "open/file"])
    (tmp_path / "shut").chmod(0)
    found = scan_tree(tmp_path)
    (tmp_path / "shut").chmod(0o700)
    assert found.unreadable == ("shut",)
    assert Entry("open/file", False) in found.entries


def test_a_root_that_does_not_exist_is_an_unreadable_folder(tmp_path: Path) -> None:
    found = scan_tree(tmp_path / "nowhere")
    assert (found.entries, found.unreadable) == ((), ("",))


def test_there_are_never_more_entries_than_asked_for_and_the_deepest_are_missing(tmp_path: Path) -> None:
    make_tree(tmp_path, ["a/deep/er", "b/x", "c"])
    found = scan_tree(tmp_path, max_entries=5)
    assert [entry.path for entry in found.entries] == ["a", "b", "c", "a/deep", "b/x"]
    assert found.truncated
    assert not scan_tree(tmp_path, max_entries=6).truncated


def test_a_scan_can_be_stopped(tmp_path: Path) -> None:
    make_tree(tmp_path, ["a"])
    stop = threading.Event()
    stop.set()
    assert scan_tree(tmp_path, stop=stop).stopped
