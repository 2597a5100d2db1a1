"""What a child gets as its environment."""

import re
import sys
from collections.abc import Iterable, Mapping

from bridge.agents.catalog import REMOVE_ENVIRONMENT
from bridge.errors import MessageError

LOOPBACK = ("127.0.0.1", "localhost", "::1")

# The size is the terminal's own; as variables it would be wrong after the first resize.
_SIZE = ("COLUMNS", "LINES")
# They describe the terminal in which the bridge was started. The child's terminal is the page.
_FOREIGN_TERMINAL = (
    "ALACRITTY_*",
    "GHOSTTY_*",
    "INSIDE_EMACS",
    "ITERM_*",
    "KITTY_*",
    "KONSOLE_*",
    "LC_TERMINAL",
    "LC_TERMINAL_VERSION",
    "STY",
    "TERMINAL_EMULATOR",
    "TERM_PROGRAM",
    "TERM_PROGRAM_VERSION",
    "TERM_SESSION_ID",
    "TMUX",
    "TMUX_PANE",
    "VTE_VERSION",
    "WEZTERM_*",
    "WINDOWID",
    "WT_PROFILE_ID",
    "WT_SESSION",
    "ZELLIJ*",
)
# With ELECTRON_RUN_AS_NODE every Electron program, `code` among them, starts as a bare node.
_FOREIGN_EDITOR = ("ELECTRON_NO_ATTACH_CONSOLE", "ELECTRON_RUN_AS_NODE", "VSCODE_*")
_OURS = ("AGENT_BRIDGE_*", "PYINSTALLER_*", "_MEIPASS2", "_PYI_*")

_UTF8 = re.compile(r"utf-?8", re.IGNORECASE)


def child_environment(parent: Mapping[str, str], extra: Mapping[str, str]) -> dict[str, str]:
    """Build a child's environment from ours; `extra` is what the session asks for and has the last word.

    The same for agents, commands and shells: a shell may start any agent.
    """
    removed = (*_SIZE, *_FOREIGN_TERMINAL, *_FOREIGN_EDITOR, *_OURS, *REMOVE_ENVIRONMENT)
    child = {name: value for name, value in parent.items() if not _matches(name, removed)}
    if "VSCODE_GIT_ASKPASS_NODE" in parent:
        child.pop("GIT_ASKPASS", None)  # VS Code's script, which fails without the variables just removed
    child |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    if not _UTF8.search(_locale(child)):
        child["LC_CTYPE"] = "UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    child |= _without_proxy(child)
    return child | dict(extra)


def parse_assignments(assignments: Iterable[str]) -> dict[str, str]:
    """Read a client's `env`, a list of `NAME=value`."""
    return dict(_assignment(index, text) for index, text in enumerate(assignments))


def _assignment(index: int, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    # The value stays out of the message: it may be a secret.
    field = f"env[{index}]"
    if not equals:
        raise MessageError("bad_field", f"`{field}` is not of the form NAME=value", field=field)
    if not name:
        raise MessageError("bad_field", f"`{field}` has no name before the =", field=field)
    if "\0" in text:
        raise MessageError("bad_field", f"`{field}` contains a NUL character", field=field)
    return name, value


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern for pattern in patterns)


def _locale(child: Mapping[str, str]) -> str:
    """Return the locale that decides on the encoding: the first of these that is set and not empty."""
    return next((child[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if child.get(name)), "")


def _without_proxy(child: Mapping[str, str]) -> dict[str, str]:
    """Exempt loopback from proxies; they break agents that talk to a local editor or model.

    Programs read one spelling or the other, so where one is missing it takes over what the other says.
    """
    upper, lower = child.get("NO_PROXY", ""), child.get("no_proxy", "")
    return {"NO_PROXY": _with_loopback(upper or lower), "no_proxy": _with_loopback(lower or upper)}


def _with_loopback(hosts: str) -> str:
    listed = [host.strip() for host in hosts.split(",") if host.strip()]
    if listed == ["*"]:
        return "*"  # everything already, and only when it stands alone
    return ",".join([*listed, *(host for host in LOOPBACK if host not in listed)])
