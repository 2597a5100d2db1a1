"""Which agents can be started."""

import asyncio

from bridge.agents import catalog
from bridge.agents.profile import Profile
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
    agents = [_info(profile, profile.argv, found=profile.id in found) for profile in catalog.PROFILES]
    shell = catalog.login_shell(services.environment, str(services.workspace))
    return [*agents, _info(catalog.SHELL, shell, found=True)]


def _info(profile: Profile, command: tuple[str, ...], *, found: bool) -> AgentInfo:
    return AgentInfo(profile.id, profile.name, found, list(command), profile.install, profile.soft_newline)
