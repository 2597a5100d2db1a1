"""What is typed into each program that is recorded: everything that makes a terminal work for its living."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from tests.fakes.model_server import ModelServer, Text
from tests.real_agents import settings
from tests.replay.recorder import LIMIT_S, Recorder
from tests.replay.recording_file import RecordedOutput

Script = Callable[[Path], RecordedOutput]
"""Runs a program in an empty folder."""


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
_READY = {"codex": "\x1b]7501;state=idle"}
"""What an agent reports when it reads its keys, where its start screen comes long before that."""


def _agent(agent: str) -> Script:
    def record(folder: Path) -> RecordedOutput:
        home, cwd = folder / "home", folder / "cwd"
        with ModelServer() as model:
            model.replies += [Text(ANSWER), Text("The second answer is rambutan.")]
            environment = settings.prepare(agent, home, cwd, model.port)
            with Recorder(agent, [settings.executable(agent)], environment, cwd) as program:
                program.until_written(settings.START_SCREEN[agent])
                program.until_written(_READY.get(agent, ""))
                program.keys("Which fruit ")
                program.keys("isthis?")
                _submit(program, model, 1)
                program.resize(84, 26)
                program.keys("and", " then")
                _submit(program, model, 2)
                program.keys("/", "he", "\x7f\x7f\x7f", "one more")
                return program.recorded()

    return record


def _submit(program: Recorder, model: ModelServer, turns: int) -> None:
    """Press Enter until the model was asked, and wait for the end of the answer.

    The screen cannot tell: an agent draws only cells that change, so no text needs to come in one piece. And an Enter
    may mean something else while the agent still loads.
    """
    end = time.monotonic() + LIMIT_S
    program.rest()
    while len(model.prompts()) < turns:
        assert time.monotonic() < end, f"{program.name} did not ask the model; see {program.recorded().data[-500:]!r}"
        program.keys("\r")
        program.rest()


SYSTEM: dict[str, Script] = {"vim": _vim, "less": _less, "htop": _htop, "tmux": _tmux, "fish": _fish}
"""Programs of the system, by the name of their executable; tools/system_packages.sh installs them."""

SCRIPTS: dict[str, Script] = {**SYSTEM, **{agent: _agent(agent) for agent in settings.AGENTS}}
