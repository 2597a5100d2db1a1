"""An agent for pictures: it has said something already, takes prompts, asks one question, and ends when told to."""

import base64
import os
import re
import sys
import tty

_SAID = """\
\x1b[2m>\x1b[0m Why does the parser take the last line twice?

\x1b[32m*\x1b[0m I read \x1b[1msrc/parser.py\x1b[0m and its test.

  \x1b[36msplitlines()\x1b[0m drops the empty text behind the last newline, the loop in
  \x1b[4msrc/parser.py:6:12\x1b[0m then sees the last line as unfinished and adds it again.

    \x1b[31m-    return lines + [lines[-1]]\x1b[0m
    \x1b[32m+    return lines\x1b[0m

\x1b[32m*\x1b[0m \x1b[1mpytest\x1b[0m  \x1b[32m14 passed\x1b[0m, \x1b[33m1 skipped\x1b[0m in 0.31 s

"""
_PROMPT = b"\x1b[2m>\x1b[0m "
_PASTE = re.compile(rb"\x1b\[20[01]~|\x1b\[[IO]")


def _write(text: bytes) -> None:
    os.write(1, text)


def _report(status: str) -> None:
    _write(f"\x1b]7501;{status}\x1b\\".encode())


def _ask() -> None:
    message = base64.b64encode(b"approve Update: src/parser.py").decode()
    _report(f"state=blocked:kind=permission:msg={message}")
    _write(b"\r\n\x1b[33m?\x1b[0m Update \x1b[1msrc/parser.py\x1b[0m?  \x1b[7m Yes \x1b[0m  No\r\n")


def main() -> int:
    """The exit code it was told."""
    tty.setraw(0)
    _write(b"\x1b[?2004h")
    _write(_SAID.replace("\n", "\r\n").encode() + _PROMPT)
    _report("state=idle")
    line = b""
    while data := os.read(0, 65536):
        line += _PASTE.sub(b"", data)
        if not line.endswith(b"\r"):
            continue
        words, line = line.strip().decode(), b""
        if words.startswith("/exit"):
            return int(words.split()[1])
        if words == "/ask":
            _ask()
        else:
            _write(words.replace("\n", "\r\n  ").encode() + b"\r\n\r\n" + _PROMPT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
