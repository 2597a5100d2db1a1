"""Command strings into words, and words into programs."""

import os
import re
import shlex
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from bridge.errors import UsageError

WINDOWS = sys.platform == "win32"

# A backslash is a path separator; only in front of a quote it means something: the rules of Microsoft's C runtime.
_WINDOWS_PART = re.compile(r'(?P<slashes>\\*)(?P<quote>")|(?P<space>[ \t\r\n]+)|(?P<text>\\+|[^\\" \t\r\n]+)')
_WINDOWS_EXTENSIONS = ".COM;.EXE;.BAT;.CMD"


def split_command(text: str, *, windows: bool = WINDOWS) -> list[str]:
    """Split with the rules of the platform's shell: quotes hold words together; nothing is expanded.

    Raises UsageError for what is no command.
    """
    words = _split_windows(text) if windows else _split_posix(text)
    if not words or not words[0]:
        raise UsageError(f"the command {text!r} names no program")
    if "\0" in text:
        raise UsageError("the command contains a NUL character")
    return words


def find_executable(name: str, environment: Mapping[str, str], cwd: str) -> str | None:
    """Return the absolute path of a program as a child with this environment and working folder would find it.

    The child's PATH decides, not ours: they differ when a session brings its own.
    """
    if not name:
        return None
    names = _candidate_names(name, environment) if WINDOWS else [name]
    has_folder = "/" in name or (WINDOWS and "\\" in name)
    for folder in [Path()] if has_folder else _path_folders(environment):
        for candidate in names:
            path = Path(cwd).absolute() / folder / candidate  # what is absolute replaces what is left of it
            if path.is_file() and os.access(path, os.X_OK):
                return str(path)
    return None


def _split_posix(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise UsageError(f"the command {text!r} cannot be read: {str(error).lower()}") from error


def _split_windows(text: str) -> list[str]:
    words: list[str] = []
    word: str | None = None
    quoted = False
    for part in _WINDOWS_PART.finditer(text):
        if part["quote"]:
            slashes = part["slashes"]
            word = (word or "") + "\\" * (len(slashes) // 2)
            if len(slashes) % 2:
                word += '"'
            else:
                quoted = not quoted
        elif part["space"] and not quoted:
            if word is not None:
                words.append(word)
            word = None
        else:
            word = (word or "") + part[0]
    if quoted:
        raise UsageError(f"the command {text!r} cannot be read: no closing quotation")
    return words if word is None else [*words, word]


def _path_folders(environment: Mapping[str, str]) -> Iterator[Path]:
    for entry in environment.get("PATH", os.defpath).split(os.pathsep):
        if entry or not WINDOWS:
            yield Path(entry)  # POSIX: an empty entry is the working folder


def _candidate_names(name: str, environment: Mapping[str, str]) -> list[str]:
    extensions = [part for part in environment.get("PATHEXT", _WINDOWS_EXTENSIONS).split(";") if part]
    if any(name.lower().endswith(extension.lower()) for extension in extensions):
        return [name]
    return [name + extension for extension in extensions]
