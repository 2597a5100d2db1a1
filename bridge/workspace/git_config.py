"""The few settings of git that decide what is ignored, read from its configuration files. Blocking.

git itself is not asked: it may not be installed, and a process for each repository costs more than a scan.
Source: git-config(1). Conditional includes other than `gitdir:` are passed over.
"""

import os
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

_SECTION = re.compile(r'\[\s*([A-Za-z0-9.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\](.*)', re.DOTALL)
_ENTRY = re.compile(r"([A-Za-z][A-Za-z0-9-]*)\s*(?:=\s*(.*))?", re.DOTALL)
_MAX_BYTES = 1 << 20
_MAX_INCLUDES = 10
"""git's own limit on how deep files include each other."""

_ESCAPES = {"n": "\n", "t": "\t", "b": "\b", "\\": "\\", '"': '"'}
_TRUE = ("", "true", "yes", "on", "1")


class GitSettings(NamedTuple):
    """excludes: the person's global ignore file, None if there is none. files: what was read, for a look at changes."""

    excludes: Path | None
    ignore_case: bool
    files: tuple[Path, ...]


def git_settings(git_folder: Path | None, environment: Mapping[str, str]) -> GitSettings:
    """What holds in the repository whose `.git` this is, or outside of any."""
    values: dict[str, str] = {}
    files = list(_global_files(environment))
    if git_folder is not None:
        files.append(git_folder / "config")
    home = environment.get("HOME") or environment.get("USERPROFILE") or ""
    for file in files:
        values.update(_Reader(git_folder, home).read(file))
    return GitSettings(
        excludes=_excludes(values.get("core.excludesfile"), environment, home, git_folder),
        ignore_case=values.get("core.ignorecase", "false").lower() in _TRUE,
        files=tuple(files),
    )


def _global_files(environment: Mapping[str, str]) -> Iterator[Path]:
    """In the order in which they are read: later ones win."""
    if environment.get("GIT_CONFIG_NOSYSTEM", "").lower() not in ("true", "yes", "on", "1"):
        yield Path(environment.get("GIT_CONFIG_SYSTEM", "/etc/gitconfig"))
    if "GIT_CONFIG_GLOBAL" in environment:
        yield Path(environment["GIT_CONFIG_GLOBAL"])
        return
    home = environment.get("HOME") or environment.get("USERPROFILE")
    folder = environment.get("XDG_CONFIG_HOME") or (f"{home}/.config" if home else None)
    if folder:
        yield Path(folder, "git", "config")
    if home:
        yield Path(home, ".gitconfig")


def _excludes(value: str | None, environment: Mapping[str, str], home: str, git_folder: Path | None) -> Path | None:
    if value is None:
        folder = environment.get("XDG_CONFIG_HOME") or (f"{home}/.config" if home else "")
        return Path(folder, "git", "ignore") if folder else None
    if not value:
        return None
    path = Path(_expanded(value, home))
    return path if path.is_absolute() or git_folder is None else git_folder.parent / path


def _expanded(path: str, home: str) -> str:
    return home + path[1:] if path == "~" or path.startswith("~/") else os.path.expanduser(path)  # noqa: PTH111 - ~user


class _Reader:
    """Reads one file and what it includes."""

    def __init__(self, git_folder: Path | None, home: str) -> None:
        self._git_folder = git_folder
        self._home = home

    def read(self, file: Path, depth: int = 0) -> dict[str, str]:
        """`section.key` in small letters to its last value; a section with a subsection only includes."""
        try:
            with file.open("rb") as opened:
                text = opened.read(_MAX_BYTES).decode("utf-8", "surrogateescape")
        except (OSError, ValueError):
            return {}
        values: dict[str, str] = {}
        for section, subsection, key, value in _entries(text.removeprefix("\ufeff")):
            if (section, key) == ("include", "path") or (section, key) == ("includeif", "path"):
                if depth < _MAX_INCLUDES and (section == "include" or self._holds(subsection or "", file)):
                    values.update(self.read(file.parent / _expanded(value, self._home), depth + 1))
            elif subsection is None:
                values[f"{section}.{key}"] = value
        return values

    def _holds(self, condition: str, file: Path) -> bool:
        kind, _, pattern = condition.partition(":")
        if kind not in ("gitdir", "gitdir/i") or self._git_folder is None:
            return False
        pattern = _expanded(pattern, self._home)
        if pattern.startswith("./"):
            pattern = f"{file.parent}{pattern[1:]}"
        elif not pattern.startswith("/"):
            pattern = f"**/{pattern}"
        if pattern.endswith("/"):
            pattern += "**"
        folder = os.path.realpath(self._git_folder)
        if kind == "gitdir/i":
            pattern, folder = pattern.lower(), folder.lower()
        return fnmatchcase(folder, pattern.replace("**/", "*").replace("**", "*"))


def _entries(text: str) -> Iterator[tuple[str, str | None, str, str]]:
    """Section, subsection, key and value of each line; what cannot be read is passed over."""
    section, subsection = "", None
    for line in _logical_lines(text):
        heading = _SECTION.match(line)
        if heading is not None:
            section, subsection = heading[1].lower(), heading[2]
            if subsection is not None:
                subsection = re.sub(r"\\(.)", r"\1", subsection)
            line = heading[3].strip()
        entry = _ENTRY.fullmatch(line)
        if entry is not None and line[:1] not in "#;":
            yield section, subsection, entry[1].lower(), _value(entry[2])


def _logical_lines(text: str) -> Iterator[str]:
    """Lines, joined where a backslash ends them."""
    pending = ""
    for line in text.replace("\r\n", "\n").split("\n"):
        pending += line.lstrip() if not pending else line
        if (len(line) - len(line.rstrip("\\"))) % 2:
            pending = pending[:-1]
            continue
        yield pending.rstrip()
        pending = ""
    yield pending.rstrip()


def _value(text: str | None) -> str:
    """Without quotes, escapes and comments. A key without `=` is true."""
    if text is None:
        return "true"
    out: list[str] = []
    quoted = False
    kept = 0
    at = 0
    while at < len(text):
        char = text[at]
        at += 1
        if char == '"':
            quoted = not quoted
            kept = len(out)
            continue
        if char == "\\" and at < len(text):
            char = _ESCAPES.get(text[at], text[at])
            at += 1
        elif char in "#;" and not quoted:
            break
        out.append(char)
        if quoted or not char.isspace():
            kept = len(out)
    return "".join(out[:kept])
