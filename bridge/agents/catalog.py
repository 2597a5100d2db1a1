"""The agents we know, and which of them a session starts.

A new agent is one entry in `PROFILES`, in the order in which they are preferred when nothing is configured. The keys
were tried out with claude 2.1.329, codex 0.169, gemini 0.61 and opencode 1.18; aider's and Rovo Dev's are from their
documentation.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath, PureWindowsPath

from bridge.agents.command import WINDOWS, find_executable, split_command
from bridge.agents.profile import CommandFolder, Profile
from bridge.agents.versions import read_versions
from bridge.terminal.titles import TitleForm

__all__ = [
    "PLAIN",
    "PROFILES",
    "REMOVE_ENVIRONMENT",
    "SHELL",
    "FoundAgent",
    "Launch",
    "choose",
    "detect",
    "find_executable",
    "is_agent",
    "listing",
    "login_shell",
    "profile_for",
    "profile_of",
    "resuming",
]

_SPINNER = TitleForm("[\u2800-\u28ff]", "working")  # a braille pattern

PROFILES = (
    Profile(
        id="claude",
        name="Claude Code",
        argv=("claude",),
        packages=("@anthropic-ai/claude-code",),
        install="npm install -g @anthropic-ai/claude-code",
        resume=("--continue",),
        resume_flags=("--continue", "-c", "--resume", "-r", "--session-id"),
        # Not all of CLAUDE_CODE_*: most are settings (CLAUDE_CODE_USE_BEDROCK, CLAUDE_CODE_OAUTH_TOKEN, …). These are
        # what a running Claude Code was seen to give its children. With them a new one takes itself for a child: it is
        # left out of `--resume`, or does not start at all. The port and the switch at the end lead it to a foreign IDE.
        remove_environment=(
            "AI_AGENT",
            "CLAUDECODE",
            "CLAUDE_CODE_CHILD_*",
            "CLAUDE_CODE_ENTRYPOINT",
            "CLAUDE_CODE_EXECPATH",
            "CLAUDE_CODE_MESSAGING_*",
            "CLAUDE_CODE_SESSION_*",
            "CLAUDE_EFFORT",
            "CLAUDE_PID",
            "CLAUDE_CODE_SSE_PORT",
            "ENABLE_IDE_INTEGRATION",
        ),
        titles=(TitleForm("\u2733", "idle"), _SPINNER),  # an asterisk
        reference="at-lines",
        command_folders=(
            CommandFolder("project", ".claude/commands"),
            CommandFolder("CLAUDE_CONFIG_DIR", "commands", fallback=".claude"),
        ),
    ),
    Profile(
        id="codex",
        name="Codex",
        argv=("codex",),
        packages=("@openai/codex",),
        install="npm install -g @openai/codex",
        resume=("resume", "--last"),
        remove_environment=(
            "CODEX_APPLY_PATCH_*",
            "CODEX_CI",
            "CODEX_MANAGED_*",
            "CODEX_SESSION_ID",
            "CODEX_THREAD_ID",
            "CODEX_TOOL_CALL_ID",
            "CODEX_VERSION",
        ),
        # the mark blinks; a title without any is that of a Codex at rest
        titles=(
            TitleForm(r"\[ . \] Action Required[ |]*", "blocked"),
            _SPINNER,
            TitleForm("(?=.)", "idle"),
        ),
        reference="at",
        command_folders=(CommandFolder("CODEX_HOME", "prompts", nested=None, prefix="prompts:", fallback=".codex"),),
    ),
    Profile(
        id="gemini",
        name="Gemini CLI",
        argv=("gemini",),
        packages=("@google/gemini-cli",),
        install="npm install -g @google/gemini-cli",
        resume=("--resume", "latest"),
        resume_flags=("--resume", "-r"),
        remove_environment=("GEMINI_CLI", "GEMINI_CLI_IDE_*", "GEMINI_CLI_NO_RELAUNCH"),
        # a diamond; a star, or a clock where it has been silent for long; a raised hand
        titles=(
            TitleForm("\u25c7", "idle"),
            TitleForm("[\u2726\u23f2]", "working"),
            TitleForm("\u270b", "blocked"),
        ),
        reference="at",
        image="at",
        spaces="escaped",
        # An Enter right behind a paste breaks a line: for 40 ms, and then until the next time it has drawn itself.
        enter_after_s=0.6,
        command_folders=(
            CommandFolder("project", ".gemini/commands", suffix=".toml", nested=":"),
            CommandFolder("home", ".gemini/commands", suffix=".toml", nested=":"),
        ),
    ),
    Profile(
        id="opencode",
        name="opencode",
        argv=("opencode",),
        packages=("opencode-ai",),
        install="npm install -g opencode-ai",
        resume=("-c",),
        resume_flags=("--continue", "-c", "--session", "-s"),
        remove_environment=("OPENCODE", "OPENCODE_EDITOR_SSE_PORT", "OPENCODE_PID"),
        reference="at-lines",
        command_folders=(
            CommandFolder("project", ".opencode/command", nested="/"),
            CommandFolder("project", ".opencode/commands", nested="/"),
            CommandFolder("XDG_CONFIG_HOME", "opencode/command", nested="/", fallback=".config"),
            CommandFolder("XDG_CONFIG_HOME", "opencode/commands", nested="/", fallback=".config"),
        ),
    ),
    Profile(
        id="aider",
        name="aider",
        argv=("aider",),
        packages=("aider-chat", "aider"),
        install="uv tool install aider-chat",
        soft_newline="\x1b\r",  # Alt+Enter
        paste_newline="\x1b\r",
    ),
    Profile(
        id="rovodev",
        name="Rovo Dev",
        argv=("acli", "rovodev", "run"),
        install="the steps on https://developer.atlassian.com/cloud/acli/guides/install-acli/",
        soft_newline="\\\r",
        paste_newline="\\\r",
    ),
)

REMOVE_ENVIRONMENT = tuple(pattern for profile in PROFILES for pattern in profile.remove_environment)
"""Of every agent, for every child: a shell starts any of them."""

# A line feed ends the line for whoever reads lines, on a terminal or a pipe, and breaks it, unlike CR, in nearly every
# agent's own prompt.
PLAIN = Profile(id="plain", name="Command")
SHELL = Profile(id="shell", name="Shell")

_RUNNERS = {"npx", "bunx", "pnpx", "uvx"}
_NO_SHELLS = {"nologin", "false", "true"}


@dataclass(frozen=True)
class FoundAgent:
    """An agent on this machine. version: None when unknown."""

    profile: Profile
    path: str
    version: str | None = None


@dataclass(frozen=True)
class Launch:
    """What a session starts. note: a sentence for the person who did not ask for this."""

    argv: tuple[str, ...]
    profile: Profile
    note: str | None = None


def detect(environment: Mapping[str, str], cwd: str = ".") -> list[FoundAgent]:
    """Look for every known agent on this PATH."""
    paths = ((profile, find_executable(profile.argv[0], environment, cwd)) for profile in PROFILES)
    return [FoundAgent(profile, path) for profile, path in paths if path is not None]


def profile_for(argv: Sequence[str]) -> Profile:
    """Recognise the agent a command runs, also through `npx` and `python -m`; PLAIN for anything else."""
    name, rest = _program_name(argv[0]), list(argv[1:])
    if name in _RUNNERS:
        package = next((word for word in rest if not word.startswith("-")), "")
        return next((profile for profile in PROFILES if _without_version(package) in profile.packages), PLAIN)
    if name.startswith("python") and rest[:1] == ["-m"] and len(rest) > 1:
        name, rest = rest[1], rest[2:]
    return next((profile for profile in PROFILES if _is_run_by(profile, name, rest)), PLAIN)


def profile_of(agent_id: str) -> Profile:
    """Return the profile of this id; PLAIN for an unknown one."""
    return next((profile for profile in (*PROFILES, SHELL) if profile.id == agent_id), PLAIN)


def resuming(argv: Sequence[str]) -> tuple[str, ...]:
    """The command that goes on with its agent's last conversation; empty where there is none, or it does so anyway."""
    if not argv:
        return ()
    profile = profile_for(argv)
    words = {word.partition("=")[0] for word in argv}
    if not profile.resume or not words.isdisjoint(profile.resume_flags):
        return ()
    # a subcommand would not be one behind other arguments
    if not profile.resume[0].startswith("-") and tuple(argv[1:]) != profile.argv[1:]:
        return ()
    return (*argv, *profile.resume)


def is_agent(agent_id: str) -> bool:
    """Whether this is the id of a known agent."""
    return any(profile.id == agent_id for profile in PROFILES)


def choose(command: str, environment: Mapping[str, str], cwd: str = ".") -> Launch:
    """Decide what to start: what is configured, else the first agent found, else the login shell and why."""
    if command.strip():
        argv = tuple(split_command(command))
        return Launch(argv, profile_for(argv))
    found = detect(environment, cwd)
    if found:
        return Launch(found[0].profile.argv, found[0].profile)
    return Launch(login_shell(environment, cwd), SHELL, _nothing_found())


def login_shell(environment: Mapping[str, str], cwd: str) -> tuple[str, ...]:
    """Return the user's own shell."""
    if WINDOWS:
        return _windows_shell(environment, cwd)
    for shell in (environment.get("SHELL", ""), _passwd_shell(), "/bin/sh"):
        usable = PurePath(shell).name not in _NO_SHELLS and find_executable(shell, environment, cwd)
        if usable:
            # Programs started from the macOS dock have a bare PATH; a login shell reads the user's profile.
            return (shell, "-l") if sys.platform == "darwin" else (shell,)
    return ("/bin/sh",)


def listing(environment: Mapping[str, str], *, as_json: bool = False) -> str:
    """Write what `agent-bridge agents` prints: the agents found with versions, and how to get the others."""
    found = detect(environment)
    commands = {agent.profile.id: (agent.path, *agent.profile.version_argv) for agent in found}
    versions = read_versions(commands, environment)
    found = [replace(agent, version=versions[agent.profile.id]) for agent in found]
    return _as_json(found) if as_json else _as_table(found)


def _missing(found: Sequence[FoundAgent]) -> list[Profile]:
    there = {agent.profile.id for agent in found}
    return [profile for profile in PROFILES if profile.id not in there]


def _as_table(found: Sequence[FoundAgent]) -> str:
    rows = [(agent.profile.name, agent.version or "version unknown", agent.path) for agent in found]
    rows += [(profile.name, "not found", f"to install: {profile.install}") for profile in _missing(found)]
    name_width, version_width = (max(len(row[column]) for row in rows) for column in (0, 1))
    return "\n".join(f"{name:<{name_width}}  {version:<{version_width}}  {rest}" for name, version, rest in rows)


def _as_json(found: Sequence[FoundAgent]) -> str:
    content = {
        "found": [
            {"id": agent.profile.id, "name": agent.profile.name, "version": agent.version, "path": agent.path}
            for agent in found
        ],
        "missing": [
            {"id": profile.id, "name": profile.name, "install": profile.install} for profile in _missing(found)
        ],
    }
    return json.dumps(content, indent=2)


def _nothing_found() -> str:
    ways = "; ".join(f"{profile.name}: {profile.install}" for profile in PROFILES)
    return f"No agent was found on PATH, so this is your shell. Agents that can be installed: {ways}."


def _program_name(word: str) -> str:
    name = PureWindowsPath(word).name.lower()  # knows both separators, and no agent has a backslash in its name
    for suffix in (".exe", ".cmd", ".bat", ".ps1"):
        name = name.removesuffix(suffix)
    return name


def _without_version(package: str) -> str:
    """Turn `@scope/name@1.2` into `@scope/name`, and `name==1.2` into `name`."""
    scope, at, name = package.rpartition("@")
    return (scope if at and scope else at + name).split("==")[0]


def _is_run_by(profile: Profile, name: str, rest: list[str]) -> bool:
    # `acli jira` is no agent: the subcommand counts, where there is one.
    subcommand = list(profile.argv[1:2])
    return name == profile.argv[0] and rest[: len(subcommand)] == subcommand


def _passwd_shell() -> str:
    if sys.platform == "win32":
        return ""
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_shell
    except KeyError:  # a container may run under a user id that has no entry
        return ""


def _windows_shell(environment: Mapping[str, str], cwd: str) -> tuple[str, ...]:
    for name in ("pwsh.exe", "powershell.exe"):
        path = find_executable(name, environment, cwd)
        if path is not None:
            return (path, "-NoLogo")
    return (environment.get("COMSPEC") or "cmd.exe",)
