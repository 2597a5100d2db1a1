"""A number that every descendant of a program carries on Linux, whatever it does to its environment and its parents.

It is the soft limit of file locks. Linux has not looked at that limit since 2.4.25, every child inherits it through
fork, exec, setsid and `env -i`, its user may read it, and nobody sets it. So a daemon that forked twice, closed
everything and emptied its environment still says which session it belongs to. Other systems have no such place.
"""

import contextlib
import sys

if sys.platform == "linux":
    import resource

_FILE_LOCKS = 10  # RLIMIT_LOCKS, which Python does not name
_FLAG = 1 << 62
"""Marks are numbers that no person would choose as a limit. `resource` takes 63 bits."""

BITS = 62


def carry(number: int) -> None:
    """Let this process and all it will start carry `number` (below 2 to the BITS). For the child, before its exec."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, ValueError):  # somebody has set a lower hard limit: then there is no mark
            hard = resource.getrlimit(_FILE_LOCKS)[1]
            resource.setrlimit(_FILE_LOCKS, (_FLAG | number, hard))


def give(pid: int, number: int) -> None:
    """Let a child that runs already carry `number`; what it has started before does not."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, ValueError):
            hard = resource.prlimit(pid, _FILE_LOCKS)[1]
            resource.prlimit(pid, _FILE_LOCKS, (_FLAG | number, hard))


def carried_by(pid: int) -> int | None:
    """The number this process carries; None where it has none or may not be asked. Takes about a microsecond."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, ValueError):
            soft = resource.prlimit(pid, _FILE_LOCKS)[0]
            return soft ^ _FLAG if soft >= _FLAG else None
    return None
