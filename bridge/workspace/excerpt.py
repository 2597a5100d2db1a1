"""Reads files, or ranges of their lines, as text for the agent. Blocking: call it in a thread.

A path is relative to the workspace, and then must lie in it, or absolute: a person dropped it.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from bridge.workspace.excerpt_text import Excerpt, Refusal, block, document
from bridge.workspace.regular_file import NotRegularError, open_regular
from bridge.workspace.windows_names import is_trap

MAX_FILE_BYTES = 1 << 20
"""Of one file. An agent reads larger ones better itself, piece by piece."""

MAX_PROMPT_BYTES = 4 << 20
"""Of the whole text; a million tokens is the most any agent takes."""

MAX_FILES = 500
"""Of one prompt: bounds how much is read for nothing."""

_RANGE = re.compile(r"(.+):([0-9]{1,9})-([0-9]{1,9})", re.DOTALL)


class _LeftOutError(Exception):
    """The file is not given; the text says why."""


def excerpts(root: Path, specs: Sequence[str]) -> str:
    """The files as one text, ending in a newline; `""` for no files. Never raises for a file that cannot be given.

    A spec is a path, or `path:start-end`: lines by their 0-based index, both ends included. A file whose name really
    ends so is meant first. An end beyond the last line is the last line.
    """
    root = Path(os.path.realpath(root))
    pieces: list[Excerpt | Refusal] = []
    room = MAX_PROMPT_BYTES
    for done, spec in enumerate(specs):
        piece = _piece(root, spec)
        size = _size(piece)
        if size > room and isinstance(piece, Excerpt):
            piece = Refusal(piece.path, f"it does not fit into a prompt of {_mebibytes(MAX_PROMPT_BYTES)} any more")
            size = _size(piece)
        if size > room or done == MAX_FILES:
            left = len(specs) - done
            pieces.append(Refusal(spec, f"the prompt is full ({left} of {len(specs)} files are not looked at)"))
            break
        pieces.append(piece)
        room -= size
    return document(pieces)


def _piece(root: Path, spec: str) -> Excerpt | Refusal:
    path, start, end = _parsed(root, spec)
    try:
        shown, file = _located(root, path)
        lines = _lines(file)
        if start is None or end is None:
            return Excerpt(shown, lines)
        return Excerpt(shown, _within(lines, start, end), start, part=True)
    except _LeftOutError as reason:
        return Refusal(spec, str(reason))


def _parsed(root: Path, spec: str) -> tuple[str, int | None, int | None]:
    ranged = _RANGE.fullmatch(spec)
    if ranged is None or (not _is_trap(spec) and os.path.lexists(root / spec)):
        return spec, None, None
    return ranged[1], int(ranged[2]), int(ranged[3])


def _located(root: Path, path: str) -> tuple[str, Path]:
    """The path as it is shown, and the file without any link in it."""
    if not _is_path(path):
        raise _LeftOutError("it is not a path")
    if _is_trap(path):
        raise _LeftOutError("it is not a path of a file on this computer")
    given = Path(path)
    real = Path(os.path.realpath(root / given))
    if given.is_absolute():
        return (given.relative_to(root) if given.is_relative_to(root) else given).as_posix(), real
    if not real.is_relative_to(root):
        raise _LeftOutError("it lies outside of the workspace")
    return given.as_posix(), real


def _is_path(text: str) -> bool:
    try:
        return b"\0" not in os.fsencode(text) and bool(text)
    except UnicodeEncodeError:
        return False


def _is_trap(path: str) -> bool:
    return os.name == "nt" and is_trap(path)


def _lines(file: Path) -> list[str]:
    content = _content(file)
    if b"\0" in content:
        raise _LeftOutError("it is binary")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _LeftOutError("it is not text in UTF-8") from None
    lines = text.replace("\r\n", "\n").split("\n")
    if not lines[-1]:
        lines.pop()
    if not lines:
        raise _LeftOutError("it is empty")
    return lines


def _content(file: Path) -> bytes:
    try:
        with open_regular(file) as opened:
            too_large = os.fstat(opened.fileno()).st_size > MAX_FILE_BYTES
            content = b"" if too_large else (opened.read(MAX_FILE_BYTES + 1) or b"")
    except (FileNotFoundError, NotADirectoryError):
        raise _LeftOutError("it does not exist") from None
    except NotRegularError as other:
        raise _LeftOutError(f"it is {other.args[0]}") from None
    except OSError as failure:
        raise _LeftOutError(f"it cannot be read ({failure.strerror})") from None
    if too_large or len(content) > MAX_FILE_BYTES:
        raise _LeftOutError(f"it is larger than {_mebibytes(MAX_FILE_BYTES)}")
    return content


def _within(lines: list[str], start: int, end: int) -> list[str]:
    if start > end:
        raise _LeftOutError("its range ends before it starts")
    if start >= len(lines):
        raise _LeftOutError(f"its last line is {len(lines) - 1}, counted from 0")
    return lines[start : end + 1]


def _size(piece: Excerpt | Refusal) -> int:
    return len(block(piece).encode("utf-8", "replace"))


def _mebibytes(size: int) -> str:
    return f"{size >> 20} MiB"
