"""`git check-ignore` as the judge of ignore rules: makes a tree, and asks git and a scan the same question."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from bridge.workspace.scan import scan_tree

_ALONE = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_CEILING_DIRECTORIES": "/",
    "GIT_TERMINAL_PROMPT": "0",
}


def run_git(folder: Path, *args: str, given: bytes = b"") -> bytes:
    """What git prints, untouched by the configuration of whoever runs the tests."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | _ALONE
    done = subprocess.run(
        ["git", "-C", str(folder), *args], input=given, capture_output=True, check=False, env=environment
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def make_tree(root: Path, files: Sequence[str]) -> None:
    """Empty files, and the folders they need; a path that ends in `/` is an empty folder."""
    for file in files:
        if file.endswith("/"):
            (root / file).mkdir(parents=True, exist_ok=True)
        else:
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            (root / file).touch()


def write_rules(root: Path, rules: Mapping[str, bytes]) -> None:
    """Ignore files by their path."""
    for path, text in rules.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text)


def kept_by_git(root: Path) -> set[str]:
    """Every path under `root` (outside of `.git`) that `git check-ignore` does not name."""
    paths = {
        str(path.relative_to(root)).replace(os.sep, "/")
        for path in root.rglob("*")
        if path.relative_to(root).parts[0] != ".git"
    }
    given = b"".join(os.fsencode(path) + b"\0" for path in sorted(paths))
    ignored = run_git(root, "check-ignore", "--no-index", "--stdin", "-z", given=given)
    return paths - {os.fsdecode(path) for path in ignored.split(b"\0")}


def kept_by_scan(root: Path) -> set[str]:
    """Every path that a scan lists."""
    return {entry.path for entry in scan_tree(root).entries}
