"""Choose the terminal that this platform has."""

import logging
import sys

from bridge.terminal import process_pipe
from bridge.terminal.process import Program, TerminalProcess

_LOG = logging.getLogger(__name__)


def has_pty() -> bool:
    """Whether this platform can give a program a terminal."""
    try:
        if sys.platform == "win32":
            import winpty  # noqa: F401 - only whether it can be loaded
        else:
            import ptyprocess  # noqa: F401 - only whether it can be loaded
    except ImportError:
        return False
    return True


async def spawn(program: Program, *, pty: bool) -> TerminalProcess:
    """Start `program`: in a terminal if `pty` and the platform has one, else on pipes. OSError says why it cannot."""
    if not pty:
        return await process_pipe.spawn(program)
    if not has_pty():
        _LOG.warning("no pseudo-terminal on this platform: %s runs on pipes", program.argv[0])
        return await process_pipe.spawn(program)
    if sys.platform == "win32":
        from bridge.terminal import process_windows

        return await process_windows.spawn(program)
    from bridge.terminal import process_posix

    return await process_posix.spawn(program)
