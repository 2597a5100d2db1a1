"""The programs that run in the measured terminals. Each says READY when it is, and waits for a key."""

import sys

READY = b"ready"
GO = b"g"

_PYTHON = (sys.executable, "-I", "-S", "-c")

# 64 bytes a line with two colour changes: what agents print, and no worse for a peer that sends text. `-S` and a block
# made beforehand: nothing but writing is measured.
_PRODUCER = f"""
import os, sys, tty
line = b"\\x1b[32m" + b"x" * 53 + b"\\x1b[0m\\r\\n"
block = memoryview(line * 1024)
tty.setraw(1)
os.write(1, {READY!r})
os.read(0, 1)
left = int(sys.argv[1])
while left:
    left -= os.write(1, block[:left])
os.read(0, 1)
"""

ECHO = ("/bin/sh", "-c", f"stty raw -echo; printf {READY.decode()}; exec cat")
"""Sends back each byte at once; `cat`, because a program in C adds the least."""


def producer(count: int) -> tuple[str, ...]:
    """Writes `count` bytes as fast as the terminal takes them, once a key comes; then waits for another key."""
    return (*_PYTHON, _PRODUCER, str(count))
