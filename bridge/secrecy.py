"""What keeps the token in this process: nobody else may look into its memory, and no dump of it is written."""

import ctypes
import sys

_PR_SET_DUMPABLE = 4


def hide_memory() -> bool:
    """No core dump, no debugger and no `/proc/<pid>/mem` for other programs of the same user. Linux only.

    Only this process: what it starts is as any other program again.
    """
    if sys.platform != "linux":
        return False
    return bool(ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)
