"""The programs that run in the measured terminals. Each says READY when it is, and waits for a key."""

import sys
from typing import Literal

READY = b"ready"
GO = b"g"

_PYTHON = (sys.executable, "-I", "-S", "-c")

# 64 bytes a line with two colour changes: what agents print, and no worse for a peer that sends text. `-S` and a block
# made beforehand: nothing but writing is measured. "node": the terminal as Node.js sets it, input raw and
# each newline made two bytes on its way out. "raw": nothing is made of the output, and the terminal is twice as fast.
_PRODUCER = f"""
import os, sys, termios, tty
tty.setraw(1)
newline = b"\\r\\n"
if sys.argv[2] == "node":
    modes = termios.tcgetattr(1)
    modes[1] |= termios.OPOST | termios.ONLCR
    termios.tcsetattr(1, termios.TCSANOW, modes)
    newline = b"\\n"
line = b"\\x1b[32m" + b"x" * 53 + b"\\x1b[0m" + newline
block = memoryview(line * 1024)
os.write(1, {READY!r})
os.read(0, 1)
left = int(sys.argv[1]) // 64 * len(line)
while left:
    left -= os.write(1, block[:left])
os.read(0, 1)
"""

ECHO = ("/bin/sh", "-c", f"stty raw -echo; printf {READY.decode()}; exec cat")
"""Sends back each byte at once; `cat`, because a program in C adds the least."""

QUIET = b"quiet"
BE_ECHO, BE_FLOOD, BE_DEAF = b"e", b"f", b"d"
CHOICE = (
    "/bin/sh",
    "-c",
    f"""stty raw -echo; printf {READY.decode()}
    case "$(dd bs=1 count=1 2>/dev/null)" in
    {BE_ECHO.decode()}) exec cat;;
    {BE_FLOOD.decode()}) stty sane -echo; trap : INT; yes; printf '%s' {QUIET.decode()}; exec cat;;
    *) exec sleep 600;;
    esac""",
)
"""Becomes what the first key says: an echo; `yes` until a Ctrl-C, then QUIET; or a program that never reads."""

# Behind its output it asks the terminal how it is. Whoever shows the output answers when it has come so far.
_ASKING_PRODUCER = f"""
import os, sys, time, tty
line = b"\\x1b[32m" + b"x" * 53 + b"\\x1b[0m\\r\\n"
block = memoryview(line * 1024)
tty.setraw(1)
os.write(1, {READY!r})
os.read(0, 1)
start = time.perf_counter()
left = int(sys.argv[1])
while left:
    left -= os.write(1, block[:left])
os.write(1, b"\\x1b[5n")
answer = b""
while b"\\x1b[0n" not in answer:
    answer += os.read(0, 100)
with open(sys.argv[2], "w") as file:
    file.write(str(time.perf_counter() - start) + "\\n")
os.read(0, 1)
"""

REPORTING = (
    *_PYTHON,
    f"""
import base64, os, time, tty
tty.setraw(1)
os.write(1, {READY!r})
while os.read(0, 1):
    now = base64.b64encode(str(time.time() * 1e3).encode())
    os.write(1, b"\\x1b]7501;state=blocked:kind=permission:msg=" + now + b"\\x1b\\\\")
    os.read(0, 1)
    os.write(1, b"\\x1b]7501;state=idle\\x1b\\\\")
""",
)
"""At a key it reports that it waits for a person, and since when, in milliseconds; at the next that it does no more."""

_NOTING = """
import pty, sys, os, time
def read(descriptor):
    data = os.read(descriptor, 65536)
    if b"]7501;" in data and b"state=blocked" in data:
        with open(sys.argv[1], "a") as file:
            file.write(str(time.time() * 1e3) + "\\n")
    return data
pty.spawn(sys.argv[2:], read)
"""


def noting(result: str, *argv: str) -> tuple[str, ...]:
    """Runs a program, and writes into the file `result` when it reported that it waits for a person."""
    return (*_PYTHON, _NOTING, result, *argv)


Output = Literal["node", "raw"]
"""What a terminal makes of what is written to it."""


def producer(count: int, output: Output = "node") -> tuple[str, ...]:
    """Makes `count` bytes of output, in lines of 64, as fast as the terminal takes them, once a key comes."""
    return (*_PYTHON, _PRODUCER, str(count), output)


def asking_producer(count: int, result: str) -> tuple[str, ...]:
    """As `producer`; the file `result` gets the seconds until the terminal had parsed everything."""
    return (*_PYTHON, _ASKING_PRODUCER, str(count), result)
