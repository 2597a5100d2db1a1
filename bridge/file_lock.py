"""One writer at a time, over all processes of one person. Blocking."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_ATTEMPTS = 500
_PAUSE = 0.01
"""Together 5 s. A lock is held for milliseconds; longer only by a process that was stopped."""

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock whose file is `path`, which is made if missing. The lock ends with the process, however it ends.

    The lock has a file of its own, so that the file it protects can be replaced under it. Raises OSError, TimeoutError
    among them.
    """
    descriptor = _open(path)
    try:
        for _ in range(_ATTEMPTS):
            if _try_lock(descriptor):
                break
            time.sleep(_PAUSE)
        else:
            raise TimeoutError("another program has had it locked for 5 s")
        yield
    finally:
        os.close(descriptor)  # and with it the lock


class Hold:
    """A lock that is held until `release`, or the end of the process, however it ends."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    def release(self, *, remove: bool = False) -> None:
        """Give it back; with `remove` its file goes too. Raises no OSError."""
        if remove:
            self._remove()  # while it is held: afterwards it may be another one's
        os.close(self._descriptor)
        if remove and sys.platform == "win32":
            self._remove()  # what is open cannot be removed there, so nobody else has it

    def _remove(self) -> None:
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def hold(path: Path) -> Hold | None:
    """Take the lock whose file is `path`, which is made if missing; None where somebody has it. Raises OSError."""
    while True:
        descriptor = _open(path)
        if not _try_lock(descriptor):
            os.close(descriptor)
            return None
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(descriptor), path.stat()):
                return Hold(path, descriptor)
        os.close(descriptor)  # who had it last has just removed the file


def _open(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags, 0o600)
    with suppress(OSError):
        if os.fstat(descriptor).st_mode & 0o777 != 0o600:
            path.chmod(0o600)  # whatever the umask
    return descriptor
