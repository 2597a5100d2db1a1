"""The real agents in a terminal, against a model server: what bridge/agents/catalog.py says of their keys holds."""

from pathlib import Path

import pytest

from bridge.agents.catalog import profile_of
from bridge.agents.compose import prompt_bytes
from bridge.agents.environment import child_environment
from tests.fakes.model_server import ModelServer, Text
from tests.real_agents import settings
from tests.real_agents.agent_terminal import AgentTerminal

pytestmark = [pytest.mark.agents, pytest.mark.timeout(600)]


# One story per agent and not four tests: each start costs seconds.
@pytest.mark.parametrize("agent", settings.AGENTS)
def test_an_agent_takes_a_paste_answers_breaks_a_line_goes_on_and_quits(
    agent: str, tmp_path: Path, model_server: ModelServer
) -> None:
    model_server.replies.extend([Text("kumquat"), Text("rambutan")])
    profile, cwd = profile_of(agent), tmp_path / "workspace"
    environment = settings.prepare(agent, tmp_path / "home", cwd, model_server.port)
    environment = child_environment(environment, {})
    with AgentTerminal(settings.executable(agent), environment, cwd) as terminal:
        terminal.until(settings.START_SCREEN[agent])
        terminal.until_written(settings.PASTE_ON)
        turn_done = settings.TURN_DONE.get(agent, b"")

        paste = prompt_bytes("which fruit\nis\nthisone", bracketed_paste=True, profile=profile)
        before = terminal.submit(paste, settings.SHOWN_FOR_A_PASTE.get(agent, "thisone"))
        terminal.until("kumquat", before)
        terminal.until_written(turn_done, before)
        assert model_server.prompts() == ["which fruit\nis\nthisone" + settings.BEHIND_A_PASTE.get(agent, "")]

        before = terminal.submit(f"and{profile.soft_newline}thatone".encode(), "thatone")
        terminal.until("rambutan", before)
        terminal.until_written(turn_done, before)
        assert model_server.prompts()[1:] == ["and\nthatone"]

        terminal.quit(settings.QUIT[agent])
        assert terminal.wait() == 0
