"""A bridge on a machine whose clock is set: SIGUSR1 a day forth, SIGUSR2 a day back. As `python -m bridge ...`."""

import signal
import sys
import time

from bridge import cli

_DAY = 86_400.0
_real = time.time
_real_ns = time.time_ns
_shift = 0.0


def _jump(seconds: float) -> None:
    global _shift
    _shift += seconds


if __name__ == "__main__":
    time.time = lambda: _real() + _shift
    time.time_ns = lambda: _real_ns() + int(_shift * 1e9)
    signal.signal(signal.SIGUSR1, lambda *_: _jump(_DAY))
    signal.signal(signal.SIGUSR2, lambda *_: _jump(-_DAY))
    sys.exit(cli.main())
