"""How long a session goes on without any client."""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from bridge.sessions.session import Session


@dataclass(frozen=True)
class Grace:
    """Seconds after the last client has gone; None: until the bridge ends. `per_agent`: by the catalog's id."""

    seconds: float | None = None
    per_agent: Mapping[str, float | None] = field(default_factory=dict)

    def of(self, agent: str | None) -> float | None:
        """How long a session of this agent is given."""
        return self.per_agent.get(agent or "", self.seconds)


FIRST_SECONDS = 10.0
"""How long a session that was just started waits for its first client, even where no grace is given."""


async def until_abandoned(session: Session, seconds: float) -> None:
    """Return once the session was without a client for so long; whoever comes in time takes up the whole time anew."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(FIRST_SECONDS):
            await session.accompanied.wait()
    while True:
        await session.alone.wait()
        try:
            async with asyncio.timeout(seconds):
                await session.accompanied.wait()
        except TimeoutError:
            return
