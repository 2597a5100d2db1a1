"""The real agents in a bridge: closing their sessions leaves none of their processes, daemons of theirs included."""

import asyncio
import re
from pathlib import Path

import pytest

from tests.binary_client import BinaryClient, connected
from tests.bridge_process import BridgeProcess, living_with, wait_until_none_lives_with
from tests.fakes.model_server import ModelServer
from tests.real_agents import settings
from tests.real_agents.agent_terminal import LIMIT_S

pytestmark = [pytest.mark.agents, pytest.mark.timeout(300)]

_SEQUENCE = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.")


async def test_closing_the_sessions_leaves_nothing_of_any_agent(
    bridge: BridgeProcess, tmp_path: Path, model_server: ModelServer
) -> None:
    homes = {agent: tmp_path / f"home-of-{agent}" for agent in settings.AGENTS}
    async with connected(bridge.websocket_url, bridge.token) as client:
        for agent, home in homes.items():
            environment = settings.prepare(agent, home, tmp_path / "workspace", model_server.port)
            assignments = [f"{name}={value}" for name, value in environment.items()]
            await client.open(settings.executable(agent), session=agent, env=assignments, cwd=str(tmp_path))
        for agent in homes:
            await _started(client, agent)
        for agent, home in homes.items():
            assert living_with(str(home)), f"{agent} runs"
            await client.say("close", sessionId=agent)
        for home in homes.values():
            assert await asyncio.to_thread(wait_until_none_lives_with, str(home)) == []


async def _started(client: BinaryClient, agent: str) -> None:
    """Until its start screen is drawn; Codex starts its daemon before it reports that it is idle."""
    wanted = {"codex": b"state=idle"}.get(agent, settings.START_SCREEN[agent].encode())
    async with asyncio.timeout(LIMIT_S):
        while not _has(client, agent, wanted):
            received = await client.receive(LIMIT_S)
            if isinstance(received, dict):
                client.waiting.append(received)


def _has(client: BinaryClient, agent: str, text: bytes) -> bool:
    data = bytes(client.following[agent].data) if agent in client.following else b""
    return text in data or text in _SEQUENCE.sub(b"", data)
