"""Which agents can be started."""

import asyncio

from bridge.agents import catalog
from bridge.protocol.client_page import ListAgents
from bridge.protocol.server_page import AgentInfo, AgentList
from bridge.web.client import Client
from bridge.web.services import Services


async def list_agents(services: Services, client: Client, message: ListAgents) -> None:
    """Every known agent, found on this PATH or not, and the shell."""
    await client.send(AgentList(await asyncio.to_thread(_agents, services)))


def _agents(services: Services) -> list[AgentInfo]:
    """Blocking: looks at PATH."""
    found = {agent.profile.id for agent in catalog.detect(services.environment, str(services.workspace))}
    agents = [AgentInfo(p.id, p.name, p.id in found, list(p.argv), p.install) for p in catalog.PROFILES]
    shell = catalog.login_shell(services.environment, str(services.workspace))
    return [*agents, AgentInfo(catalog.SHELL.id, catalog.SHELL.name, True, list(shell), "")]
