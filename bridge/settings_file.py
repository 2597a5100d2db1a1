"""Writing one option into a settings file. Blocking: call it in a thread.

A person's file keeps its comments, its order and its other lines. It is written beside and then put in its place, under
a lock that all bridges of one person share.
"""

import json
import os
import re
import tomllib
from pathlib import Path

from bridge.errors import UsageError
from bridge.file_lock import locked
from bridge.option import Option, Value

_WAYS_TO_END = 500
"""Lines that one value may take; more is none that a person wrote."""


def write_option(path: Path, option: Option, value: Value | None) -> None:
    """Set the option in the file, which is made if missing; None takes it out. OSError where it cannot be written.

    UsageError where the file is not TOML: nothing is written then.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with locked(path.with_name(path.name + ".lock")):
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        after = with_option(before, option, value, str(path))
        if after != before:
            _replace(path, after)


def with_option(text: str, option: Option, value: Value | None, where: str) -> str:
    """The file's text with the option set, or without it."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{where} cannot be read, so nothing is written into it: {error}") from None
    lines = text.splitlines(keepends=True)
    found = _place(lines, option)
    new = [] if value is None else [f"{option.name} = {to_toml(value)}\n"]
    if found is not None:
        lines[found[0] : found[1]] = new
    elif new:
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        lines += new
    return "".join(lines)


def _place(lines: list[str], option: Option) -> tuple[int, int] | None:
    """Where the option stands: its first line, and the line behind its last. A list may go over several lines."""
    key = re.compile(rf"""\s*["']?{"[-_]".join(map(re.escape, option.name.split("-")))}["']?\s*=""")
    for start, line in enumerate(lines):
        if not key.match(line):
            continue
        for end in range(start + 1, min(len(lines), start + _WAYS_TO_END) + 1):
            try:
                tomllib.loads("".join(lines[start:end]))
            except tomllib.TOMLDecodeError:
                continue
            return start, end
    return None


def to_toml(value: Value) -> str:
    """A value as TOML has it."""
    if isinstance(value, tuple):
        return "[" + ", ".join(map(to_toml, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value).lower()


def _replace(path: Path, text: str) -> None:
    target = path.resolve()  # a link to a file in somebody's dotfiles stays one
    draft = target.with_name(target.name + ".new")
    draft.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
