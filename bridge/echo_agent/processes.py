"""Signals ignored, and children that sleep."""

import os
import signal
import subprocess
import sys
import time

SLEEP_LIMIT_S = 3600  # a test that loses a sleeper does not lose it for ever

_SLEEPER = f"import time; time.sleep({SLEEP_LIMIT_S})"


def ignore_signals() -> str:
    """Ignore what asks a program politely to end; returns the names."""
    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
    for name in names:
        signal.signal(signal.Signals[name], signal.SIG_IGN)
    return " ".join(names)


def spawn_sleeper(*, own_session: bool, ignore: bool) -> int:
    """Start a child that keeps our terminal open and sleeps; returns its pid."""
    if sys.platform == "win32":
        return subprocess.Popen([sys.executable, "-c", _SLEEPER]).pid
    ready, child_is_ready = os.pipe()
    pid = os.fork()
    if pid == 0:
        # No exec: starts at once, and also where sys.executable is our own frozen binary.
        try:
            if own_session:
                os.setsid()
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            if ignore:
                ignore_signals()
            os.close(child_is_ready)
            time.sleep(SLEEP_LIMIT_S)
        finally:
            os._exit(0)
    os.close(child_is_ready)
    os.read(ready, 1)  # its end: the child ignores what it should
    os.close(ready)
    return pid


def hold_out() -> None:
    """Go on without input, as a stubborn agent does."""
    time.sleep(SLEEP_LIMIT_S)
