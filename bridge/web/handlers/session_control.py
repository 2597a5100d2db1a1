"""Sessions that are there already: renamed, stopped, started anew."""

import asyncio
from dataclasses import replace

from bridge.protocol.client import OpenSession
from bridge.protocol.client_page import MAX_NAME, RenameSession, RestartSession, StopSession
from bridge.sessions import marker
from bridge.sessions.session import SessionSpec
from bridge.terminal.plain_text import plain
from bridge.terminal.size import Size
from bridge.web.client import Client
from bridge.web.handlers.sessions import follow_opened, spec_of
from bridge.web.services import Services


async def rename_session(services: Services, client: Client, message: RenameSession) -> None:
    """Every client is told by `sessionsChanged`."""
    services.sessions.rename(services.sessions.get(message.session_id), plain(message.name, MAX_NAME))


async def stop_session(services: Services, client: Client, message: StopSession) -> None:
    """Its followers see the exit."""
    services.sessions.stop(services.sessions.get(message.session_id))


async def restart_session(services: Services, client: Client, message: RestartSession) -> None:
    """The same command, folder and name; the environment as it was then, with a mark of its own."""
    old = services.sessions.get(message.session_id)
    old.drop_followers()
    size = Size(message.cols, message.rows) if message.cols and message.rows else None
    again = await asyncio.to_thread(_again, services, old.spec, size or old.size)
    session = await services.sessions.open(again)
    await follow_opened(services, client, session, size, resumed=False)


def _again(services: Services, spec: SessionSpec, size: Size) -> SessionSpec:
    """Blocking. Who named no command gets the one that is configured by now."""
    if spec.configured:
        message = OpenSession(id=spec.id, cwd=spec.program.cwd, pty=spec.pty, cols=size.cols, rows=size.rows)
        return spec_of(services, message)
    mark = marker.of_session(services.mark)
    environment = {**spec.program.environment, marker.VARIABLE: mark}
    return replace(spec, marker=mark, program=replace(spec.program, environment=environment, size=size))
