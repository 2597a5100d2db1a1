"""Reads files, ranges of their lines, and lists of folders as text for the agent. Blocking: call it in a thread.

A path lies in the workspace (relative, or absolute), or a person dropped it.
"""

import errno
import os
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from bridge.workspace.excerpt_text import Excerpt, Refusal, block, document
from bridge.workspace.names import shown, unshown
from bridge.workspace.regular_file import NotRegularError, open_beneath
from bridge.workspace.rules import EVERYTHING, Excludes
from bridge.workspace.scan import scan_tree
from bridge.workspace.text_encoding import NotTextError, decoded
from bridge.workspace.windows_names import is_trap

MAX_FILE_BYTES = 1 << 20
"""Of one file. An agent reads larger ones better itself, piece by piece."""

MAX_PROMPT_BYTES = 4 << 20
"""Of the whole text; a million tokens is the most any agent takes."""

MAX_LISTED = 1_000
"""Of what a folder has so many lines are given."""

MAX_FILES = 500
"""Of one prompt: bounds how much is read for nothing."""

_RANGE = re.compile(r"(.+):([0-9]{1,9})-([0-9]{1,9})", re.DOTALL)


class _LeftOutError(Exception):
    """The file is not given; the text says why."""


@dataclass(frozen=True, slots=True)
class Access:
    """What may be given. `roots`: the workspace first, then others; `dropped`: absolute paths of files and folders.

    outside: whether absolute paths may lead anywhere. excludes: what lists of folders leave out.
    """

    roots: tuple[Path, ...]
    dropped: Collection[str] = ()
    outside: bool = False
    file_bytes: int = MAX_FILE_BYTES
    prompt_bytes: int = MAX_PROMPT_BYTES
    excludes: Excludes = EVERYTHING


def excerpts(access: Access, specs: Sequence[str], *, counting_from: int = 0) -> str:
    """The files as one text, ending in a newline; `""` for no files. Never raises for a file that cannot be given.

    A spec is a path, or `path:start-end`: lines by their 0-based index, both ends included. A file whose name really
    ends so is meant first. An end beyond the last line is the last line. counting_from: what the text calls the first
    line of a file.
    """
    reader = _Reader(access)
    pieces: list[Excerpt | Refusal] = []
    room = access.prompt_bytes
    for done, spec in enumerate(specs):
        piece = reader.piece(spec, counting_from)
        size = _size(piece)
        if size > room and isinstance(piece, Excerpt):
            piece = Refusal(piece.path, f"it does not fit into a prompt of {_amount(access.prompt_bytes)} any more")
            size = _size(piece)
        if size > room or done == MAX_FILES:
            left = len(specs) - done
            pieces.append(Refusal(spec, f"the prompt is full ({left} of {len(specs)} files are not looked at)"))
            break
        pieces.append(piece)
        room -= size
    return document(pieces)


class _Reader:
    """Finds and reads one piece after the other."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._roots = [Path(os.path.realpath(root)) for root in access.roots]
        self._dropped = [Path(os.path.realpath(path)) for path in access.dropped]

    def piece(self, spec: str, counting_from: int = 0) -> Excerpt | Refusal:
        """What one spec gives."""
        path, start, end = self._parsed(spec)
        try:
            name, base, real = self._located(path)
            if os.path.isdir(real):  # noqa: PTH112 - Path.is_dir raises for a name that is too long
                if start is not None:
                    raise _LeftOutError("it is a folder, which has no lines")
                return Excerpt(name.rstrip("/") + "/", self._listed(base, real))
            lines = self._lines(base, real)
            if start is None or end is None:
                return Excerpt(name, lines, counting_from)
            return Excerpt(name, _within(lines, start, end), start + counting_from, part=True)
        except _LeftOutError as reason:
            return Refusal(spec, str(reason))

    def _parsed(self, spec: str) -> tuple[str, int | None, int | None]:
        ranged = _RANGE.fullmatch(spec)
        if ranged is None or (not _is_trap(spec) and os.path.lexists(self._roots[0] / spec)):
            return spec, None, None
        return ranged[1], int(ranged[2]), int(ranged[3])

    def _located(self, path: str) -> tuple[str, Path, Path]:
        """The path as it is shown, a folder that may be entered, and the file in it without any link."""
        if not _is_path(path):
            raise _LeftOutError("it is not a path")
        if _is_trap(path):
            raise _LeftOutError("it is not a path of a file on this computer")
        root = self._roots[0]
        given = Path(path)
        if not os.path.lexists(root / given) and os.path.lexists(root / unshown(path)):
            given = Path(unshown(path))
        real = Path(os.path.realpath(root / given))
        base = self._base_of(real, absolute=given.is_absolute())
        if base is None:
            raise _LeftOutError("it lies outside of the workspace")
        inside = given.is_relative_to(root) and given.is_absolute()
        return shown((given.relative_to(root) if inside else given).as_posix()), base, real

    def _base_of(self, real: Path, *, absolute: bool) -> Path | None:
        """The root or the dropped folder it lies in; of a dropped file the folder. None: it is not to be given."""
        for root in self._roots:
            if real.is_relative_to(root):
                return root
        if not absolute:
            return None
        for dropped in self._dropped:
            if real.is_relative_to(dropped):
                return dropped.parent
        return Path(real.anchor) if self._access.outside else None

    def _listed(self, base: Path, folder: Path) -> list[str]:
        """What is in it and below, as the index has it."""
        found = scan_tree(folder, excludes=self._access.excludes, max_entries=10 * MAX_LISTED, outermost=base)
        if found.unreadable[:1] == ("",):
            raise _LeftOutError("it is a folder that cannot be read")
        lines = sorted(entry.path + "/" * entry.is_dir for entry in found.entries)
        if not lines:
            raise _LeftOutError("it is an empty folder")
        if len(lines) > MAX_LISTED:
            more = f"{len(lines) - MAX_LISTED}{' or more' if found.truncated else ''}"
            lines[MAX_LISTED:] = [f"… and {more} others"]
        return [line.replace("\n", "\\n") for line in lines]

    def _lines(self, base: Path, file: Path) -> list[str]:
        try:
            text = decoded(self._content(base, file))
        except NotTextError:
            raise _LeftOutError("it is binary") from None
        lines = text.replace("\r\n", "\n").split("\n")
        if not lines[-1]:
            lines.pop()
        if not lines:
            raise _LeftOutError("it is empty")
        return lines

    def _content(self, base: Path, file: Path) -> bytes:
        most = self._access.file_bytes
        try:
            with open_beneath(base, file.relative_to(base).parts) as opened:
                too_large = os.fstat(opened.fileno()).st_size > most
                content = b"" if too_large else (opened.read(most + 1) or b"")
        except NotRegularError as other:
            raise _LeftOutError(f"it is {other.args[0]}") from None
        except OSError as failure:
            if failure.errno in (errno.ENOENT, errno.ENOTDIR):
                raise _LeftOutError("it does not exist") from None
            raise _LeftOutError(f"it cannot be read ({failure.strerror})") from None
        if too_large or len(content) > most:
            raise _LeftOutError(f"it is larger than {_amount(most)}")
        return content


def _is_path(text: str) -> bool:
    try:
        return b"\0" not in os.fsencode(text) and bool(text)
    except UnicodeEncodeError:
        return False


def _is_trap(path: str) -> bool:
    return os.name == "nt" and is_trap(path)


def _within(lines: list[str], start: int, end: int) -> list[str]:
    if start > end:
        raise _LeftOutError("its range ends before it starts")
    if start >= len(lines):
        raise _LeftOutError(f"its last line is {len(lines) - 1}, counted from 0")
    return lines[start : end + 1]


def _size(piece: Excerpt | Refusal) -> int:
    return len(block(piece).encode("utf-8", "replace"))


def _amount(size: int) -> str:
    for unit, bits in (("MiB", 20), ("KiB", 10)):
        if size >> bits << bits == size and size >> bits:
            return f"{size >> bits} {unit}"
    return f"{size} bytes"
