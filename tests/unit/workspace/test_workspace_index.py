"""The index against real folders: right at first, and right after whatever happens to them."""

import asyncio
import logging
import os
import shutil
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bridge.workspace.index import IndexOptions, WorkspaceIndex
from bridge.workspace.rules import Excludes
from bridge.workspace.scan import scan_tree
from bridge.workspace.search import CancelledError, Question
from tests.unit.workspace.git_judge import make_tree, run_git, write_rules

ENVIRONMENT = {"HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1"}
Start = Callable[..., WorkspaceIndex]


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Makes an index of the folder; all are closed with the test."""
    made: list[WorkspaceIndex] = []

    def make(root: Path = tmp_path, **options: object) -> WorkspaceIndex:
        others = options.pop("others", ())
        index = WorkspaceIndex(root, others, IndexOptions(**options), ENVIRONMENT)  # type: ignore[arg-type]
        made.append(index)
        return index

    yield make
    for index in made:
        await index.close()


async def found(index: WorkspaceIndex, pattern: str, **question: object) -> list[str]:
    outcome = await index.search(Question(pattern, **question))  # type: ignore[arg-type]
    return [hit.path for hit in outcome.results]


async def until(condition: Callable[[], object]) -> None:
    """The test's own time limit ends it if it never holds."""
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.01)


async def until_right(index: WorkspaceIndex, root: Path, **options: object) -> dict[str, bool]:
    """Wait until the index is what a fresh scan finds."""
    async with asyncio.timeout(60):
        while True:
            scan = scan_tree(root, environment=ENVIRONMENT, **options)  # type: ignore[arg-type]
            fresh = {entry.path: entry.is_dir for entry in scan.entries}
            if await index.paths() == fresh:
                return fresh
            await asyncio.sleep(0.02)


@pytest.fixture(params=["watched", "above the limit", "looked through"])
async def followed(request: pytest.FixtureRequest, tmp_path: Path, start: Start) -> WorkspaceIndex:
    """An index that has seen the first of everything, in each way of following."""
    make_tree(tmp_path, ["src/app.py", "src/deep/er/x.py", "README.md", "other/y.py"])
    limit = {"watched": 200_000, "above the limit": 2, "looked through": 0}[request.param]
    index = start(watch_limit=limit)
    await index.search(Question(""))
    await until(lambda: index.state.live == (request.param == "watched"))
    return index


async def test_nothing_is_looked_at_before_it_is_asked_for_and_the_first_search_waits(
    start: Start, tmp_path: Path
) -> None:
    make_tree(tmp_path, ["src/app.py", "README.md"])
    index = start()
    assert not any(thread.name.startswith("workspace") for thread in threading.enumerate())
    assert await found(index, "app") == ["src/app.py"]
    assert index.state.complete
    assert index.state.entries == 3


async def test_files_and_folders_come_and_go(followed: WorkspaceIndex, tmp_path: Path) -> None:
    make_tree(tmp_path, ["src/new/later.py", "top.py"])
    (tmp_path / "README.md").unlink()
    assert "src/new/later.py" in await until_right(followed, tmp_path)
    shutil.rmtree(tmp_path / "src")
    make_tree(tmp_path, ["src/again.py"])
    assert "src/app.py" not in await until_right(followed, tmp_path)
    assert await found(followed, "again") == ["src/again.py"]


async def test_a_folder_that_moves_takes_along_what_is_in_it(followed: WorkspaceIndex, tmp_path: Path) -> None:
    (tmp_path / "src").rename(tmp_path / "other/moved")
    assert "other/moved/deep/er/x.py" in await until_right(followed, tmp_path)
    make_tree(tmp_path, ["other/moved/deep/er/new.py"])
    await until_right(followed, tmp_path)
    (tmp_path / "other/moved").rename(tmp_path / "src")
    make_tree(tmp_path, ["src/deep/later.py"])
    assert "src/deep/later.py" in await until_right(followed, tmp_path)


async def test_two_folders_that_swap_their_names_swap_what_is_in_them(followed: WorkspaceIndex, tmp_path: Path) -> None:
    (tmp_path / "src").rename(tmp_path / "aside")
    (tmp_path / "other").rename(tmp_path / "src")
    (tmp_path / "aside").rename(tmp_path / "other")
    assert {"src/y.py", "other/app.py"} <= (await until_right(followed, tmp_path)).keys()


async def test_an_edited_ignore_file_is_obeyed_in_all_that_it_governs(followed: WorkspaceIndex, tmp_path: Path) -> None:
    write_rules(tmp_path, {".gitignore": b"x.py\nother/\n"})
    assert not {"other", "src/deep/er/x.py"} & (await until_right(followed, tmp_path)).keys()
    write_rules(tmp_path, {"src/.gitignore": b"!x.py\n"})
    assert "src/deep/er/x.py" in await until_right(followed, tmp_path)
    with (tmp_path / ".gitignore").open("ab") as file:
        file.write(b"*.md\n")
    assert "README.md" not in await until_right(followed, tmp_path)
    (tmp_path / ".gitignore").unlink()
    assert "other/y.py" in await until_right(followed, tmp_path)


async def test_a_repository_that_is_begun_and_its_own_excludes_are_noticed(
    followed: WorkspaceIndex, tmp_path: Path
) -> None:
    write_rules(tmp_path, {".gitignore": b"*.py\n"})
    await until_right(followed, tmp_path)
    run_git(tmp_path / "other", "init", "-q")
    assert "other/y.py" in await until_right(followed, tmp_path)
    write_rules(tmp_path, {"other/.git/info/exclude": b"y.py\n"})
    assert "other/y.py" not in await until_right(followed, tmp_path)


async def test_a_switch_of_branches_with_thousands_of_files_is_followed(
    followed: WorkspaceIndex, tmp_path: Path
) -> None:
    git = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    run_git(tmp_path, "init", "-q", "-b", "main")
    run_git(tmp_path, "add", ".")
    run_git(tmp_path, *git, "commit", "-q", "-m", "few")
    run_git(tmp_path, "checkout", "-q", "-b", "many")
    make_tree(tmp_path, [f"many/{number % 100}/{number}/f.py" for number in range(2_500)])
    make_tree(tmp_path, [f"src/deep/{number}.py" for number in range(2_500)])
    run_git(tmp_path, "add", ".")
    run_git(tmp_path, *git, "commit", "-q", "-m", "many")
    await until_right(followed, tmp_path)
    run_git(tmp_path, "checkout", "-q", "main")
    assert len(await until_right(followed, tmp_path)) < 20
    run_git(tmp_path, "checkout", "-q", "many")
    assert len(await until_right(followed, tmp_path)) > 7_500


async def test_names_that_are_not_utf8_are_found_by_what_they_are_shown_as(
    followed: WorkspaceIndex, tmp_path: Path
) -> None:
    make_tree(tmp_path, [os.fsdecode(b"src/caf\xe9.txt"), os.fsdecode(b"bad\xff/inside.py")])
    await until_right(followed, tmp_path)
    assert await found(followed, "caf") == ["src/caf\\xe9.txt"]
    make_tree(tmp_path, [os.fsdecode(b"bad\xff/later.py")])
    await until_right(followed, tmp_path)
    assert await found(followed, "later") == ["bad\\xff/later.py"]


async def test_a_folder_that_becomes_a_link_is_left(followed: WorkspaceIndex, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "src")
    (tmp_path / "src").symlink_to("other")
    assert (await until_right(followed, tmp_path))["src"] is False


async def test_a_root_that_goes_and_comes_back_is_indexed_again(start: Start, tmp_path: Path) -> None:
    root = tmp_path / "root"
    make_tree(root, ["a/b"])
    index = start(root)
    await index.search(Question(""))
    shutil.rmtree(root)
    await until(lambda: index.state.entries == 0)
    make_tree(root, ["c/d"])
    await until(lambda: index.state.entries == 2)


async def test_the_persons_global_excludes_hold_and_are_noticed(start: Start, tmp_path: Path) -> None:
    root, home = tmp_path / "root", tmp_path / "home"
    make_tree(root, ["a.swp", "b.bak", "c.py"])
    write_rules(home, {".config/git/ignore": b"*.swp\n"})
    index = WorkspaceIndex(root, (), None, {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1"})
    try:
        await index.search(Question(""))
        assert sorted(await index.paths()) == ["b.bak", "c.py"]
        write_rules(home, {".gitconfig": b"[core]\n\texcludesFile = ~/mine\n", "mine": b"*.bak\n"})
        async with asyncio.timeout(30):
            while sorted(await index.paths()) != ["a.swp", "c.py"]:
                await asyncio.sleep(0.05)
    finally:
        await index.close()


async def test_several_roots_are_searched_together_the_others_by_absolute_paths(start: Start, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    make_tree(one, ["app.py", "inner/z.py"])
    make_tree(other, ["lib/app.py"])
    index = start(one, others=(other, one / "inner"))
    assert await found(index, "app.py") == ["app.py", f"{other}/lib/app.py"]
    outcome = await index.search(Question("", opened=tuple(index.relative([f"{other}/lib/app.py", "/etc/passwd"]))))
    assert [hit.path for hit in outcome.opened] == [f"{other}/lib/app.py"]
    make_tree(other, ["lib/later.py"])
    async with asyncio.timeout(30):
        while not await found(index, "later"):
            await asyncio.sleep(0.02)


async def test_what_the_person_excludes_hides_or_wants_shown(start: Start, tmp_path: Path) -> None:
    make_tree(tmp_path, [".github/ci.yml", "gen/x.py", "src/a.py", "src/b.log", "src/.env"])
    write_rules(tmp_path, {".gitignore": b"*.log\n"})
    every = {".github", ".github/ci.yml", "gen", "gen/x.py", "src", "src/a.py", "src/.env", ".gitignore"}
    for excludes, expected in (
        (Excludes(), every),
        (Excludes(("gen/", "!*.log")), every - {"gen", "gen/x.py"} | {"src/b.log"}),
        (Excludes(hidden=False), {"gen", "gen/x.py", "src", "src/a.py"}),
        (Excludes(("/src",), ignored=True), {".github", ".github/ci.yml", "gen", "gen/x.py", ".gitignore"}),
        (Excludes(ignored=True), every | {"src/b.log"}),
    ):
        index = start(excludes=excludes)
        await index.search(Question(""))
        assert set(await index.paths()) == expected


async def test_opened_files_may_be_absolute_or_relative_or_not_there(start: Start, tmp_path: Path) -> None:
    make_tree(tmp_path, ["real/src/app.py", "real/README.md"])
    (tmp_path / "link").symlink_to("real")
    index = start(tmp_path / "link")
    given = ["src/../README.md", str(tmp_path / "real/src/app.py"), "./src/app.py", "/etc/passwd", "../x", "", "a\0b"]
    opened = tuple(index.relative([*given, str(tmp_path / "link/src/app.py")]))
    assert [hit.path for hit in (await index.search(Question("", opened))).opened] == ["README.md", "src/app.py"]
    assert [hit.path for hit in (await index.search(Question("app", opened))).opened] == ["src/app.py"]


async def test_a_question_that_nobody_waits_for_is_not_answered(start: Start, tmp_path: Path) -> None:
    make_tree(tmp_path, ["app.py"])
    index = start()
    await index.search(Question(""))
    with pytest.raises(CancelledError):
        await index.search(Question("app", cancelled=lambda: True))
    assert await found(index, "app") == ["app.py"]


async def test_what_is_left_out_is_logged_once(start: Start, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    make_tree(tmp_path, ["a", "b", "c"])
    index = start(max_entries=2)
    with caplog.at_level(logging.WARNING):
        assert len(await found(index, "")) == 2
        (tmp_path / "d").touch()
        (tmp_path / "a").unlink()
        async with asyncio.timeout(30):
            while set(await index.paths()) != {"b", "c"}:
                await asyncio.sleep(0.02)
    assert caplog.messages == ["the workspace has more than 2 entries; the rest is not indexed"]


async def test_a_workspace_that_is_not_there_is_empty_and_unreadable(start: Start, tmp_path: Path) -> None:
    index = start(tmp_path / "nowhere")
    assert await found(index, "") == []
    assert index.state.unreadable == 1


async def test_after_it_is_closed_nothing_is_found_and_no_thread_is_left(start: Start, tmp_path: Path) -> None:
    make_tree(tmp_path, ["app.py"])
    index, unused = start(), start()
    await index.search(Question(""))
    await index.close()
    await unused.close()
    assert await found(index, "app") == await found(unused, "app") == []
    await until(lambda: not any(thread.name.startswith("workspace") for thread in threading.enumerate()))
