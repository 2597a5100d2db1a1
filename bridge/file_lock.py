"""One writer at a time, over all processes of one person. Blocking."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags, 0o600)
    try:
        if os.fstat(descriptor).st_mode & 0o777 != 0o600:
            path.chmod(0o600)  # whatever the umask
        for _ in range(_ATTEMPTS):
            if _try_lock(descriptor):
                break
            time.sleep(_PAUSE)
        else:
            raise TimeoutError("another program has had it locked for 5 s")
        yield
    finally:
        os.close(descriptor)  # and with it the lock
