"""A real agent in a pseudo-terminal that answers what a terminal must, and keeps what was written; it has no screen."""

import contextlib
import os
import re
import select
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
import ptyprocess

LIMIT_S = 90  # opencode needs 7 s for its first screen on two idle cores, and tests share them
AFTER_PASTE_S = 1.0  # Gemini CLI takes a CR within 40 ms of a paste, by its own clock, for a part of it
ROWS, COLUMNS = 30, 100

# The agents ask for these and wait for the answers, some for seconds.
_ANSWERS = {
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b]10;?": b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
    b"\x1b]11;?": b"\x1b]11;rgb:0000/0000/0000\x1b\\",
}
_QUERY = re.compile(b"|".join(map(re.escape, _ANSWERS)))
_MOVE_RIGHT = re.compile(rb"\x1b\[\d*[CG]")  # agents skip over blanks instead of writing them
_SEQUENCE = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.")


class AgentTerminal:
    """One run of an agent; a context manager that ends it and everything that has its HOME."""

    def __init__(self, executable: str, environment: dict[str, str], cwd: Path) -> None:
        self._home = environment["HOME"]
        self._process = ptyprocess.PtyProcess.spawn(
            [executable], cwd=str(cwd), env=environment, dimensions=(ROWS, COLUMNS)
        )
        self.output = b""
        self._at_end = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._process.close(force=True)
        end_all_with_home(self._home)

    def text(self, since: int = 0) -> str:
        """Return what was written, without its escape sequences."""
        return _SEQUENCE.sub(b"", _MOVE_RIGHT.sub(b" ", self.output[since:])).decode("utf-8", "replace")

    def until(self, text: str, since: int = 0) -> None:
        """Read until this text was written."""
        came = self._read_until(lambda: text in self.text(since))
        assert came, f"{text!r} did not come; the last was {self.text(since)[-2000:]!r}"

    def until_written(self, sequence: bytes, since: int = 0) -> None:
        """Read until this escape sequence was written."""
        came = self._read_until(lambda: self.output.find(sequence, since) >= 0)
        assert came, f"{sequence!r} did not come; the last was {self.output[-2000:]!r}"

    def write(self, data: bytes) -> None:
        os.write(self._process.fd, data)

    def submit(self, prompt: bytes, last_word: str) -> int:
        """Write a prompt, and press Enter when its last word is on the screen; returns how much was written before."""
        before = len(self.output)
        self.write(prompt)
        self.until(last_word, before)
        self._read_until(lambda: False, AFTER_PASTE_S)
        self.write(b"\r")
        return before

    def quit(self, steps: tuple[tuple[bytes, str], ...]) -> None:
        """Press the keys that end it, each after what the one before it showed."""
        for keys, shown in steps:
            before = len(self.output)
            self.write(keys)
            self.until(shown, before)

    def wait(self) -> int | None:
        """Read until the agent ends; its exit code, None after a signal."""
        assert self._read_until(lambda: self._at_end), f"it does not end; the last was {self.text()[-2000:]!r}"
        self._process.wait()
        return int(self._process.exitstatus) if self._process.exitstatus is not None else None

    def _read_until(self, condition: Callable[[], bool], limit_s: float = LIMIT_S) -> bool:
        """Read until the condition holds; False when it does not in time, or never will."""
        end = time.monotonic() + limit_s
        while not condition():
            left = end - time.monotonic()
            if left <= 0 or not self._read(left):
                return condition()
        return True

    def _read(self, wait_s: float) -> bool:
        """Read once and answer; False when nothing comes in time or ever again."""
        if not select.select([self._process.fd], [], [], max(0, wait_s))[0]:
            return False
        try:
            data = os.read(self._process.fd, 65536)
        except OSError:  # how Linux says it
            data = b""
        self._at_end = not data
        # A query cut in two by the end of a read would be missed; the few bytes before it are looked at again.
        seen = len(self.output)
        self.output += data
        for query in _QUERY.finditer(self.output, max(0, seen - 5)):
            if query.end() > seen:
                self.write(_ANSWERS[query.group()])
        return bool(data)


def end_all_with_home(home: str) -> None:
    """End what an agent has left behind: Codex leaves a daemon in a session of its own."""
    left = []
    for process in psutil.process_iter(["environ"]):
        if (process.info["environ"] or {}).get("HOME") == home:
            left.append(process)
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
    psutil.wait_procs(left, timeout=LIMIT_S)
