"""Opening what may not be a file: a name in a workspace can be a pipe that blocks, a device, or a link to elsewhere."""

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

_CAN_WALK = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
_FLAGS = os.O_RDONLY
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY", "O_NOINHERIT"):
    _FLAGS |= getattr(os, _name, 0)  # each exists on some platforms only
_FOLDER_FLAGS = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0)
for _name in ("O_NOFOLLOW", "O_CLOEXEC"):
    _FOLDER_FLAGS |= getattr(os, _name, 0)


class NotRegularError(OSError):
    """A folder, pipe, socket or device. `args[0]` says which."""


def open_regular(path: str | os.PathLike[str]) -> BinaryIO:
    """Open for reading without following a link at the end of `path` and without waiting for anything.

    Raises NotRegularError for what is not a file, OSError for what cannot be opened.
    """
    return _opened(os.fspath(path), None)


def open_beneath(base: Path, parts: Sequence[str]) -> BinaryIO:
    """Open the file that these names lead to from `base`, a path without links, and nothing else.

    No name is followed if it is a link by now, though it was none when the path was resolved: whoever writes to the
    workspace may swap a folder for a link in between. Raises as `open_regular` does.
    """
    if not _CAN_WALK:  # Windows: look again at where it was
        file = open_regular(base.joinpath(*parts))
        if Path(os.path.realpath(base.joinpath(*parts))) != base.joinpath(*parts):
            file.close()
            raise NotRegularError("a link")
        return file
    folder = os.open(base, _FOLDER_FLAGS)
    try:
        for name in parts[:-1]:
            inner = os.open(name, _FOLDER_FLAGS, dir_fd=folder)
            os.close(folder)
            folder = inner
        return _opened(parts[-1], folder)
    finally:
        os.close(folder)


def _opened(path: str, folder: int | None) -> BinaryIO:
    """After a look: opening a device can already have an effect, and a folder does not open on Windows."""
    kind = _kind(os.stat(path, dir_fd=folder, follow_symlinks=False).st_mode)
    if kind is not None:
        raise NotRegularError(kind)
    file = os.fdopen(os.open(path, _FLAGS, dir_fd=folder), "rb")
    kind = _kind(os.fstat(file.fileno()).st_mode)
    if kind is not None:
        file.close()
        raise NotRegularError(kind)
    return file


def _kind(mode: int) -> str | None:
    """What it is, in words; None: a regular file."""
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISLNK(mode):
        return "a link"
    if stat.S_ISFIFO(mode):
        return "a pipe"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device"
