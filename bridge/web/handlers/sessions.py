"""Sessions: opened, followed, sized, listed, closed."""

import asyncio
import logging
import os
from pathlib import Path

from bridge.agents import catalog
from bridge.agents.environment import child_environment, parse_assignments
from bridge.errors import BridgeError, MessageError, RequestError, SessionError
from bridge.history.entry import PromptEntry
from bridge.protocol.client import (
    Ack,
    Attach,
    Checkpoint,
    Close,
    Detach,
    ListSessions,
    OpenSession,
    ReplayAck,
    Resize,
    SnapshotRequest,
    Theme,
)
from bridge.protocol.client_page import ShowSession
from bridge.protocol.server import Detached, Opened
from bridge.sessions import marker
from bridge.sessions.session import Session, SessionSpec
from bridge.sessions.sizing import is_usable
from bridge.terminal.process import Program
from bridge.terminal.questions import Colors
from bridge.terminal.size import DEFAULT_SIZE, Size
from bridge.web import announce, translate
from bridge.web.attachment import Attachment
from bridge.web.client import Client
from bridge.web.services import Services

_LOG = logging.getLogger(__name__)


async def open_session(services: Services, client: Client, message: OpenSession) -> None:
    """Adopt a living session of this id, or start one."""
    session = services.sessions.find(message.id) if message.resume else None
    resumed = session is not None and not session.ended.is_set()
    if session is None or not resumed:
        replaced = services.sessions.find(message.id)
        if replaced is not None and not replaced.ended.is_set():
            client.require_writable(replaced)
        spec = await introduced(services, await asyncio.to_thread(spec_of, services, message))
        if replaced is not None:
            replaced.drop_followers()
        session = await services.sessions.open(spec)
    await follow_opened(services, client, session, _size(message.cols, message.rows), resumed=resumed)


async def follow_opened(
    services: Services, client: Client, session: Session, size: Size | None, *, resumed: bool
) -> None:
    """Tell the client that its session is there, and let it follow."""
    attachment = _attachment(client, session, size, None)
    prompts = await _prompts(services)
    await client.send(
        Opened(
            id=session.spec.id,
            session_id=session.spec.id,
            pid=session.pid,
            resumed=resumed,
            prompt_history=translate.prompt_entries(prompts),
            handle=session.handle,
        )
    )
    if client.has("attach"):
        attachment.start_with_replay(None)
    elif resumed:
        attachment.start_with_snapshot()
    else:
        attachment.start_at_first_byte()


def _attachment(
    client: Client, session: Session, size: Size | None, window: int | None, *, read_only: bool = False
) -> Attachment:
    """A new attachment in the place of the old one."""
    old = client.attachments.pop(session, None)
    if old is not None:
        old.stop()
    attachment = Attachment(client, session, size=size, window=window, read_only=read_only)
    client.attachments[session] = attachment
    return attachment


async def _prompts(services: Services) -> list[PromptEntry]:
    try:
        return await asyncio.to_thread(services.history.load)
    except RequestError as error:
        _LOG.warning("%s", error)  # a history that cannot be read is no reason not to work
        return []


def _size(cols: int, rows: int) -> Size | None:
    return Size(cols, rows) if is_usable(Size(cols, rows)) else None


async def introduced(services: Services, spec: SessionSpec) -> SessionSpec:
    """The same, with what its agent needs to see the editor."""
    return await services.editing.introduce(spec) if services.settings.editor else spec


def spec_of(services: Services, message: OpenSession) -> SessionSpec:
    """What to start, with everything checked that can be. Blocking: looks at files and at PATH."""
    cwd = _working_folder(services, message.cwd)
    assignments = parse_assignments(message.env)
    launch = _launch(services, message)
    mark = marker.of_session(services.mark)
    assignments[marker.VARIABLE] = mark
    environment = child_environment(services.environment, assignments)
    executable = catalog.find_executable(launch.argv[0], environment, cwd)
    if executable is None:
        raise SessionError(
            "start_failed",
            f"{launch.argv[0]!r} was not found on PATH or is not executable"
            + (f"; install it with: {launch.profile.install}" if launch.profile.install else ""),
            field="cmd",
        )
    program = Program(
        argv=(executable, *launch.argv[1:]),
        cwd=cwd,
        environment=environment,
        size=_size(message.cols, message.rows) or DEFAULT_SIZE,
        mark=marker.number_of(mark),
    )
    profile = launch.profile
    return SessionSpec(
        message.id,
        program,
        message.pty,
        mark,
        launch.argv,
        agent=profile.id,
        titles=profile.titles,
        configured=not message.cmd,
    )


def _launch(services: Services, message: OpenSession) -> catalog.Launch:
    if message.cmd:
        if "\0" in message.cmd or any("\0" in argument for argument in message.args):
            raise MessageError("bad_field", "`cmd` and `args` cannot hold a NUL character", field="cmd")
        argv = (message.cmd, *message.args)
        return catalog.Launch(argv, catalog.profile_for(argv), None)
    try:
        return services.launch_choice()
    except BridgeError as error:
        raise SessionError("start_failed", str(error)) from error


def _working_folder(services: Services, cwd: str | None) -> str:
    folder = services.workspace / Path(cwd or "")
    try:
        enters = folder.is_dir() and os.access(folder, os.X_OK)
    except (OSError, ValueError):  # a name that is too long for any folder, or has a NUL
        enters = False
    if not enters:
        raise SessionError("not_a_folder", f"`cwd` {cwd!r:.200} is not a folder that can be entered", field="cwd")
    return str(folder)


async def attach(services: Services, client: Client, message: Attach) -> None:
    """Follow a session from an offset."""
    client.require("attach")
    session = services.sessions.get(message.session_id)
    if session.earlier and not client.has("tabs"):
        raise SessionError("unknown_session", f"no session has the id {message.session_id!r}", field="sessionId")
    client.visible = message.visible
    size = None if message.read_only else _size(message.cols, message.rows)
    attachment = _attachment(client, session, size, message.window, read_only=message.read_only)
    attachment.start_with_replay(message.since)
    announce.agent_state_to(client, session)


async def detach(services: Services, client: Client, message: Detach) -> None:
    """Stop following."""
    session = services.sessions.get(message.session_id)
    attachment = client.attachments.pop(session, None)
    if attachment is not None:
        attachment.stop()
    await client.send(Detached(message.session_id, "asked"))


async def ack(services: Services, client: Client, message: Ack) -> None:
    """The client's terminal has parsed output."""
    client.require("ack")
    _acknowledge(services, client, message)


async def replay_ack(services: Services, client: Client, message: ReplayAck) -> None:
    """The client's terminal has parsed the replay, which counts as output too."""
    client.require("attach")
    attachment = _acknowledge(services, client, message)
    if attachment is not None:
        attachment.follower.acknowledged = True
        attachment.apply_size()


def _acknowledge(services: Services, client: Client, message: Ack | ReplayAck) -> Attachment | None:
    """Credit the client's attachment, where it still has one."""
    session = services.sessions.get(message.session_id)
    attachment = client.attachments.get(session)
    if attachment is not None:
        session.acknowledge(attachment.follower, message.offset)
    return attachment


async def resize(services: Services, client: Client, message: Resize) -> None:
    """Give the terminal the client's size."""
    session = services.sessions.get(message.session_id)
    client.require_writable(session)
    attachment = client.attachments.get(session)
    session.resize_for(attachment.follower if attachment else None, Size(message.cols, message.rows))


async def snapshot(services: Services, client: Client, message: SnapshotRequest) -> None:
    """Send what is kept; output goes on behind it."""
    session = services.sessions.get(message.session_id)
    attachment = client.attachments.get(session)
    if attachment is not None:
        await attachment.send_snapshot()
        return
    await client.send(translate.snapshot(session, 0))


async def checkpoint(services: Services, client: Client, message: Checkpoint) -> None:
    """Keep the screen of the client's terminal, for terminals that come later."""
    client.require("checkpoint")
    session = services.sessions.get(message.session_id)
    client.require_writable(session)
    screen = translate.decode_base64(message.data_base64, "dataBase64")
    session.keep_checkpoint(message.offset, Size(message.cols, message.rows), screen)


async def close(services: Services, client: Client, message: Close) -> None:
    """End the session; its followers see the exit."""
    session = services.sessions.get(message.session_id)
    client.require_writable(session)
    await services.sessions.close(session)


async def list_sessions(services: Services, client: Client, message: ListSessions) -> None:
    """All sessions; with the feature `tabs` also those of bridges that have gone, and what to begin with."""
    if not client.has("tabs"):
        await client.send(translate.sessions_changed([each for each in services.sessions if not each.earlier]))
        return
    first, selected = await services.tabs.beginning()
    await client.send(translate.sessions_changed(list(services.sessions), first, selected))


async def show_session(services: Services, client: Client, message: ShowSession) -> None:
    """Remembered for the next bridge."""
    client.require("tabs")
    services.tabs.show(message.session_id)


async def theme(services: Services, client: Client, message: Theme) -> None:
    """What programs hear that ask for the colours while no client answers."""
    services.sessions.set_colors(
        Colors(*(_rgb(each) for each in (message.foreground, message.background, message.cursor)))
    )


def _rgb(color: str) -> str:
    return color.removeprefix("#").lower()
