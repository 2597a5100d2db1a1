"""Files of the workspace."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bridge.errors import LimitError, MessageError
from bridge.protocol.client import AllowPaths, SearchIndex
from bridge.protocol.client_page import CheckPaths, ReadFile
from bridge.protocol.server import SearchResult
from bridge.protocol.server_page import CheckedPath, FileText, PathsChecked
from bridge.web import translate
from bridge.web.client import Client
from bridge.web.services import Services
from bridge.workspace.look import NotShownError, named_path, shown_lines

_CANDIDATES = 20
"""Of a bare name: how many files are looked at before it counts as not clear which is meant."""

_MOST_ALLOWED = 10_000
"""Of one client: bounds what is kept for it."""


async def search_index(services: Services, client: Client, message: SearchIndex) -> None:
    """Find files and folders; what is found is sent when it is there.

    A client without the feature `search` gets its answers in the order of its questions, one for each.
    """
    if client.has("search"):
        client.asked += 1
        client.start(_answer(services, client, message, client.asked))
    else:
        await client.lanes.run("version 1 search", _answer(services, client, message, None), quick=False)


async def _answer(services: Services, client: Client, message: SearchIndex, number: int | None) -> None:
    from bridge.workspace.search import CancelledError, Question  # loaded with the first search

    index = await services.index()
    recent = await asyncio.to_thread(services.recent.scores) if not services.recent.loaded else services.recent.scores()
    question = Question(
        message.pattern,
        tuple(index.relative(message.opened)),
        recent=recent,
        limit=message.limit,
        marked=number is not None,
        cancelled=lambda: number is not None and client.asked != number,
    )
    try:
        outcome = await index.search(question, wait=number is None)
    except CancelledError:
        await client.send(SearchResult([], [], message.request_id, cancelled=True))
        return
    await client.send(translate.search_result(outcome, message.request_id))


async def allow_paths(services: Services, client: Client, message: AllowPaths) -> None:
    """Remember what a person dropped on this client's page."""
    for path in message.paths:
        if not Path(path).is_absolute() or "\0" in path:
            raise MessageError(
                "bad_field", f"`paths` holds {path!r:.200}, which is not an absolute path", field="paths"
            )
    if len(client.allowed) + len(message.paths) > _MOST_ALLOWED:
        raise LimitError("too_many_paths", f"a client may drop {_MOST_ALLOWED} paths", field="paths")
    client.allowed.update(dict.fromkeys(message.paths))


async def follow_index(services: Services, client: Client) -> None:
    """Tell a client how far the index is, now and after changes."""
    index = await services.index()
    index.start()
    told = translate.index_status(index.state)
    await client.send(told)
    waiting = asyncio.Event()
    listener = lambda _: waiting.set()  # noqa: E731 - one line, and its identity is its registration
    index.listeners.add(listener)
    try:
        while True:
            await waiting.wait()
            waiting.clear()
            status = translate.index_status(index.state)
            if status != told:
                told = status
                await client.send(status)
            await services.clock.sleep(_STATUS_SECONDS)
    except ConnectionError:
        pass  # the client has gone; its connection ends by itself
    finally:
        index.listeners.discard(listener)


_STATUS_SECONDS = 0.25
"""Between two messages about the index."""


async def remember_use(services: Services, paths: Sequence[str]) -> None:
    """These files were given to an agent: next time they are found sooner."""
    index = await services.index()
    used = list(index.relative([_without_range(path) for path in paths]))
    await asyncio.to_thread(services.recent.use, used)


def _without_range(path: str) -> str:
    lead, colon, ends = path.rpartition(":")
    return lead if colon and lead and ends.replace("-", "").isdigit() else path


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
    from bridge.workspace.search import Question  # loaded with the first search

    index = await services.index()
    outcome = await index.search(Question(text, limit=_CANDIDATES))
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
