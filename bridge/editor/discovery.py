"""How agents find this bridge: files in places they know, and variables in their environment. Blocking.

A file is there, whole and private, before the agent starts that looks for it, and goes with the bridge. One that a
killed bridge left is removed by the next; what others wrote is never touched.
"""

import contextlib
import json
import logging
import os
import re
import secrets
import stat
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import psutil

from bridge import paths

_LOG = logging.getLogger(__name__)

IDE_NAME = "Agent Bridge"
_ID = "agent-bridge"
_OURS = "agentBridge"
"""Key in our files under which stands which process wrote them; the agents pass it over."""
_MAX_BYTES = 64 * 1024
_START_TOLERANCE_MS = 2000
_DEFAULTS = "GEMINI_CLI_SYSTEM_DEFAULTS_PATH"
_GEMINI_DECIDED = re.compile(r'"ide"\s*:\s*\{[^}]*"(?:enabled|hasSeenNudge)"\s*:\s*true')
"""In its settings, which may hold comments."""

CLAUDE, GEMINI, CODEX, OPENCODE, SHELL = "claude", "gemini", "codex", "opencode", "shell"
AGENTS = frozenset({CLAUDE, GEMINI, CODEX, OPENCODE, SHELL})
"""Sessions of these can see the editor; a shell may start any of them."""


@dataclass(frozen=True)
class Door:
    """Where the bridge answers. `tokens`: one for each protocol."""

    port: int
    claude_token: str
    gemini_token: str


class Discovery:
    """The files of one bridge."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._written: set[Path] = set()
        self._folders: list[str] = []
        self._swept: set[Path] = set()
        self._own = {"pid": os.getpid(), "started": _started_ms(os.getpid())}

    def introduce(self, agent: str, environment: Mapping[str, str], folders: Sequence[str]) -> dict[str, str]:
        """Let this agent find us; returns what its environment needs besides. `folders`: where it works."""
        self._folders = list(dict.fromkeys([*self._folders, *folders]))
        added: dict[str, str] = {}
        if agent in (CLAUDE, OPENCODE, SHELL):
            added |= self._for_claude(agent, environment)
        if agent in (GEMINI, SHELL):
            added |= self._for_gemini(environment, folders)
        return added

    def close(self) -> None:
        """Take everything back."""
        for path in self._written:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        self._written.clear()

    # -- Claude Code and opencode --

    def _for_claude(self, agent: str, environment: Mapping[str, str]) -> dict[str, str]:
        homes = _claude_homes(agent, environment)
        if agent == SHELL:  # who does not have it gets no folder of it
            homes = [home for home in homes if home.is_dir()]
        for home in homes:
            self._write(home / "ide", f"{self._door.port}.lock", self._claude_lock(), "*.lock")
        if agent == OPENCODE or not homes:
            return {}  # with the port in its environment opencode would not send the token
        return {"CLAUDE_CODE_SSE_PORT": str(self._door.port), "ENABLE_IDE_INTEGRATION": "true"}

    def _claude_lock(self) -> dict[str, Any]:
        return {
            "pid": os.getpid(),
            "workspaceFolders": self._folders,
            "ideName": IDE_NAME,
            "transport": "ws",
            "runningInWindows": sys.platform == "win32",
            "authToken": self._door.claude_token,
        }

    # -- Gemini CLI --

    def _for_gemini(self, environment: Mapping[str, str], folders: Sequence[str]) -> dict[str, str]:
        switch = _gemini_switch(environment, folders)
        defaults = {} if switch == "decided" else self._gemini_defaults(environment)
        if switch != "decided" and not defaults:
            return {}  # it would ask at its start whether to install an extension that there is not
        folder = Path(_temporary_folder(environment)) / "gemini" / "ide"
        name = f"gemini-ide-server-{os.getpid()}-{self._door.port}.json"
        self._write(folder, name, self._gemini_file(), "gemini-ide-server-*.json")
        added = {
            "GEMINI_CLI_IDE_SERVER_PORT": str(self._door.port),
            "GEMINI_CLI_IDE_WORKSPACE_PATH": os.pathsep.join(self._folders),
            "GEMINI_CLI_IDE_AUTH_TOKEN": self._door.gemini_token,
            "GEMINI_CLI_IDE_PID": str(os.getpid()),
            **defaults,
        }
        if _looks_like_a_container() and "SSH_CONNECTION" not in environment:
            added["REMOTE_CONTAINERS"] = "true"  # else it looks for the editor outside of the container
        return added

    def _gemini_file(self) -> dict[str, Any]:
        return {
            "port": self._door.port,
            "workspacePath": os.pathsep.join(self._folders),
            "authToken": self._door.gemini_token,
            "ideInfo": {"name": _ID, "displayName": IDE_NAME},
        }

    def _gemini_defaults(self, environment: Mapping[str, str]) -> dict[str, str]:
        """A file of defaults that switches it on; what the user or the workspace says wins over it.

        Gemini CLI believes it only where nobody but root could have written it: nothing where that is not so.
        """
        place = _roots_own_folder()
        if place is None:
            return {}
        given = environment.get(_DEFAULTS, "")
        defaults = _read(Path(given)) if given else {}
        ide = defaults.get("ide")
        defaults["ide"] = {"enabled": True, "hasSeenNudge": True} | (ide if isinstance(ide, dict) else {})
        name = f"gemini-defaults-{os.getpid()}-{self._door.port}.json"
        self._write(place, name, defaults, "gemini-defaults-*.json")
        return {_DEFAULTS: str(place / name)} if place / name in self._written else {}

    # -- files --

    def _write(self, folder: Path, name: str, content: dict[str, Any], pattern: str) -> None:
        """Whole and private, or not at all; what dead bridges left beside it goes."""
        path = folder / name
        try:
            _make_private(folder)
            if folder / pattern not in self._swept:
                self._swept.add(folder / pattern)
                _sweep(folder, pattern)
            making = folder / f".{name}.{secrets.token_hex(4)}"
            file = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
            with os.fdopen(file, "w", encoding="utf-8") as stream:
                json.dump({**content, _OURS: self._own}, stream)
            making.replace(path)
        except OSError as error:
            _LOG.warning("agents that look into %s will not see the editor: %s", folder, error)
            return
        self._written.add(path)


def codex_places(environment: Mapping[str, str]) -> list[Path]:
    """Where Codex looks for a socket, in this order."""
    home = environment.get("CODEX_HOME") or str(Path(environment.get("HOME") or Path.home()) / ".codex")
    name = f"ipc-{os.getuid()}.sock" if hasattr(os, "getuid") else "ipc.sock"
    return [Path(home) / "ipc" / "ipc.sock", Path(_temporary_folder(environment)) / "codex-ipc" / name]


def _claude_homes(agent: str, environment: Mapping[str, str]) -> list[Path]:
    """Where they look: opencode in the home folder alone, whatever Claude Code was told."""
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or Path.home()) / ".claude"
    told = environment.get("CLAUDE_CONFIG_DIR", "")
    if agent == OPENCODE or not told:
        return [home]
    return [Path(told)] if agent == CLAUDE else [Path(told), home]


def _temporary_folder(environment: Mapping[str, str]) -> str:
    """What an agent with this environment takes for temporary files."""
    if sys.platform == "win32":
        return environment.get("TEMP") or environment.get("TMP") or tempfile.gettempdir()
    told = next((environment[name] for name in ("TMPDIR", "TMP", "TEMP") if environment.get(name)), "/tmp")  # noqa: S108
    return told.rstrip("/") or "/"


def _gemini_switch(environment: Mapping[str, str], folders: Sequence[str]) -> Literal["decided", "open"]:
    """Whether the person has told Gemini CLI whether to look for an editor. It does not ask, then."""
    home = environment.get("GEMINI_CLI_HOME") or environment.get("HOME") or str(Path.home())
    for folder in (home, *folders):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            text = (Path(folder) / ".gemini" / "settings.json").read_text(encoding="utf-8")
            if _GEMINI_DECIDED.search(text):
                return "decided"
    return "open"


def _roots_own_folder() -> Path | None:
    """A folder that nobody but root can write to, nor put another in its place; None where we are not root."""
    if not hasattr(os, "getuid") or os.getuid() != 0:
        return None
    for place in (paths.runtime_folder(), Path("/run") / _ID):
        existing = next((each for each in (place, *place.parents) if each.is_dir()), None)
        if existing is not None and all(_is_roots(each) for each in (existing, *existing.parents)):
            return place
    return None


def _is_roots(folder: Path) -> bool:
    status = folder.lstat()
    return stat.S_ISDIR(status.st_mode) and status.st_uid == 0 and not status.st_mode & 0o022


def _looks_like_a_container() -> bool:
    return Path("/.dockerenv").exists() or Path("/run/.containerenv").exists()


def _make_private(folder: Path) -> None:
    """The folder, of this user; OSError where somebody else has it, who could read what is in it or replace it."""
    made = not folder.is_dir()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not hasattr(os, "getuid"):
        return
    found = folder.stat()
    if found.st_uid != os.getuid():
        raise PermissionError("the folder belongs to another user")
    if made or found.st_mode & 0o022:
        folder.chmod(0o700)


def _sweep(folder: Path, pattern: str) -> None:
    """Remove our files whose process is gone."""
    for path in folder.glob(pattern):
        with contextlib.suppress(OSError):
            status = path.lstat()
            if hasattr(os, "getuid") and status.st_uid != os.getuid():
                continue
            wrote = _read(path).get(_OURS)
            if isinstance(wrote, dict) and not _lives(wrote.get("pid"), wrote.get("started")):
                path.unlink()
                _LOG.info("removed %s, which a bridge left that is gone", path)


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = json.loads(file.read(_MAX_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _started_ms(pid: int) -> int:
    return int(psutil.Process(pid).create_time() * 1000)


def _lives(pid: object, started: object) -> bool:
    """Whether this very process runs; True where the file does not say which."""
    if not isinstance(pid, int) or not isinstance(started, int) or pid <= 0:
        return True
    try:
        if abs(_started_ms(pid) - started) > _START_TOLERANCE_MS:
            return False
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)  # killed, and nobody has asked how it ended
    except psutil.NoSuchProcess:
        return False
    except psutil.Error:
        return True
