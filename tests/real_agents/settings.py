"""What each real agent needs in order to work without an account: a home of its own and our model server.

These settings were found by running the agents; they belong to the versions pinned in package.json.
"""

import json
import os
import shlex
from collections.abc import Callable
from pathlib import Path

AGENTS = ("claude", "codex", "gemini", "opencode")
FOLDER_VARIABLE = "AGENT_BRIDGE_TEST_AGENTS"
REPOSITORY = Path(__file__).parents[2]
ANTHROPIC_KEY = "sk-ant-test"  # no secret: the model server on loopback takes any key
MODEL = "stub-model"

START_SCREEN = {
    "claude": "\u276f",  # the angle in front of its prompt
    "codex": "OpenAI Codex",
    "gemini": "Type your message",
    "opencode": "Ask anything",
}
"""What is on the screen when the agent can be typed to."""

ONE_TURN = {
    "claude": ("-p", "hi", "--allowedTools", "Bash"),
    "codex": ("exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox", "hi"),
    "gemini": ("-p", "hi", "--yolo"),
    "opencode": ("run", "hi"),
}
"""Arguments for one turn without a screen, in which the agent may run commands."""

SHELL_TOOL = {
    "claude": ("Bash", "command"),
    "codex": ("exec_command", "cmd"),
    "gemini": ("run_shell_command", "command"),
    "opencode": ("bash", "command"),
}
"""The tool with which a model runs a command, and its argument for the command."""

ASKS_BEFORE_EDITS = {"claude": ("--permission-mode", "default"), "gemini": ()}
"""Arguments with which an agent proposes each change instead of judging by itself; said in its settings, Claude Code
would ask whether that is meant."""

WITH_EDITORS = tuple(os.environ.get("AGENT_BRIDGE_TEST_EDITORS", "claude").split(","))
"""Agents that are tried in real editors, where each costs half a minute and more; `make editors` tries all of them."""

WITH_DIFFS = tuple(agent for agent in WITH_EDITORS if agent in ASKS_BEFORE_EDITS)
"""Those of them that show a change in the editor; the others have their own terminal alone."""

PASTE_ON = b"\x1b[?2004h"
BEHIND_A_PASTE = {"opencode": " "}
"""What an agent puts behind a paste of three lines and more: it shows `[Pasted ~3 lines] `, and submits the blank."""

SHOWN_FOR_A_PASTE = {"opencode": "[Pasted ~3 lines]"}
"""What an agent shows instead of a paste of three lines."""

TURN_DONE = {"codex": b"\x1b]7501;state=done"}
"""What an agent reports behind its answer, where that matters: quit before it, Codex asks what to do with the task."""

QUIT = {
    "claude": ((b"\x03", "Press Ctrl-C again to exit"), (b"\x03", "")),
    "codex": ((b"\x03", ""),),
    "gemini": ((b"\x03", "Press Ctrl+C again to exit"), (b"\x03", "")),
    "opencode": ((b"\x03", ""),),
}
"""Keys that quit an agent whose prompt is empty, each with what it shows then (empty: nothing more, it ends).

A second Ctrl+C would find opencode's terminal in its normal mode already and end it with a signal instead of code 0.
"""


def folder() -> Path:
    """Where the agents' executables are."""
    return Path(os.environ.get(FOLDER_VARIABLE) or REPOSITORY / ".cache" / "agents" / "node_modules" / ".bin")


def search_path() -> str:
    """Return the PATH on which the agents, and the node that some of them need, are found."""
    return os.pathsep.join([str(folder()), os.environ["PATH"]])


def pinned_versions() -> dict[str, str]:
    """Return the versions these settings are for."""
    dependencies = json.loads(Path(__file__).with_name("package.json").read_text(encoding="utf-8"))["dependencies"]
    return {agent: dependencies[package] for agent, package in _PACKAGES.items()}


def executable(agent: str) -> str:
    """Return the path of one agent, or say how to get it."""
    path = folder() / agent
    if not path.exists():
        raise FileNotFoundError(
            f"{agent} is not in {folder()}: `make test` installs the agents of tests/real_agents/package.json; "
            f"{FOLDER_VARIABLE} names another folder that has them"
        )
    return str(path)


def command(agent: str, *arguments: str) -> str:
    """Return what a person would type to start the agent."""
    return shlex.join([executable(agent), *arguments])


def prepare(agent: str, home: Path, cwd: Path, model_port: int) -> dict[str, str]:
    """Write the agent's settings below `home` and return its whole environment, ready for one run in `cwd`."""
    home.mkdir(parents=True, exist_ok=True)
    cwd.mkdir(parents=True, exist_ok=True)
    environment = {
        "HOME": str(home),
        "PATH": search_path(),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "SHELL": "/bin/sh",
        "NO_PROXY": "127.0.0.1,localhost,::1",
        "no_proxy": "127.0.0.1,localhost,::1",
    }
    return environment | _PREPARE[agent](home, cwd.resolve(), f"http://127.0.0.1:{model_port}")


def let_claude_ask_before_it_writes(home: Path) -> None:
    """Without this rule it asks its model whether a tool is harmless, and no person."""
    _write_json(home / ".claude" / "settings.json", {"permissions": {"ask": ["Write"]}})


def _write_json(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2), encoding="utf-8")


def _claude(home: Path, cwd: Path, model_url: str) -> dict[str, str]:
    # Without these answers it asks about theme, key and trust first, or stops at a connectivity check.
    _write_json(
        home / ".claude.json",
        {
            "hasCompletedOnboarding": True,
            "theme": "dark",
            "customApiKeyResponses": {"approved": [ANTHROPIC_KEY], "rejected": []},
            "projects": {str(cwd): {"hasTrustDialogAccepted": True, "hasCompletedProjectOnboarding": True}},
        },
    )
    return {
        "ANTHROPIC_BASE_URL": model_url,
        "ANTHROPIC_API_KEY": ANTHROPIC_KEY,
        "DISABLE_TELEMETRY": "1",
        "DISABLE_AUTOUPDATER": "1",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    }


def _codex(home: Path, cwd: Path, model_url: str) -> dict[str, str]:
    codex_home = home / ".codex"
    codex_home.mkdir(exist_ok=True)
    (codex_home / "config.toml").write_text(
        f"""\
model = "{MODEL}"
model_provider = "stub"
check_for_update_on_startup = false

[analytics]
enabled = false

[model_providers.stub]
name = "stub"
base_url = "{model_url}/v1"
wire_api = "responses"

[projects.{json.dumps(str(cwd))}]
trust_level = "trusted"
""",
        encoding="utf-8",
    )
    return {"CODEX_HOME": str(codex_home)}


def _gemini(home: Path, cwd: Path, model_url: str) -> dict[str, str]:
    _write_json(
        home / ".gemini" / "settings.json",
        {
            "security": {"auth": {"selectedType": "gemini-api-key"}},
            # A model by name: with "auto" it asks a classifier first, and ours says nothing a classifier would.
            "model": {"name": "gemini-2.5-pro"},
            "general": {"enableAutoUpdate": False, "enableAutoUpdateNotification": False},
            "privacy": {"usageStatisticsEnabled": False},
            "telemetry": {"enabled": False},
        },
    )
    return {
        "GEMINI_API_KEY": "dummy",
        "GOOGLE_GEMINI_BASE_URL": model_url,
        "GEMINI_CLI_TRUST_WORKSPACE": "true",
    }


def _opencode(home: Path, cwd: Path, model_url: str) -> dict[str, str]:
    provider = {
        "npm": "@ai-sdk/openai-compatible",
        "name": "stub",
        "options": {"baseURL": f"{model_url}/v1", "apiKey": "dummy"},
        "models": {MODEL: {"name": MODEL}},
    }
    _write_json(
        home / ".config" / "opencode" / "opencode.json",
        {
            "$schema": "https://opencode.ai/config.json",
            "autoupdate": False,
            "share": "disabled",
            "model": f"stub/{MODEL}",
            "small_model": f"stub/{MODEL}",
            "provider": {"stub": provider},
        },
    )
    return {"OPENCODE_DISABLE_MODELS_FETCH": "1", "OPENCODE_DISABLE_AUTOUPDATE": "1"}


_PACKAGES = {
    "claude": "@anthropic-ai/claude-code",
    "codex": "@openai/codex",
    "gemini": "@google/gemini-cli",
    "opencode": "opencode-ai",
}
_PREPARE: dict[str, Callable[[Path, Path, str], dict[str, str]]] = {
    "claude": _claude,
    "codex": _codex,
    "gemini": _gemini,
    "opencode": _opencode,
}
