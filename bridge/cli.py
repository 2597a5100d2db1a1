"""The command line: flags to Settings, the command to run, errors to exit codes."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bridge import extraction, frozen, log, paths
from bridge.errors import BridgeError
from bridge.option import ENVIRONMENT_PREFIX, Option
from bridge.settings import OPTIONS, Settings, load

CONFIG_VARIABLE = ENVIRONMENT_PREFIX + "CONFIG"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `agent-bridge`; returns the exit code: 0, 1 for failures, 2 for wrong usage."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    frozen.set_up()
    extraction.hold()
    try:
        if arguments[:1] == ["echo-agent"]:  # has flags of its own
            from bridge import echo_agent

            return echo_agent.main(arguments[1:])
        return _run(arguments)
    except BridgeError as error:
        sys.stderr.write(f"agent-bridge: {error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        return 0


def _run(arguments: Sequence[str]) -> int:
    parsed = parser().parse_args(arguments)
    settings = load(_flags(parsed), os.environ, _config(parsed.config))
    commands: dict[str, Callable[[Settings, argparse.Namespace], int]] = {
        "serve": _serve,
        "open": _open,
        "agents": _agents,
        "settings": _settings,
        "doctor": _doctor,
        "purge": _purge,
        "licenses": _licenses,
        "mcp": _mcp,
    }
    return commands[parsed.command](settings, parsed)


def parser() -> argparse.ArgumentParser:
    """The parser; its help names every option, variable and file."""
    result = argparse.ArgumentParser(
        prog="agent-bridge",
        description="Run command-line coding agents behind one page that any editor can show.",
        epilog=(
            "Every option is also an environment variable (AGENT_BRIDGE_LOG_LEVEL=debug) and a key of a TOML file"
            f' (log-level = "debug"): {paths.user_settings()} for you, and one per workspace, which'
            " `agent-bridge settings` names. Precedence: flag, environment, workspace, user, default."
        ),
        allow_abbrev=False,
    )
    result.add_argument(
        "command",
        nargs="?",
        default="serve",
        choices=("serve", "open", "agents", "settings", "doctor", "purge", "licenses", "mcp", "echo-agent"),
        help="serve (default): start the bridge. open: show the page of the running bridge of this workspace, or start"
        " one. agents: list the agents found. settings: list all settings and where they come from. doctor:"
        " try everything out and print a report without secrets. purge: list what is kept of you, and with --yes remove"
        " it. licenses: of everything inside. mcp: the editor as an MCP server on stdin and stdout, for agents that run"
        " in a session. echo-agent: a program to try the bridge with.",
    )
    result.add_argument("--version", action="version", version=f"agent-bridge {frozen.version()}")
    result.add_argument("--config", metavar="FILE", help="Settings file to read instead of the user's.")
    result.add_argument("--json", action="store_true", help="For `agents`, `settings` and `doctor`: print JSON.")
    result.add_argument("--print", action="store_true", dest="print_link", help="For `open`: print the link.")
    result.add_argument("--yes", action="store_true", help="For `purge`: remove what is listed.")
    result.add_argument("--settings-too", action="store_true", help="For `purge`: your settings as well.")
    for option in OPTIONS:
        _add_option(result, option)
    return result


def _add_option(to: argparse.ArgumentParser, option: Option) -> None:
    text = f"{option.help} [{option.allowed}; {option.variable}]".replace("%", "%%")
    if option.kind == "bool":
        to.add_argument(f"--{option.name}", nargs="?", const="true", metavar="BOOL", dest=option.name, help=text)
        to.add_argument(f"--no-{option.name}", action="store_const", const="false", dest=option.name)
    elif option.kind == "list":
        to.add_argument(f"--{option.name}", action="append", metavar="TEXT", dest=option.name, help=text)
    else:
        metavar = "NUMBER" if option.kind == "int" else "TEXT"
        to.add_argument(f"--{option.name}", metavar=metavar, dest=option.name, help=text)


def _flags(parsed: argparse.Namespace) -> dict[str, str | list[str]]:
    given = vars(parsed)
    return {option.name: given[option.name] for option in OPTIONS if given[option.name] is not None}


def _config(flag: str | None) -> Path | None:
    text = flag or os.environ.get(CONFIG_VARIABLE)
    return Path(text) if text else None


def _serve(settings: Settings, _: argparse.Namespace) -> int:
    from bridge.launch import launch

    log.set_up(settings.log_level)
    return launch(settings)


def _open(settings: Settings, parsed: argparse.Namespace) -> int:
    from bridge import control

    link = control.ask_for_link(settings.cwd)
    if link is None:
        if parsed.print_link:
            raise BridgeError(f"no bridge runs for {settings.cwd}; start one with `agent-bridge`")
        from dataclasses import replace

        return _serve(replace(settings, open=True), parsed)
    if parsed.print_link or not control.show_in_browser(link):
        _print(link)
    return 0


def _agents(settings: Settings, parsed: argparse.Namespace) -> int:
    from bridge.agents import catalog
    from bridge.agents.environment import child_environment

    _print(catalog.listing(child_environment(os.environ, {}), as_json=parsed.json))
    return 0


def _doctor(settings: Settings, parsed: argparse.Namespace) -> int:
    from bridge import doctor

    report = doctor.examine(settings)
    _print(report.as_json() if parsed.json else report.as_text())
    return 0 if report.is_well else 1


def _purge(settings: Settings, parsed: argparse.Namespace) -> int:
    from bridge import purge

    found = purge.kept(settings_too=parsed.settings_too)
    for path, what in found:
        _print(f"{path}: {what}")
    if not found:
        _print("Nothing is kept.")
    elif parsed.yes:
        purge.remove(found)
        _print("Removed.")
    else:
        _print("To remove this: agent-bridge purge --yes")
    return 0


def _mcp(settings: Settings, parsed: argparse.Namespace) -> int:
    from bridge import mcp_stdio

    return mcp_stdio.run(settings.cwd, os.environ.get("AGENT_BRIDGE_SESSION", ""))


def _licenses(settings: Settings, parsed: argparse.Namespace) -> int:
    _print(frozen.licenses())
    return 0


def _settings(settings: Settings, parsed: argparse.Namespace) -> int:
    rows = [(o.name, _shown(settings.value(o)), settings.sources[o.name]) for o in OPTIONS]
    files = {"user": str(settings.user_file), "workspace": str(settings.workspace_file)}
    if parsed.json:
        import json

        values = {name: {"value": value, "source": source} for name, value, source in rows}
        _print(json.dumps({"settings": values, "files": files}, indent=2))
        return 0
    width = max(len(name) for name, _, _ in rows)
    lines = [f"{name:<{width}}  {value or '-'}  ({source})" for name, value, source in rows]
    _print("\n".join([*lines, "", f"user file:      {files['user']}", f"workspace file: {files['workspace']}"]))
    return 0


def _shown(value: object) -> str:
    """A value as it would be written in a file or a flag."""
    match value:
        case bool():
            return str(value).lower()
        case tuple():
            return ", ".join(map(str, value))
        case _:
            return str(value)


def _print(text: str) -> None:
    """For the commands whose result is text; a bridge prints its ready line and nothing else."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
