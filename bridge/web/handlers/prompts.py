"""What stands in a composer: prompts to send, prompts that wait, drafts, the agent's own commands."""

import asyncio
import logging
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bridge.agents import catalog
from bridge.agents.prompt import FilePart, ImagePart, Part, TextPart, prompt_text
from bridge.agents.references import Lines
from bridge.agents.slash_commands import slash_commands
from bridge.errors import MessageError
from bridge.protocol.client_prompts import (
    ListCommands,
    LoadDraft,
    PromptFile,
    PromptText,
    PromptUpload,
    RemoveQueuedPrompt,
    SaveDraft,
    SendPrompt,
)
from bridge.protocol.server_prompts import CommandList, DraftLoaded, SlashCommand
from bridge.sessions.prompt_queue import Waiting
from bridge.sessions.session import Session
from bridge.web.client import Client
from bridge.web.handlers.stdin import contents, remember_soon
from bridge.web.services import Services

_LOG = logging.getLogger(__name__)


async def send_prompt(services: Services, client: Client, message: SendPrompt) -> None:
    """Send it now, or let it wait for its turn."""
    client.require("prompts")
    session = services.sessions.get(message.session_id)
    client.require_writable(session)
    compose = _composition(services, client, session, message)
    services.prompts.put(message.session_id, Waiting(message.prompt_id, message.draft, compose, message.now))
    remember_soon(services, client, message.history_entry, session)
    attachment = client.attachments.get(session)
    if attachment is not None:
        session.activate(attachment.follower)


def _composition(services: Services, client: Client, session: Session, message: SendPrompt) -> Callable[[], str]:
    """How the text of this prompt is made when its time has come: files as they are then, uploads as they are now."""
    place = _Place(services.workspace, Path(session.spec.program.cwd))
    parts = [_part(services, session, place, part) for part in message.parts]
    profile = catalog.profile_of(session.spec.agent or "")
    given = (part for part in message.parts if isinstance(part, PromptUpload))
    uploads = [str(services.uploads.get(session.handle, part.upload_id).path) for part in given]
    read = partial(contents, services, (*client.allowed, *uploads), counting_from=1)
    return lambda: prompt_text(parts, profile, read)


class _Place:
    """Where a path of the page is, as the agent sees it."""

    def __init__(self, workspace: Path, cwd: Path) -> None:
        self._workspace = workspace
        self._same = os.path.normpath(cwd) == os.path.normpath(workspace)

    def of(self, path: str) -> str:
        return path if self._same else str(self._workspace / path)


def _part(services: Services, session: Session, place: _Place, part: PromptText | PromptFile | PromptUpload) -> Part:
    match part:
        case PromptText():
            return TextPart(part.text)
        case PromptFile():
            return FilePart(place.of(part.path), _lines(part), part.content, part.shown)
        case PromptUpload():
            upload = services.uploads.get(session.handle, part.upload_id)
            if upload.is_image:
                return ImagePart(str(upload.path))
            return FilePart(str(upload.path), None, part.content, part.shown)


def _lines(part: PromptFile) -> Lines | None:
    if part.start is None and part.end is None:
        return None
    start = part.start or 0
    end = start if part.end is None else part.end
    if end < start:
        raise MessageError("bad_field", f"the lines of {part.path!r:.200} end before they start", field="parts")
    return Lines(start, end)


async def remove_queued_prompt(services: Services, client: Client, message: RemoveQueuedPrompt) -> None:
    """It is not sent any more."""
    client.require("prompts")
    session = services.sessions.find(message.session_id)
    if session is not None:
        client.require_writable(session)
    services.prompts.remove(message.session_id, message.prompt_id)


async def save_draft(services: Services, client: Client, message: SaveDraft) -> None:
    """Keep what was not sent yet."""
    await asyncio.to_thread(services.drafts.save, message.session_id, message.draft)


async def load_draft(services: Services, client: Client, message: LoadDraft) -> None:
    """Give back what was kept."""
    draft = await asyncio.to_thread(services.drafts.load, message.session_id)
    await client.send(DraftLoaded(message.session_id, draft.content, draft.saved_at_ms))


async def list_commands(services: Services, client: Client, message: ListCommands) -> None:
    """The commands of the agent's files, as they are now."""
    session = services.sessions.get(message.session_id)
    profile = catalog.profile_of(session.spec.agent or "")
    program = session.spec.program
    found = await asyncio.to_thread(slash_commands, profile, Path(program.cwd), program.environment)
    commands = [SlashCommand(command.name, command.description, command.source) for command in found]
    await client.send(CommandList(message.session_id, commands))
