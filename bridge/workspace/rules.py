"""Where ignore rules are written: reads the ignore files of a folder and of the repository it is in. Blocking."""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from bridge.workspace.git_config import GitSettings, git_settings
from bridge.workspace.ignore import ALWAYS_IGNORED, RuleChain, RuleFile
from bridge.workspace.regular_file import open_regular

RULE_NAMES = frozenset((".git", ".gitignore", ".ignore"))
"""What says in a folder how the rules change there."""

_MAX_RULES = 1 << 20
"""Of an ignore file nothing is read beyond this many bytes; the largest in the wild have a few ten thousand."""

Signature = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Excludes:
    """What the person wants beyond the ignore files.

    patterns: as lines of an ignore file at the root. hidden: whether names that start with a dot are listed. ignored:
    whether what the ignore files name is listed all the same.
    """

    patterns: tuple[str, ...] = ()
    hidden: bool = True
    ignored: bool = False


EVERYTHING = Excludes()
"""What the ignore files leave, and no more than that left out."""


class RuleReader:
    """Reads rules for one root and remembers which files they came from."""

    def __init__(
        self, root: Path, excludes: Excludes, environment: Mapping[str, str], outermost: Path | None = None
    ) -> None:
        self._root = root
        self._outermost = outermost
        self._excludes = excludes
        self._environment = environment
        self.sources: dict[Path, Signature | None] = {}
        """Files outside of the listed folders that rules came from, as they were when read; None: not there."""

    def at_root(self) -> tuple[str, RuleChain, GitSettings]:
        """The path from the top of the repository of the root down to it (`""` or `a/b/`), and the rules on the way.

        That a folder on the way, or the root itself, is ignored says nothing: it was opened on purpose.
        """
        self.sources = {}
        root = self._root
        top = next((folder for folder in root.parents if _git_folder(folder) is not None), self._outermost)
        if top is None or top == root or _git_folder(root) is not None:
            settings = self._settings(None)
            return "", RuleChain(extra=self._extra(""), last=self._global(settings, "")), settings
        below = root.relative_to(top).parts
        chain, settings = RuleChain(extra=self._extra("/".join(below))), self._settings(None)
        for depth in range(len(below)):
            folder = top.joinpath(*below[:depth])
            chain, settings = self.inside(folder, "/".join(below[:depth]), RULE_NAMES, chain, settings)
            if not self._excludes.ignored:
                self._note(folder / ".gitignore", folder / ".ignore")
        return "/".join(below) + "/", chain, settings

    def inside(
        self, folder: Path, base: str, names: Collection[str], chain: RuleChain, settings: GitSettings
    ) -> tuple[RuleChain, GitSettings]:
        """The chain in a folder that has these names; `chain` is its parent's, `base` its path from the top.

        A folder with a `.git` is the top of a repository of its own, if there is one behind it.
        """
        if self._excludes.ignored:
            return chain, settings
        git = _git_folder(folder) if ALWAYS_IGNORED in names else None
        if git is None and ALWAYS_IGNORED in names:
            self._note(folder / ALWAYS_IGNORED / "HEAD")  # git may be making it just now
        if git is not None:
            settings = self._settings(git)
            exclude = git / "info" / "exclude"
            self._note(exclude)
            chain = chain.entering_repository(_rule_file(exclude, base, settings), self._global(settings, base))
        return (
            chain.entering(
                ignore=_rule_file(folder / ".ignore", base, settings) if ".ignore" in names else None,
                gitignore=_rule_file(folder / ".gitignore", base, settings) if ".gitignore" in names else None,
            ),
            settings,
        )

    def sources_changed(self) -> bool:
        """Whether one of `sources` is not any more what it was."""
        return any(_signature(path) != before for path, before in self.sources.items())

    def _extra(self, base: str) -> RuleFile | None:
        if not self._excludes.patterns:
            return None
        return RuleFile("\n".join(self._excludes.patterns).encode("utf-8", "surrogateescape"), base)

    def _settings(self, git: Path | None) -> GitSettings:
        settings = git_settings(git, self._environment)
        self._note(*settings.files)
        return settings

    def _global(self, settings: GitSettings, base: str) -> RuleFile | None:
        if settings.excludes is None or self._excludes.ignored:
            return None
        self._note(settings.excludes)
        return _rule_file(settings.excludes, base, settings, follow=True)

    def _note(self, *paths: Path) -> None:
        for path in paths:
            self.sources[path] = _signature(path)


def _signature(path: Path) -> Signature | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _git_folder(folder: Path) -> Path | None:
    """Where a repository with its top in `folder` keeps what its worktrees share; None: it is not the top of one.

    In worktrees and submodules `.git` is a file that says where.
    """
    git = folder / ALWAYS_IGNORED
    if not os.path.lexists(git):
        return None
    pointer = _read(git)
    if pointer.startswith(b"gitdir:"):
        git = folder / os.fsdecode(pointer.removeprefix(b"gitdir:").strip())
    if not os.path.lexists(git / "HEAD"):
        return None
    return git / os.fsdecode(_read(git / "commondir").strip())


def _rule_file(path: Path, base: str, settings: GitSettings, *, follow: bool = False) -> RuleFile | None:
    text = _read(path, follow=follow)
    return RuleFile(text, base, ignore_case=settings.ignore_case) if text else None


def _read(path: Path, *, follow: bool = False) -> bytes:
    """The content of a small file; nothing where there is none. As git does it, a link in the tree is not followed."""
    try:
        with open_regular(os.path.realpath(path) if follow else path) as file:
            return file.read(_MAX_RULES)
    except (OSError, ValueError):
        return b""
