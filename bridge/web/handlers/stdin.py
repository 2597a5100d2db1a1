"""What goes into a program: keys, prompts, files."""

import asyncio
import logging

from bridge.agents import catalog, compose
from bridge.errors import RequestError
from bridge.protocol.client import InjectFiles, Send, Stdin, UpdateUseClipboard
from bridge.protocol.fields import HistoryDraft
from bridge.protocol.frames import Frame, Kind
from bridge.sessions.session import Session
from bridge.terminal.modes import BRACKETED_PASTE
from bridge.web import translate
from bridge.web.client import Client
from bridge.web.handlers.history import remember
from bridge.web.handlers.workspace import remember_use
from bridge.web.services import Services

_LOG = logging.getLogger(__name__)


async def stdin(services: Services, client: Client, message: Stdin) -> None:
    """Bytes, exactly as they are. A prompt in `historyEntry` is remembered even if there is no session."""
    data = translate.decode_base64(message.data_base64, "dataBase64")
    session = services.sessions.find(message.session_id)
    remember_soon(services, client, message.history_entry, session)
    _receive(client, session or services.sessions.get(message.session_id), data)


def input_frame(services: Services, client: Client, frame: Frame) -> None:
    """The same as a binary frame."""
    if frame.kind is not Kind.INPUT:
        raise RequestError("bad_frame", "a client sends input frames (kind 2) only", field="kind")
    _receive(client, services.sessions.by_handle(frame.handle), frame.payload)


def _receive(client: Client, session: Session, data: bytes) -> None:
    """What the client's terminal says: keys, or answers to the program's questions."""
    client.require_writable(session)
    attachment = client.attachments.get(session)
    if attachment is None:
        session.write(data)
    else:
        session.receive(attachment.follower, data)


def _write(client: Client, session: Session, data: bytes) -> None:
    attachment = client.attachments.get(session)
    if attachment is not None:
        session.activate(attachment.follower)
    session.write(data)
    session.agent.typed(data)


def remember_soon(services: Services, client: Client, draft: HistoryDraft | None, session: Session | None) -> None:
    """Remember a prompt while it is on its way."""
    if draft is not None:
        client.start(_remember_quietly(services, draft, session))


async def _remember_quietly(services: Services, draft: HistoryDraft, session: Session | None) -> None:
    try:
        await remember(services, draft, session)
    except RequestError as error:  # the prompt goes to the agent all the same
        _LOG.warning("%s", error)


async def inject_files(services: Services, client: Client, message: InjectFiles) -> None:
    """The content of files."""
    session = services.sessions.get(message.session_id)
    client.require_writable(session)
    await _paste(services, client, session, "", message.paths)


async def send(services: Services, client: Client, message: Send) -> None:
    """A prompt: text, then files. The client sends the Enter."""
    data = translate.decode_base64(message.data_base64, "dataBase64")
    session = services.sessions.find(message.session_id)
    remember_soon(services, client, message.history_entry, session)
    session = session or services.sessions.get(message.session_id)
    client.require_writable(session)
    await _paste(services, client, session, compose.decode_v1_text(data), message.paths)


async def _paste(services: Services, client: Client, session: Session, text: str, paths: list[str]) -> None:
    if paths:
        text += await asyncio.to_thread(contents, services, tuple(client.allowed), paths)
        client.start(remember_use(services, paths))
    if text:
        profile = catalog.profile_of(session.spec.agent or "")
        pasted = compose.prompt_bytes(text, bracketed_paste=BRACKETED_PASTE in session.modes, profile=profile)
        _write(client, session, pasted)


def contents(services: Services, dropped: tuple[str, ...], paths: list[str], *, counting_from: int = 0) -> str:
    """The files as text; `""` for none. Blocking; loads what reads files when it is wanted first."""
    from bridge.workspace.excerpt import Access, excerpts
    from bridge.workspace.rules import Excludes

    settings = services.settings
    access = Access(
        roots=(services.workspace, *services.other_roots),
        dropped=dropped,
        outside=settings.outside_files,
        file_bytes=settings.file_limit,
        prompt_bytes=settings.prompt_limit,
        excludes=Excludes(settings.exclude, hidden=settings.hidden_files, ignored=settings.show_ignored),
    )
    return excerpts(access, paths, counting_from=counting_from) if paths else ""


async def update_use_clipboard(services: Services, client: Client, message: UpdateUseClipboard) -> None:
    """Accepted from version-1 pages; this server never touches the clipboard."""
