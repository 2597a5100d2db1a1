"""What the echo agent does on demand: one function per command, with its arguments as text."""

import base64
import os
import signal
import time
from collections.abc import Callable
from typing import Protocol

from bridge.echo_agent import processes
from bridge.echo_agent.console import Console, size
from bridge.echo_agent.visible import flood, visible

FLOOD_BYTES = 1 << 20
_COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_MODES = (
    "1000",
    "1002",
    "1006",
    "1004",
    "2031",
)  # mouse, its encoding, focus, colour scheme: what the agents switch on


class ExitRequest(Exception):  # noqa: N818 - no error
    """Leave with this exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Agent(Protocol):
    """What commands need of the program."""

    console: Console
    stubborn: bool
    """Goes on without a terminal and without input."""

    def say(self, text: str) -> None:
        """Print lines."""
        ...

    def next_input(self) -> bytes | None:
        """Wait for input; b"" at its end, None when the size changed."""
        ...

    def interrupted(self, wait_s: float) -> bool:
        """Whether Ctrl+C comes within this time; other input is kept for later."""
        ...

    def report(self, status: str) -> None:
        """Tell the terminal what the agent is doing, if it asked for that."""
        ...


def run(agent: Agent, line: str) -> None:
    """Run one line that starts with a slash."""
    name, _, arguments = line.strip().partition(" ")
    command = COMMANDS.get(name)
    if command is None:
        agent.say(f"unknown command {name}; /help lists them")
        return
    try:
        command[0](agent, arguments.strip())
    except (ValueError, LookupError, OSError) as error:
        agent.say(f"{name}: {error}; usage: {name} {command[1]}")


def _help(agent: Agent, _arguments: str) -> None:
    for name, (_, usage, text) in COMMANDS.items():
        agent.say(f"{name} {usage}".ljust(30) + text)


def _flood(agent: Agent, arguments: str) -> None:
    total, sent = int(arguments or FLOOD_BYTES), 0
    for chunk in flood(total, b"\r\n" if agent.console.is_terminal else b"\n"):
        agent.console.write(chunk)
        sent += len(chunk)
        if agent.interrupted(0):
            break
    agent.say("")
    agent.say(f"flooded {sent} of {total} bytes")


def _sleep(agent: Agent, arguments: str) -> None:
    seconds = float(arguments)
    interrupted = False
    end = time.monotonic() + seconds
    while not interrupted and (left := end - time.monotonic()) > 0:
        interrupted = agent.interrupted(left)
    agent.say("woken" if interrupted else f"slept {seconds:g} s")


def _ask(agent: Agent, arguments: str) -> None:
    question = arguments or "Shall I go on?"
    agent.report("blocked:kind=question:msg=" + base64.b64encode(question.encode()).decode())
    agent.say(f"{question} [y/n]")
    answer = _wait_for_input(agent, lambda: None)
    agent.report("idle")
    agent.say(f"answered: {visible(answer)}")


def _wait_for_input(agent: Agent, on_resize: Callable[[], None]) -> bytes:
    while (data := agent.next_input()) is None:
        on_resize()
    return data


def _ignore(agent: Agent, _arguments: str) -> None:
    agent.stubborn = True
    agent.say("ignoring " + processes.ignore_signals())


def _alt(agent: Agent, _arguments: str) -> None:
    def draw() -> None:
        columns, rows = size()
        inner = columns - 2
        middle = f"alternate screen, {columns}x{rows}, any key leaves".center(inner)[:inner]
        lines = [f"│{' ' * inner}│"] * (rows - 2)
        lines[len(lines) // 2] = f"│{middle}│"
        frame = [f"╭{'─' * inner}╮", *lines, f"╰{'─' * inner}╯"]
        agent.console.resized = False
        agent.console.write(b"\x1b[2J\x1b[H" + "\r\n".join(frame).encode())

    agent.console.write(b"\x1b[?1049h\x1b[?25l")
    draw()
    key = _wait_for_input(agent, draw)
    agent.console.write(b"\x1b[?25h\x1b[?1049l")
    agent.say(f"left the alternate screen: {visible(key)}")


def _spawn(agent: Agent, arguments: str) -> None:
    words = arguments.split()
    options = {word for word in words if word.startswith("--")}
    if options - {"--setsid", "--ignore"}:
        raise ValueError(f"unknown option {' '.join(sorted(options))}")
    number = int(next((word for word in words if word not in options), "1"))
    pids = [
        processes.spawn_sleeper(own_session="--setsid" in options, ignore="--ignore" in options) for _ in range(number)
    ]
    agent.say("spawned " + " ".join(map(str, pids)))


def _size(agent: Agent, _arguments: str) -> None:
    columns, rows = size()
    agent.say(f"size {columns}x{rows}")


def _title(agent: Agent, arguments: str) -> None:
    agent.console.write(b"\x1b]0;" + visible(arguments.encode()).encode() + b"\x07")
    agent.say(f"title {arguments}")


def _exit(_agent: Agent, arguments: str) -> None:
    raise ExitRequest(int(arguments or 0))


def _kill(agent: Agent, arguments: str) -> None:
    name = arguments.upper()
    number = signal.Signals(int(name)) if name.isdigit() else signal.Signals[f"SIG{name.removeprefix('SIG')}"]
    agent.console.set_raw(False)  # if this is the end, the terminal is left as it was
    os.kill(os.getpid(), number)
    agent.console.set_raw(True)
    agent.say(f"survived {number.name}")


def _env(agent: Agent, arguments: str) -> None:
    value = os.environ.get(arguments)
    agent.say(f"{arguments} is not set" if value is None else f"{arguments}={visible(os.fsencode(value))}")


def _modes(agent: Agent, arguments: str) -> None:
    switch = {"": "h", "on": "h", "off": "l"}.get(arguments)
    if switch is None:
        raise ValueError(f"{arguments!r} is neither on nor off")
    agent.console.write("".join(f"\x1b[?{mode}{switch}" for mode in _MODES).encode())
    agent.say(f"modes {'on' if switch == 'h' else 'off'}: {' '.join(_MODES)}")


def _colours(agent: Agent, _arguments: str) -> None:
    for first in (30, 90):
        agent.say(" ".join(f"\x1b[{first + index}m{name}\x1b[0m" for index, name in enumerate(_COLOURS)))
    agent.say("".join(f"\x1b[48;5;{index}m \x1b[0m" for index in range(16, 88)))
    agent.say("".join(f"\x1b[48;2;{255 - step * 3};{step * 3};128m \x1b[0m" for step in range(72)))
    agent.say("\x1b[1mbold\x1b[0m \x1b[3mitalic\x1b[0m \x1b[4munderline\x1b[0m \x1b[7mreverse\x1b[0m 日本語 👩‍💻 é")


COMMANDS: dict[str, tuple[Callable[[Agent, str], None], str, str]] = {
    "/help": (_help, "", "list the commands"),
    "/flood": (_flood, "[bytes]", "print numbered lines; Ctrl+C stops"),
    "/sleep": (_sleep, "seconds", "do nothing; Ctrl+C wakes"),
    "/ask": (_ask, "[question]", "wait for one key"),
    "/ignore": (_ignore, "", "ignore INT, TERM, HUP and the end of the input"),
    "/alt": (_alt, "", "draw on the alternate screen"),
    "/spawn": (_spawn, "n [--setsid] [--ignore]", "start children that sleep"),
    "/size": (_size, "", "print columns x rows"),
    "/title": (_title, "text", "set the title"),
    "/exit": (_exit, "[code]", "end"),
    "/kill": (_kill, "signal", "send itself a signal"),
    "/env": (_env, "name", "print a variable"),
    "/modes": (_modes, "[on|off]", "switch on mouse and focus reports, as agents do"),
    "/colors": (_colours, "", "print colours and styles"),
}
