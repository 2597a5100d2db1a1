"""The real agents, in a terminal, against a model server: what bridge/agents/catalog.py says about them holds."""

from pathlib import Path

import pytest

from bridge.agents.catalog import profile_of
from bridge.agents.compose import prompt_bytes
from bridge.agents.environment import child_environment
from bridge.agents.versions import read_versions
from tests.fakes.model_server import ModelServer, Text
from tests.real_agents import settings
from tests.real_agents.agent_terminal import AgentTerminal

pytestmark = [pytest.mark.agents, pytest.mark.timeout(240)]

SLOW_VERSION_S = 60


# One story per agent and not four tests: each start costs seconds.
@pytest.mark.parametrize("agent", settings.AGENTS)
def test_an_agent_takes_a_paste_answers_breaks_a_line_goes_on_and_quits(
    agent: str, tmp_path: Path, model_server: ModelServer
) -> None:
    model_server.replies.extend([Text("kumquat"), Text("rambutan")])
    profile, cwd = profile_of(agent), tmp_path / "workspace"
    environment = settings.prepare(agent, tmp_path / "home", cwd, model_server.port)
    environment = child_environment(environment, {}, frozen=False)
    with AgentTerminal(settings.executable(agent), environment, cwd) as terminal:
        terminal.until(settings.START_SCREEN[agent])
        terminal.until_it_takes_pastes()

        terminal.submit(prompt_bytes("which fruit\nisthis", bracketed_paste=True, profile=profile), "isthis")
        terminal.until("kumquat")
        assert model_server.prompts() == ["which fruit\nisthis"]

        terminal.submit(f"and{profile.soft_newline}thatone".encode(), "thatone")
        terminal.until("rambutan")
        assert model_server.prompts()[1:] == ["and\nthatone"]

        terminal.quit(settings.QUIT[agent])
        assert terminal.wait() == 0


def test_their_versions_are_the_pinned_ones(tmp_path: Path) -> None:
    commands = {agent: (settings.executable(agent), "--version") for agent in settings.AGENTS}
    environment = {"PATH": settings.search_path(), "HOME": str(tmp_path)}
    assert read_versions(commands, environment, SLOW_VERSION_S) == settings.pinned_versions()
