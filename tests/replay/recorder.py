"""Records one program in a pseudo-terminal, with a keyboard that looks before it types."""

import contextlib
import os
import re
import select
import signal
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
import ptyprocess

from bridge.terminal.recording import Resized
from bridge.terminal.size import Size
from tests.replay.recording_file import RecordedOutput

SIZE = Size(100, 30)
LIMIT_S = 90.0
"""How long a program may take to show something: agents need seconds to start, and the machine may be busy."""

QUIET_S = 0.25
"""A program that wrote nothing for so long has drawn what the last key asked for."""

REST_S, REST_LIMIT_S = 1.0, 15.0
"""Agents take what comes faster for a paste, Enter and all; some blink for ever."""

_ANSWERS = {
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[0c": b"\x1b[?62;22c",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b]10;?": b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
    b"\x1b]11;?": b"\x1b]11;rgb:0000/0000/0000\x1b\\",
}
_QUERY = re.compile(b"|".join(map(re.escape, _ANSWERS)))
_TEXT = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.")


class Recorder:
    """One run of a program; ends it and everything that has its HOME."""

    def __init__(self, name: str, argv: list[str], environment: dict[str, str], cwd: Path) -> None:
        self.name = name
        self._home = environment["HOME"]
        self._process = ptyprocess.PtyProcess.spawn(argv, cwd=str(cwd), env=environment, dimensions=SIZE[::-1])
        self._data = bytearray()
        self._resized: list[Resized] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        # ptyprocess's own close gives an agent on a busy machine too little time, and fails
        self._process.kill(signal.SIGKILL)
        os.waitpid(self._process.pid, 0)
        self._process.fileobj.close()
        self._process.fd, self._process.closed = -1, True
        left = [process for process in psutil.process_iter(["environ"]) if self._is_ours(process)]
        for process in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(left, timeout=LIMIT_S)

    def _is_ours(self, process: psutil.Process) -> bool:
        return (process.info["environ"] or {}).get("HOME") == self._home

    def keys(self, *keys: str) -> None:
        """Press keys, each when the program has drawn what the one before it asked for."""
        for key in keys:
            os.write(self._process.fd, key.encode())
            self.settle()

    def resize(self, cols: int, rows: int) -> None:
        self.settle()
        self._process.setwinsize(rows, cols)
        self._resized.append(Resized(len(self._data), Size(cols, rows)))
        self.settle()

    def settle(self, limit_s: float = 3.0) -> None:
        """Read until the program is quiet, or for `limit_s`: some never are."""
        end = time.monotonic() + limit_s
        while time.monotonic() < end and self._read(QUIET_S):
            pass

    def until_written(self, text: str) -> None:
        """Read until this text, or this whole sequence, was written in one piece, and until the program is quiet."""
        end = time.monotonic() + LIMIT_S
        while text.encode() not in self._data and text.encode() not in _TEXT.sub(b"", bytes(self._data)):
            assert time.monotonic() < end, f"{self.name}: {text!r} did not come; the last was {self._data[-500:]!r}"
            self._read(1.0)
        self.rest()

    def rest(self) -> None:
        """Read until the program has drawn nothing for so long that what comes next is no part of a paste."""
        end = time.monotonic() + REST_LIMIT_S
        while time.monotonic() < end and self._read(REST_S):
            pass

    def _read(self, wait_s: float) -> bool:
        if not select.select([self._process.fd], [], [], wait_s)[0]:
            return False
        try:
            data = os.read(self._process.fd, 65536)
        except OSError:
            return False
        seen = len(self._data)
        self._data += data
        for query in _QUERY.finditer(self._data, max(0, seen - 5)):
            if query.end() > seen:
                os.write(self._process.fd, _ANSWERS[query.group()])
        return bool(data)

    def recorded(self) -> RecordedOutput:
        return RecordedOutput(self.name, SIZE, self._resized, bytes(self._data))
