"""Whatever happens to a repository, the index becomes what git sees: `git ls-files` and the folders of its files."""

import asyncio
import os
import shutil
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bridge.workspace.index import IndexOptions, WorkspaceIndex
from tests.unit.workspace.git_judge import run_git

_FOLDERS = st.sampled_from(["", "a", "b", "a/b", "a/b/c", "a/gen", "d/e"])
_FILES = st.sampled_from(["x.py", "y.log", "z.txt", "gen", "caf\udce9.txt"])
_RULES = st.lists(
    st.sampled_from(["*.log", "gen", "gen/", "/a/b", "!y.log", "a/**", "*", "!*/", "!*.py", "b/c"]), max_size=3
)
_PATIENCE_SECONDS = 60


class _Index:
    """An index on an event loop of its own."""

    def __init__(self, root: Path, limit: int) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="loop")
        self._thread.start()
        self._index = WorkspaceIndex(root, (), IndexOptions(watch_limit=limit), {"HOME": "/nonexistent"})
        self._loop.call_soon_threadsafe(self._index.start)

    def files_when(self, expected: set[str]) -> set[str]:
        """The files, as soon as they are the expected ones; else what they are when patience ends."""
        return asyncio.run_coroutine_threadsafe(self._files_when(expected), self._loop).result()

    async def _files_when(self, expected: set[str]) -> set[str]:
        end = self._loop.time() + _PATIENCE_SECONDS
        while True:
            found = {path for path, is_folder in (await self._index.paths()).items() if not is_folder}
            if found == expected or self._loop.time() > end:
                return found
            await asyncio.sleep(0.01)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._index.close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Repository(RuleBasedStateMachine):
    """Subclasses say where it is, and how many folders may be watched."""

    root: ClassVar[Path]
    limit: ClassVar[int]

    def __init__(self) -> None:
        super().__init__()
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir()
        run_git(self.root, "init", "-q")
        self._index = _Index(self.root, self.limit)

    def teardown(self) -> None:
        self._index.close()

    @rule(folder=_FOLDERS, name=_FILES)
    def write(self, folder: str, name: str) -> None:
        path = self.root / folder / name
        if not path.is_dir() and not any(parent.is_file() for parent in path.parents):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("x")

    @rule(folder=_FOLDERS, rules=_RULES)
    def write_rules(self, folder: str, rules: list[str]) -> None:
        if (self.root / folder).is_dir():
            (self.root / folder / ".gitignore").write_text("\n".join(rules))

    @rule(rules=_RULES)
    def write_excludes(self, rules: list[str]) -> None:
        (self.root / ".git/info/exclude").write_text("\n".join(rules))

    @rule(folder=_FOLDERS.filter(bool))
    def remove_folder(self, folder: str) -> None:
        if (self.root / folder).is_dir():
            shutil.rmtree(self.root / folder)

    @rule(folder=_FOLDERS, name=_FILES)
    def remove(self, folder: str, name: str) -> None:
        if (self.root / folder / name).is_file():
            (self.root / folder / name).unlink()

    @rule(source=_FOLDERS.filter(bool), outer=_FOLDERS.filter(bool), name=st.sampled_from(["moved", "b", "gen"]))
    def move(self, source: str, outer: str, name: str) -> None:
        into = self.root / outer / name
        inside = f"{outer}/{name}/".startswith(f"{source}/")
        if (self.root / source).is_dir() and (self.root / outer).is_dir() and not into.exists() and not inside:
            (self.root / source).rename(into)

    @precondition(lambda self: os.geteuid() != 0)
    @rule(folder=_FOLDERS.filter(bool))
    def shut_and_open(self, folder: str) -> None:
        if (self.root / folder).is_dir():
            (self.root / folder).chmod(0)
            (self.root / folder).chmod(0o755)

    @rule(burst=st.integers(50, 200))
    def burst(self, burst: int) -> None:
        for number in range(burst):
            (self.root / f"burst/{number % 7}/{number}").mkdir(parents=True, exist_ok=True)
            (self.root / f"burst/{number % 7}/{number}/f.py").touch()

    @invariant()
    def the_index_is_what_git_sees(self) -> None:
        told = run_git(self.root, "ls-files", "-z", "-co", "--exclude-standard")
        seen = {os.fsdecode(path).replace("\udce9", "\\xe9") for path in told.split(b"\0") if path}
        assert self._index.files_when(seen) == seen


@pytest.mark.parametrize("limit", [10_000, 2])
def test_the_index_becomes_what_git_sees_whatever_happens(tmp_path: Path, limit: int) -> None:
    run_state_machine_as_test(
        type("Here", (Repository,), {"root": tmp_path / "root", "limit": limit}),
        settings=settings(
            max_examples=8 if limit > 2 else 3,
            stateful_step_count=12 if limit > 2 else 6,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
