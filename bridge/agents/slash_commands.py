"""The slash commands a person or a project has given an agent, read from the files the agent reads. Blocking.

What the agents bring along themselves is in none of their files and changes with each version, so it is not listed.
"""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Literal, NamedTuple

from bridge.agents.profile import CommandFolder, Profile

MOST_COMMANDS = 500
_MOST_FILES = 5_000
_DEEPEST = 6
_READ_BYTES = 16 * 1024
"""Of a file; its description is at its start."""

_LONGEST_DESCRIPTION = 200
_NAME = re.compile(r"[^\s/\x00-\x1f\x7f][^\s\x00-\x1f\x7f]{0,99}")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*$", re.DOTALL | re.MULTILINE)
_DESCRIPTION = re.compile(r"^description[ \t]*:[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")


class SlashCommand(NamedTuple):
    """name: without the slash. source: whose files it is in."""

    name: str
    description: str
    source: Literal["project", "user"]


def slash_commands(profile: Profile, project: Path, environment: Mapping[str, str]) -> list[SlashCommand]:
    """By name; of those with one name the first of the profile's folders. What cannot be read is passed over."""
    found: dict[str, SlashCommand] = {}
    for folder in profile.command_folders:
        base = _base(folder, project, environment)
        if base is None:
            continue
        source: Literal["project", "user"] = "project" if folder.base == "project" else "user"
        for name, file in islice(_files(base / folder.path, folder), MOST_COMMANDS):
            if name not in found:
                found[name] = SlashCommand(name, _description(file), source)
    return sorted(found.values())[:MOST_COMMANDS]


def _base(folder: CommandFolder, project: Path, environment: Mapping[str, str]) -> Path | None:
    if folder.base == "project":
        return project
    home = environment.get("HOME") or environment.get("USERPROFILE")
    if folder.base == "home":
        return Path(home) if home else None
    named = environment.get(folder.base)
    if named:
        return Path(named)
    return Path(home) / folder.fallback if home else None


def _files(root: Path, folder: CommandFolder) -> Iterator[tuple[str, Path]]:
    """Names and files; `nested` says what a folder on the way to a file means for its name."""
    for path in islice(_walk(root, 0 if folder.nested is None else _DEEPEST), _MOST_FILES):
        if path.suffix != folder.suffix:
            continue
        inner = path.relative_to(root).with_suffix("").parts
        stem = (folder.nested or "").join(inner) if folder.nested else inner[-1]
        if _NAME.fullmatch(stem):
            yield folder.prefix + stem, path


def _walk(root: Path, depth: int) -> Iterator[Path]:
    """Files below a folder, in order; no link is followed out of sight, and none in a circle."""
    try:
        entries = sorted(os.scandir(root), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if depth:
                yield from _walk(Path(entry.path), depth - 1)
        elif entry.is_file():
            yield Path(entry.path)


def _description(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            text = opened.read(_READ_BYTES).decode("utf-8-sig", "replace")
    except OSError:
        return ""
    found = _in_toml(text) if file.suffix == ".toml" else _in_markdown(text)
    return _CONTROL.sub(" ", found).strip()[:_LONGEST_DESCRIPTION]


def _in_toml(text: str) -> str:
    try:
        value = tomllib.loads(text).get("description")
    except tomllib.TOMLDecodeError:
        return ""
    return value if isinstance(value, str) else ""


def _in_markdown(text: str) -> str:
    """The front matter's `description`, else the first line that says something."""
    front = _FRONT_MATTER.match(text)
    stated = _DESCRIPTION.search(front[1]) if front else None
    if stated:
        return stated[1].strip("\"'")
    body = text[front.end() :] if front else text
    return next((line.strip("# \t\r") for line in body.split("\n") if line.strip("# \t\r")), "")
