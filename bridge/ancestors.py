"""The processes that started us, and whether they live. Loaded before the ready line, so without asyncio."""

import contextlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from bridge import frozen


@dataclass(frozen=True)
class Ancestors:
    """Pids when we started. `bootloader`: of a one-file binary, between the host and us; None elsewhere."""

    host: int
    bootloader: int | None = None


def ancestors() -> Ancestors:
    """Who started us. Ask early: a parent that has gone cannot be asked for its own."""
    parent = os.getppid()
    if not frozen.is_one_file():
        return Ancestors(parent)
    with contextlib.suppress(OSError):
        return Ancestors(_parent_of(parent) or parent, parent)
    return Ancestors(parent, parent)


def bootloader_lives(first: Ancestors) -> bool:
    """Whether somebody waits for us who will clean up; True where nobody has to."""
    return first.bootloader is None or _is_our_parent(first.bootloader)


def host_lives(first: Ancestors) -> bool:
    """Whether the program that started us is still there."""
    if first.bootloader is None:
        return _is_our_parent(first.host)
    try:
        return _parent_of(first.bootloader) == first.host
    except OSError:  # no descriptor is left to look with: nobody dies of that
        return True


def _is_our_parent(pid: int) -> bool:
    if sys.platform == "win32":  # getppid never changes there
        import psutil

        return bool(psutil.pid_exists(pid))
    return os.getppid() == pid


def _parent_of(pid: int) -> int | None:
    """The parent of a living process; None where there is no such process. OSError where it cannot be looked at."""
    if sys.platform == "linux":
        try:  # the name in the second field may hold spaces and brackets
            return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError, ValueError, IndexError):
            return None
    import psutil

    try:
        parent = psutil.Process(pid).ppid()
        return int(parent) if psutil.pid_exists(parent) else None  # Windows names a parent that is gone
    except psutil.Error:
        return None
