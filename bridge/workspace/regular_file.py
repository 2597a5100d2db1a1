"""Opening what may not be a file: a name in a workspace can be a pipe that blocks, a device, or a link to elsewhere."""

import os
import stat
from typing import BinaryIO


class NotRegularError(OSError):
    """A folder, pipe, socket or device. `args[0]` says which."""


def open_regular(path: str | os.PathLike[str]) -> BinaryIO:
    """Open for reading without following a link at the end of `path` and without waiting for anything.

    Raises NotRegularError for what is not a file, OSError for what cannot be opened.
    """
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY", "O_NOINHERIT"):
        flags |= getattr(os, name, 0)  # each exists on some platforms only
    file = os.fdopen(_open(path, flags), "rb")
    kind = _kind(os.fstat(file.fileno()).st_mode)
    if kind is not None:
        file.close()
        raise NotRegularError(kind)
    return file


def _open(path: str | os.PathLike[str], flags: int) -> int:
    """`os.open`, after a look: opening a device can already have an effect, and a folder does not open on Windows."""
    kind = _kind(os.lstat(path).st_mode)
    if kind is not None:
        raise NotRegularError(kind)
    return os.open(path, flags)


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
