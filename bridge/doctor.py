"""A report that a user can paste into an issue: what is there, and whether it works. It holds no secrets.

Everything is really tried: a program in a terminal, a search in the workspace, a port. Values of settings and variables
stay out, because a command line or a proxy may hold a password; the home folder is written as `~`.
"""

import asyncio
import json
import os
import platform
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bridge import control, frozen, paths
from bridge.agents import catalog
from bridge.agents.environment import child_environment
from bridge.protocol.version import PROTOCOL_VERSION
from bridge.settings import OPTIONS, Settings
from bridge.terminal.process import Program
from bridge.terminal.spawn import has_pty, spawn
from bridge.workspace.index import WorkspaceIndex
from bridge.workspace.search import Question

State = Literal["ok", "note", "fault"]

LIMIT_SECONDS = 15.0
"""For each trial; a network drive may never answer."""

_LITTLE_SPACE = 100 * 2**20
"""Bytes. A one-file binary unpacks itself into the temporary folder at each start."""

_TOLD_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "SSH_CONNECTION", "WSL_DISTRO_NAME")


@dataclass(frozen=True)
class Finding:
    """One line of the report. `note`: works, but somebody may want to know. `fault`: does not work."""

    topic: str
    state: State
    text: str


@dataclass(frozen=True)
class Report:
    """All findings, in the order in which they are read."""

    findings: tuple[Finding, ...]

    @property
    def is_well(self) -> bool:
        """Whether everything works."""
        return all(finding.state != "fault" for finding in self.findings)

    def as_text(self) -> str:
        """A table."""
        width = max(len(finding.topic) for finding in self.findings)
        rows = [f"{_MARKS[f.state]} {f.topic:<{width}}  {_indented(f.text, width + 4)}" for f in self.findings]
        return _without_home("\n".join(rows))

    def as_json(self) -> str:
        """A list of objects with `topic`, `state` and `text`."""
        rows = [{"topic": f.topic, "state": f.state, "text": _without_home(f.text)} for f in self.findings]
        return json.dumps(rows, indent=2)


_MARKS: dict[State, str] = {"ok": " ", "note": "-", "fault": "!"}


def examine(settings: Settings) -> Report:
    """Look at everything and try everything; takes a few seconds, most of them to ask the agents for their versions."""
    trials: tuple[tuple[str, Callable[[Settings], Iterator[Finding]]], ...] = (
        ("version", _versions),
        ("agents", _agents),
        ("terminal", _terminal),
        ("index", _index),
        ("folders", _folders),
        ("port", _port),
        ("bridge", _running),
        ("browser", _browser),
        ("settings", _settings),
        ("environment", _environment),
    )
    return Report(tuple(finding for topic, trial in trials for finding in _tried(topic, trial, settings)))


def _tried(topic: str, trial: Callable[[Settings], Iterator[Finding]], settings: Settings) -> list[Finding]:
    try:
        return list(trial(settings))
    except Exception as error:  # noqa: BLE001 - what does not work is what the report is for
        return [Finding(topic, "fault", f"{type(error).__name__}: {error}")]


def _versions(_: Settings) -> Iterator[Finding]:
    yield Finding("version", "ok", f"agent-bridge {frozen.version()}, protocol {PROTOCOL_VERSION}")
    yield Finding("system", "ok", f"{platform.platform()}, {os.cpu_count()} cores")
    yield Finding("program", "ok", sys.executable)


def _agents(settings: Settings) -> Iterator[Finding]:
    environment = child_environment(os.environ, {})
    yield Finding("agents", "ok", catalog.listing(environment))
    launch = catalog.choose(settings.cmd, environment, str(settings.cwd))
    found = catalog.find_executable(launch.argv[0], environment, str(settings.cwd))
    text = f"{launch.profile.name}: {found or f'{launch.argv[0]} was not found on PATH'}"
    yield Finding("starts", "ok" if found else "fault", text)


def _terminal(settings: Settings) -> Iterator[Finding]:
    if not has_pty():
        yield Finding("terminal", "fault", "no pseudo-terminal: agents run on pipes")
        return
    start = time.perf_counter()
    output = asyncio.run(asyncio.wait_for(_echo(settings), LIMIT_SECONDS))
    took = (time.perf_counter() - start) * 1e3
    right = b"works" in output
    yield Finding("terminal", "ok" if right else "fault", f"a program in it answers in {took:.0f} ms: {output[:80]!r}")


async def _echo(settings: Settings) -> bytes:
    environment = child_environment(os.environ, {})
    shell = (environment.get("COMSPEC", "cmd.exe"), "/c") if sys.platform == "win32" else ("/bin/sh", "-c")
    process = await spawn(Program((*shell, "echo works"), str(settings.cwd), environment), pty=True)
    output, came = b"", asyncio.Queue[bytes]()
    try:
        process.resume_reading(came.put_nowait)
        while b"works" not in output and (part := await came.get()):
            output += part
        await process.wait()
    finally:
        await process.close()
    return output


def _index(settings: Settings) -> Iterator[Finding]:
    start = time.perf_counter()
    found = asyncio.run(asyncio.wait_for(_search(settings), LIMIT_SECONDS))
    took = (time.perf_counter() - start) * 1e3
    yield Finding("index", "ok", f"the first search in {settings.cwd} takes {took:.0f} ms and finds {found} entries")


async def _search(settings: Settings) -> int:
    index = WorkspaceIndex(settings.cwd)
    try:
        return len((await index.search(Question("e"))).results)
    finally:
        await index.close()


def _folders(settings: Settings) -> Iterator[Finding]:
    yield Finding("workspace", *_usable(settings.cwd))
    yield Finding("settings file", "ok", f"{paths.user_settings()}{_there(paths.user_settings())}")
    yield Finding("history", *_usable(paths.prompt_history().parent))
    yield Finding("runtime folder", *_usable(paths.runtime_folder()))
    yield Finding("temporary folder", *_temporary(Path(tempfile.gettempdir())))


def _there(path: Path) -> str:
    return "" if path.exists() else " (not there)"


def _usable(folder: Path) -> tuple[State, str]:
    """Whether it can be written to, or made: then the first folder above it that is there must be writable."""
    there = next((above for above in (folder, *folder.parents) if above.exists()), folder)
    if os.access(there, os.W_OK | os.X_OK):
        return "ok", f"{folder}{_there(folder)}"
    return "note", f"{folder}: cannot be written to"


def _temporary(folder: Path) -> tuple[State, str]:
    if not hasattr(os, "statvfs"):
        return _usable(folder)
    facts = os.statvfs(folder)
    free = facts.f_bavail * facts.f_frsize
    text = f"{folder}: {free // 2**20} MiB free"
    if facts.f_flag & getattr(os, "ST_NOEXEC", 0):
        return "note", f"{text}, and no program may run from there (noexec): set TMPDIR for the one-file binary"
    if free < _LITTLE_SPACE:
        return "note", f"{text}, too little for the one-file binary: set TMPDIR to another one"
    return "ok", text


def _port(settings: Settings) -> Iterator[Finding]:
    host, port = settings.http
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listener:
        listener.bind((host, 0))
        listener.listen()
        with socket.create_connection(listener.getsockname()[:2], timeout=LIMIT_SECONDS):
            yield Finding("port", "ok", f"{host} can be listened on and reached")
    if port:
        with socket.socket() as taken:
            state: State = "note" if taken.connect_ex((host, port)) == 0 else "ok"
        yield Finding("port", state, f"{port} is {'taken, perhaps by a bridge' if state == 'note' else 'free'}")


def _running(settings: Settings) -> Iterator[Finding]:
    runs = control.ask_for_link(settings.cwd) is not None
    yield Finding("bridge", "ok", f"{'one runs' if runs else 'none runs'} for this workspace")


def _browser(_: Settings) -> Iterator[Finding]:
    there = control.has_browser()
    text = "can be opened" if there else "none can be opened from here: --open and `agent-bridge open` print the link"
    yield Finding("browser", "ok" if there else "note", text)


def _settings(settings: Settings) -> Iterator[Finding]:
    """Where each value comes from; not the values."""
    given = [(o.name, settings.sources[o.name]) for o in OPTIONS if settings.sources[o.name] != "default"]
    yield Finding("settings", "ok", ", ".join(f"{name} ({source})" for name, source in given) or "all by default")


def _environment(_: Settings) -> Iterator[Finding]:
    names = {*_TOLD_VARIABLES, *(name.upper() for name in _TOLD_VARIABLES)}
    told = sorted(names & os.environ.keys())
    texts = [f"{name}={os.environ.get(name, '')!r}" for name in ("LANG", "TERM", "SHELL")]
    yield Finding("environment", "ok", ", ".join([*texts, *(f"{name} is set" for name in told)]))


def _indented(text: str, width: int) -> str:
    return text.replace("\n", "\n" + " " * width)


def _without_home(text: str) -> str:
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text
