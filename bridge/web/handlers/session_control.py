"""Sessions that are there already: renamed, stopped, started anew."""

import asyncio
from dataclasses import replace

from bridge.agents import catalog
from bridge.errors import MessageError
from bridge.protocol.client import OpenSession
from bridge.protocol.client_page import MAX_NAME, RenameSession, RestartSession, StopSession
from bridge.sessions import marker
from bridge.sessions.session import Session, SessionSpec
from bridge.terminal.plain_text import plain
from bridge.terminal.size import Size
from bridge.web.client import Client
from bridge.web.handlers.sessions import follow_opened, introduced, spec_of
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
    if message.resume and not catalog.resuming(old.spec.argv):
        raise MessageError("bad_field", "nothing is known of how this command resumes a conversation", field="resume")
    old.drop_followers()
    size = Size(message.cols, message.rows) if message.cols and message.rows else None
    again = await asyncio.to_thread(_again, services, old, size or old.size)
    if message.resume:
        again = _resuming(again)
    session = await services.sessions.open(await introduced(services, again))
    await follow_opened(services, client, session, size, resumed=False)


def _again(services: Services, old: Session, size: Size) -> SessionSpec:
    """Blocking. Who named no command gets the one that is configured by now."""
    spec = old.spec
    if spec.configured or old.earlier:
        cmd, *args = [""] if spec.configured else spec.argv
        message = OpenSession(spec.id, cmd, args, spec.pty, cwd=spec.program.cwd, cols=size.cols, rows=size.rows)
        return spec_of(services, message)
    mark = marker.of_session(services.mark)
    program = replace(
        spec.program,
        argv=(spec.program.argv[0], *spec.argv[1:]),
        environment={**spec.program.environment, marker.VARIABLE: mark},
        size=size,
        mark=marker.number_of(mark),
    )
    return replace(spec, marker=mark, program=program)


def _resuming(spec: SessionSpec) -> SessionSpec:
    """With what goes on with the last conversation; its own command stays as it was. As it is where there is no way."""
    words = catalog.resuming(spec.argv) or spec.argv
    return replace(spec, program=replace(spec.program, argv=(spec.program.argv[0], *words[1:])))
