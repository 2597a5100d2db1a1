"""Files of the workspace."""

import asyncio
from pathlib import Path

from bridge.protocol.client import SearchIndex
from bridge.protocol.client_page import CheckPaths, ReadFile
from bridge.protocol.server_page import CheckedPath, FileText, PathsChecked
from bridge.web import translate
from bridge.web.client import Client
from bridge.web.services import Services
from bridge.workspace.look import NotShownError, named_path, shown_lines

_CANDIDATES = 20
"""Of a bare name: how many files are looked at before it counts as not clear which is meant."""


async def search_index(services: Services, client: Client, message: SearchIndex) -> None:
    """Find files and folders."""
    outcome = await services.index.search(message.pattern, opened=message.opened, limit=message.limit)
    await client.send(translate.search_result(outcome, message.request_id))


async def check_paths(services: Services, client: Client, message: CheckPaths) -> None:
    """Which texts in a session's output name files; a bare name may be that of the only file called so."""
    session = services.sessions.find(message.session_id)
    base = Path(session.spec.program.cwd) if session is not None else services.workspace
    found = await asyncio.to_thread(_on_disk, services.workspace, base, message.paths)
    named = {each.text for each in found}
    found += [each for text in message.paths if text not in named for each in await _by_name(services, text)]
    await client.send(PathsChecked(message.request_id, found))


def _on_disk(root: Path, base: Path, texts: list[str]) -> list[CheckedPath]:
    named = ((text, named_path(root, base, text)) for text in texts)
    return [CheckedPath(text, *found) for text, found in named if found is not None]


async def _by_name(services: Services, text: str) -> list[CheckedPath]:
    if "/" in text or "\\" in text:
        return []
    outcome = await services.index.search(text, opened=[], limit=_CANDIDATES)
    paths = [hit.path for hit in outcome.results if hit.path.rpartition("/")[2] == text and not hit.is_dir]
    return [CheckedPath(text, paths[0], False)] if len(paths) == 1 else []


async def read_file(services: Services, client: Client, message: ReadFile) -> None:
    """A file, for a person to look at."""
    try:
        lines = await asyncio.to_thread(shown_lines, services.workspace, message.path)
    except NotShownError as reason:
        await client.send(FileText(message.request_id, message.path, [], str(reason)))
        return
    await client.send(FileText(message.request_id, message.path, lines, None))
