"""Records real programs in a pseudo-terminal, with a keyboard that follows a script.

`python -m tests.replay.recorder` makes all recordings that are not in `.cache/recordings` yet.
"""

import os
import re
import select
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
import ptyprocess

from bridge.terminal.recording import Resized
from bridge.terminal.size import Size
from tests.fakes.model_server import ModelServer, Text
from tests.real_agents import settings
from tests.replay.recording_file import RecordedOutput

FOLDER = Path(os.environ.get("AGENT_BRIDGE_TEST_RECORDINGS") or settings.REPOSITORY / ".cache" / "recordings")
SIZE = Size(100, 30)
LIMIT_S = 45.0
QUIET_S = 0.25
"""A program that wrote nothing for so long has drawn what the last key asked for."""

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
        self._process.close(force=True)
        left = [process for process in psutil.process_iter(["environ"]) if self._is_ours(process)]
        for process in left:
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

    def until(self, text: str) -> None:
        """Read until this text was written, and what comes with it."""
        end = time.monotonic() + LIMIT_S
        while text.encode() not in _TEXT.sub(b"", bytes(self._data)):
            assert time.monotonic() < end, f"{self.name}: {text!r} did not come; the last was {self._data[-500:]!r}"
            self._read(1.0)
        self.settle()

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


def _environment(home: Path) -> dict[str, str]:
    home.mkdir(parents=True)
    return {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "SHELL": "/bin/sh",
        "TMUX_TMPDIR": str(home),
    }


def _source(cwd: Path) -> str:
    """A file with everything a terminal has to draw: long lines, tabs, wide and combined characters."""
    cwd.mkdir(parents=True)
    lines = [f"{n:4}\tdef function_{n}(value: int) -> str:  # {'─' * (n % 90)} 漢字 e\u0301 👩‍👩‍👧" for n in range(400)]
    (cwd / "source.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return "source.py"


def _vim(folder: Path) -> RecordedOutput:
    argv = ["vim", "-N", "-u", "NONE", "-i", "NONE", "-n", _source(folder / "cwd")]
    with Recorder("vim", argv, _environment(folder / "home"), folder / "cwd") as vim:
        vim.keys(":set mouse=a number hlsearch ruler laststatus=2\r", ":syntax on\r", "\x04", "\x04", "\x06", "\x02")
        vim.keys(
            "/function_7\r", "n", "n", ":vsplit\r", "\x17w", "G", "\x15", "ihello\x1b[200~pasted 漢字\x1b[201~", "\x1b"
        )
        vim.resize(72, 20)
        vim.keys(":split\r", "\x04", "\x17o", "dG", "u", ":set list\r", "gg", "\x05", "\x05", "\x19", ":help\r")
        vim.resize(110, 34)
        vim.keys(":!echo shell\r", "\r", ":q!\r", "20j", "o" + "long text " * 30 + "\x1b", "\x0c")
        return vim.recorded()


def _less(folder: Path) -> RecordedOutput:
    argv = ["less", "-R", _source(folder / "cwd")]
    with Recorder("less", argv, _environment(folder / "home"), folder / "cwd") as less:
        less.keys(" ", " ", "j", "j", "k", "b", "/function_1\r", "n", "n", "-S\r", "\x1b[C", "\x1b[C", "G", "g", "100g")
        less.resize(80, 24)
        less.keys("-N\r", " ", " ", "h", "q", "F")
        return less.recorded()


def _htop(folder: Path) -> RecordedOutput:
    with Recorder("htop", ["htop", "-d", "3"], _environment(folder / "home"), folder) as htop:
        for key in ("\x1bOB", "t", "\x1b[6~", "P", "M", "\x1bOQ", "\x1b", "?", " ", "/sh", "\x1b", "\x1b[H", "H"):
            htop.keys(key)
        htop.resize(80, 24)
        htop.settle()
        return htop.recorded()


def _tmux(folder: Path) -> RecordedOutput:
    _source(folder / "cwd")
    argv = ["tmux", "-f", "/dev/null", "new-session", "-x", "100", "-y", "30", "/bin/sh"]
    with Recorder("tmux", argv, _environment(folder / "home"), folder / "cwd") as tmux:
        tmux.keys("cat source.py\r", "\x02%", "ls -l --color=always /etc | head -40\r", '\x02"', "cat source.py\r")
        tmux.keys("\x02:set -g mouse on\r", "\x02[", "\x1b[5~", "\x1b[5~", "q", "\x02o", "seq 200\r", "\x02z", "\x02z")
        tmux.resize(90, 25)
        tmux.keys(
            "\x02c", "printf '\\033[2;10r\\033[31mred'\r", "\x02n", "\x02w", "\x1b[B", "\r", "\x02x", "y", "\x02t", "q"
        )
        return tmux.recorded()


def _fish(folder: Path) -> RecordedOutput:
    _source(folder / "cwd")
    with Recorder("fish", ["fish", "--no-config"], _environment(folder / "home"), folder / "cwd") as fish:
        fish.keys("echo hello", "\r", "cat sou", "\t", "\r", "ls --color=always -l /etc\r", "for i in (seq 5)\recho $i")
        fish.keys("\rend\r", "cd /usr/\t", "\t", "\t", "\r", "echo '" + "long text 漢字 " * 15 + "'")
        fish.resize(70, 24)
        fish.keys(
            "\r",
            "\x1b[A",
            "\x1b[A",
            "\x03",
            "history\r",
            "set -",
            "\t\t",
            "\x03",
            "seq 100\r",
            "nonsense 'quoted' | less",
        )
        fish.resize(120, 36)
        fish.keys("\x03", "echo done\r")
        return fish.recorded()


_LIST = "\n".join(f"- item {n} of many words" for n in range(30))
_CODE = "\n".join(f"def f{n}(): return {n}" for n in range(20))
ANSWER = f"# Answer\n\nSome *text*, `code`, 漢字, a list:\n\n{_LIST}\n\n```python\n{_CODE}\n```\n\nThe end is kumquat."


def _agent(agent: str) -> Callable[[Path], RecordedOutput]:
    def record(folder: Path) -> RecordedOutput:
        home, cwd = folder / "home", folder / "cwd"
        with ModelServer() as model:
            model.replies += [Text(ANSWER), Text("The second answer is rambutan.")]
            environment = settings.prepare(agent, home, cwd, model.port)
            with Recorder(agent, [settings.executable(agent)], environment, cwd) as program:
                program.until(settings.START_SCREEN[agent])
                program.keys("Which fruit ")
                program.keys("isthis?")
                program.until("isthis?")
                program.keys("\r")
                program.until("kumquat")
                program.resize(84, 26)
                program.keys("and", " then", "\r")
                program.until("rambutan")
                program.keys("/", "he", "\x7f\x7f\x7f", "one more")
                return program.recorded()

    return record


SCRIPTS: dict[str, Callable[[Path], RecordedOutput]] = {
    "vim": _vim,
    "less": _less,
    "htop": _htop,
    "tmux": _tmux,
    "fish": _fish,
    **{agent: _agent(agent) for agent in settings.AGENTS},
}


def missing_programs() -> list[str]:
    """Programs that have no recording and are not there to make one."""
    search = settings.search_path()
    return [name for name in SCRIPTS if not _path(name).is_file() and shutil.which(name, path=search) is None]


def _path(name: str) -> Path:
    return FOLDER / f"{name}.rec"


def recordings() -> list[Path]:
    """All recordings; those that are not there are made."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, script in SCRIPTS.items():
        if not _path(name).is_file():
            with tempfile.TemporaryDirectory(prefix="ab-rec-", ignore_cleanup_errors=True) as folder:
                script(Path(folder)).save(FOLDER)
    return [_path(name) for name in SCRIPTS]


if __name__ == "__main__":
    for path in recordings():
        print(path.name, path.stat().st_size, file=sys.stderr)
