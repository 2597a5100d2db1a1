"""What handlers work with: the nouns of this bridge, wired by the server."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bridge.agents import catalog
from bridge.clock import Clock
from bridge.history.store import HistoryStore
from bridge.sessions.registry import Sessions
from bridge.settings import Settings

if TYPE_CHECKING:
    from bridge.web.client import Client
    from bridge.workspace.index import WorkspaceIndex


@dataclass
class Services:
    """One bridge. `command`: the configured command, empty for the default. `mark`: prefix of its processes' marks."""

    sessions: Sessions
    history: HistoryStore
    clock: Clock
    workspace: Path
    environment: Mapping[str, str]
    settings: Settings
    command: str
    mark: str
    font_size: int = 0
    clients: "set[Client]" = field(default_factory=set)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @cached_property
    def index(self) -> "WorkspaceIndex":
        """The workspace's files; loaded when the first search asks, because its libraries would delay every start."""
        from bridge.workspace.index import WorkspaceIndex

        return WorkspaceIndex(self.workspace, self.clock)

    async def close(self) -> None:
        """Let go of what was made on demand."""
        if "index" in self.__dict__:
            await self.index.close()

    def launch_choice(self) -> catalog.Launch:
        """What a session without a command starts now. Looks at PATH: call it in a thread."""
        return catalog.choose(self.command, self.environment)
