"""The temporary folder of a one-file binary: held while it is used, removed by whoever finds it abandoned.

The bootloader unpacks the binary, starts us, and removes the folder after us. Killed, it cannot: then we do. If both
are killed, or the disk was full before there was an "us", the next run does.
"""

import contextlib
import os
import stat
import sys
import time
from pathlib import Path

from bridge import frozen

_LOCK = "in-use"
_PID_DIGITS = 8
"""Hexadecimal; six random characters follow."""

UNPACKING_SECONDS = 10.0
UNHELD_SECONDS = 600.0
"""A folder that nobody holds yet belongs to a run that is just unpacking, unless it is older than this: the second
where the bootloader in its name seems to live (another process may have got its pid), the first where it does not (it
may live in another container)."""

_held: list[int] = []


def hold() -> None:
    """Mark this run's folder as in use for as long as the process lives, however it ends."""
    own = _own()
    if own is None or _held:
        return
    with contextlib.suppress(OSError):  # without it we are protected by our age only
        _held.append(_locked(own / _LOCK))


def remove_own() -> None:
    """Remove this run's folder, because its bootloader is gone. Nothing can be loaded from it afterwards."""
    own = _own()
    if own is not None:
        _remove(own)


def sweep() -> int:
    """Remove what runs of ours left that were killed; returns how many folders that were. Blocking."""
    own = _own()
    if own is None:
        return 0
    removed = 0
    for found in own.parent.glob(frozen.UNPACKED_PREFIX + "*"):
        if found != own and _is_ours(found) and _is_abandoned(found):
            _remove(found)
            removed += 1
    return removed


def _locked(lock: Path) -> int:
    """A descriptor that holds the lock; it appears under its name only when it is held."""
    if sys.platform == "win32":  # an open file cannot be removed there, which is lock enough
        return os.open(lock, os.O_RDWR | os.O_CREAT)
    import fcntl

    making = lock.with_name(f"{_LOCK}.{os.getpid()}")
    fd = os.open(making, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    making.rename(lock)
    return fd


def _remove(folder: Path) -> None:
    import shutil  # late: every start would pay for it, and hardly one needs it

    shutil.rmtree(folder, ignore_errors=True)


def _own() -> Path | None:
    return frozen.folder() if frozen.is_one_file() else None


def _is_ours(found: Path) -> bool:
    """A folder of this user that has our build file in it, or, where the disk was full, nothing but files of ours."""
    try:
        status = found.lstat()
    except OSError:
        return False
    if not stat.S_ISDIR(status.st_mode) or (hasattr(os, "getuid") and status.st_uid != os.getuid()):
        return False
    return (found / frozen.BUILD_FILE).is_file() or _has_only_our_files(found)


def _has_only_our_files(found: Path) -> bool:
    own = _own()
    files = [path.relative_to(found) for path in found.rglob("*") if not path.is_dir()]
    return own is not None and bool(files) and all((own / file).is_file() for file in files)


def _is_abandoned(found: Path) -> bool:
    lock = found / _LOCK
    try:
        if lock.exists():
            return _is_free(lock)
        age = time.time() - found.stat().st_mtime
    except OSError:
        return False
    return age > (UNHELD_SECONDS if _bootloader_lives(found.name) else UNPACKING_SECONDS)


def _bootloader_lives(name: str) -> bool:
    """Whether the process lives that made the folder; True where its name does not tell."""
    import psutil

    digits = name.removeprefix(frozen.UNPACKED_PREFIX)[:_PID_DIGITS]
    try:
        return bool(psutil.pid_exists(int(digits, 16)))
    except (ValueError, OverflowError):
        return True


def _is_free(lock: Path) -> bool:
    if sys.platform == "win32":
        lock.unlink()  # OSError while somebody has it open
        return True
    import fcntl

    with lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
