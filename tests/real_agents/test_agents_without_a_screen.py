"""The real agents, run for one turn or less: their tools, what they give their children, their versions."""

import shlex
import subprocess
from pathlib import Path

import pytest

from bridge.agents.environment import child_environment
from bridge.agents.versions import read_versions
from tests.fakes.model_dialects import JSON
from tests.fakes.model_server import ModelServer, Text, ToolCall
from tests.real_agents import settings
from tests.real_agents.agent_terminal import LIMIT_S, end_all_with_home

pytestmark = [pytest.mark.agents, pytest.mark.timeout(300)]

SLOW_VERSION_S = 60
MARKS = ("AI_AGENT", "CLAUDE", "CODEX_", "GEMINI_CLI", "OPENCODE")


@pytest.mark.parametrize("agent", settings.AGENTS)
def test_an_agent_runs_what_the_model_asks_for_and_leaves_no_mark_of_itself_for_another(
    agent: str, tmp_path: Path, model_server: ModelServer
) -> None:
    dump, cwd = tmp_path / "environment", tmp_path / "workspace"
    tool, argument = settings.SHELL_TOOL[agent]
    command: dict[str, JSON] = {argument: f"env -0 > {shlex.quote(str(dump))}", "description": "look around"}
    model_server.replies.extend([ToolCall(tool, command), Text("kumquat")])
    environment = settings.prepare(agent, tmp_path / "home", cwd, model_server.port)
    argv = [settings.executable(agent), *settings.ONE_TURN[agent]]
    try:
        done = subprocess.run(
            argv, env=environment, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT_S, check=True
        )
    finally:
        end_all_with_home(environment["HOME"])
    assert b"kumquat" in done.stdout

    of_its_child = dict(entry.split("=", 1) for entry in dump.read_text().split("\0") if entry)
    marks = {name for name in of_its_child.keys() - environment.keys() if name.startswith(MARKS)}
    assert marks  # else this test has stopped looking at the right thing
    assert marks & child_environment(of_its_child, {}).keys() == set()


def test_their_versions_are_the_pinned_ones(tmp_path: Path) -> None:
    commands = {agent: (settings.executable(agent), "--version") for agent in settings.AGENTS}
    environment = {"PATH": settings.search_path(), "HOME": str(tmp_path)}
    assert read_versions(commands, environment, SLOW_VERSION_S) == settings.pinned_versions()
