"""Remembered prompts."""

import asyncio

from bridge.history import find
from bridge.protocol.client import RemovePrompt, SavePrompt
from bridge.protocol.client_page import ClearPrompts, ListPrompts
from bridge.protocol.fields import HistoryDraft
from bridge.protocol.server import PromptRemoved, PromptSaved
from bridge.protocol.server_page import PromptList, PromptsCleared
from bridge.sessions.session import Session
from bridge.web import translate
from bridge.web.client import Client
from bridge.web.services import Services


async def remember(services: Services, draft: HistoryDraft, session: Session | None) -> None:
    """Store a prompt with the folder it was written for; RequestError where that fails."""
    project = session.spec.program.cwd if session is not None else str(services.workspace)
    await asyncio.to_thread(services.history.save, draft.id, draft.serialized_content, project)


async def save_prompt(services: Services, client: Client, message: SavePrompt) -> None:
    """Remember without sending."""
    session = services.sessions.find(message.session_id) if message.session_id else None
    await remember(services, message.history_entry, session)
    await client.send(PromptSaved())


async def remove_prompt(services: Services, client: Client, message: RemovePrompt) -> None:
    """Forget; a prompt that is not there is forgotten already."""
    await asyncio.to_thread(services.history.remove, message.prompt_id)
    await client.send(PromptRemoved(message.prompt_id))


async def list_prompts(services: Services, client: Client, message: ListPrompts) -> None:
    """A page of those that fit."""
    project = _project(services, message.project)
    entries = await asyncio.to_thread(services.history.load)
    fitting = await asyncio.to_thread(find.fitting, entries, message.pattern, project)
    page = fitting[message.skip : message.skip + message.limit]
    await client.send(PromptList(message.request_id, translate.prompt_entries(page), len(fitting)))


async def clear_prompts(services: Services, client: Client, message: ClearPrompts) -> None:
    """Forget them all, or those of this workspace."""
    count = await asyncio.to_thread(services.history.clear, _project(services, message.project))
    await client.send(PromptsCleared(count))


def _project(services: Services, project: str) -> str | None:
    return str(services.workspace) if project == "this" else None
