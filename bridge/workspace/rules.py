"""Where ignore rules are written: reads the ignore files of a folder and of the repository it is in. Blocking."""

import os
import sys
from collections.abc import Collection
from pathlib import Path

from bridge.workspace.ignore import ALWAYS_IGNORED, RuleChain, RuleFile
from bridge.workspace.regular_file import open_regular

_MAX_RULES = 1 << 20
"""Of an ignore file nothing is read beyond this many bytes; the largest in the wild have a few ten thousand."""

_IGNORE_CASE = sys.platform in ("win32", "darwin")
"""git decides this for each repository (core.ignoreCase) by a look at the file system; these have such file systems."""


def rules_above(root: Path) -> tuple[str, RuleChain]:
    """The path from the top of the repository of `root` down to `root` (`""` or `a/b/`), and the rules on the way.

    That a folder on the way, or `root` itself, is ignored says nothing: it was opened on purpose.
    """
    top = next((folder for folder in root.parents if _exists(folder / ALWAYS_IGNORED)), None)
    if top is None or _exists(root / ALWAYS_IGNORED):
        return "", RuleChain()
    below = root.relative_to(top).parts
    chain = RuleChain()
    for depth in range(len(below)):
        names = {".gitignore", ".ignore"} if depth else {".gitignore", ".ignore", ALWAYS_IGNORED}
        chain = rules_of(top.joinpath(*below[:depth]), "/".join(below[:depth]), names, chain)
    return "/".join(below) + "/", chain


def rules_of(folder: Path, base: str, names: Collection[str], chain: RuleChain) -> RuleChain:
    """The chain inside a folder that has these names in it; `chain` is its parent's, `base` its path from the top.

    A folder with a `.git` is the top of a repository of its own.
    """
    if ALWAYS_IGNORED in names:
        chain = chain.entering_repository(_rule_file(_exclude_file(folder), base))
    return chain.entering(
        ignore=_rule_file(folder / ".ignore", base) if ".ignore" in names else None,
        gitignore=_rule_file(folder / ".gitignore", base) if ".gitignore" in names else None,
    )


def _exists(path: Path) -> bool:
    return os.path.lexists(path)


def _exclude_file(folder: Path) -> Path:
    """Where `info/exclude` of a repository lies; in worktrees and submodules `.git` is a file that says so."""
    git = folder / ALWAYS_IGNORED
    pointer = _read(git)
    if pointer.startswith(b"gitdir:"):
        git = folder / os.fsdecode(pointer.removeprefix(b"gitdir:").strip())
        git = git / os.fsdecode(_read(git / "commondir").strip())
    return git / "info" / "exclude"


def _rule_file(path: Path, base: str) -> RuleFile | None:
    text = _read(path)
    return RuleFile(text, base, ignore_case=_IGNORE_CASE) if text else None


def _read(path: Path) -> bytes:
    """The content of a small file; nothing where there is none. As git does it, a link is not followed."""
    try:
        with open_regular(path) as file:
            return file.read(_MAX_RULES)
    except (OSError, ValueError):
        return b""
