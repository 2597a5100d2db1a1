"""The editor: what a page tells of it, and what a person decides there."""

from bridge.editor.diffs import Diff, Outcome
from bridge.editor.discovery import AGENTS, CLAUDE, OPENCODE
from bridge.editor.editor import Place
from bridge.editor.state import Diagnostic, EditorState, OpenFile, Position, Selection
from bridge.errors import RequestError
from bridge.protocol.client_editor import (
    DecideDiff,
    EditDiff,
    EditorFile,
    EditorPlace,
    EditorRange,
    MentionFile,
    ShareEditor,
    TellEditor,
)
from bridge.protocol.server_editor import (
    DiffClosed,
    DiffOpened,
    EditorShared,
    HeldBack,
    SharedFile,
    SharedSession,
    ShowFile,
)
from bridge.web.client import Client
from bridge.web.services import Services


async def tell_editor(services: Services, client: Client, message: TellEditor) -> None:
    """What the editor around this client shows."""
    client.require("editor")
    await services.editing.editor.tell(client, _state(message))


async def share_editor(services: Services, client: Client, message: ShareEditor) -> None:
    """Let a session see the editor, or not."""
    client.require("editor")
    session = services.sessions.get(message.session_id)
    client.require_writable(session)
    services.editing.editor.switch(session.spec.id, message.on)


async def mention_file(services: Services, client: Client, message: MentionFile) -> None:
    """Put a file into the prompt of the agent itself."""
    client.require("editor")
    session = services.sessions.get(message.session_id)
    client.require_writable(session)
    lines = None if message.start is None else (message.start, max(message.start, message.end or 0))
    path = str(services.workspace / message.path)
    if not services.editing.editor.mention(session.spec.id, path, lines):
        raise RequestError("no_mention", "the agent in this session takes no files this way", field="sessionId")


async def edit_diff(services: Services, client: Client, message: EditDiff) -> None:
    """A proposed change as it stands now."""
    client.require("editor")
    services.editing.editor.diffs.edit(message.diff_id, message.text)


async def decide_diff(services: Services, client: Client, message: DecideDiff) -> None:
    """The person has decided."""
    client.require("editor")
    services.editing.editor.diffs.decide(message.diff_id, accepted=message.accepted, text=message.text)


def introduce(services: Services, client: Client) -> None:
    """A client with the feature is there: it hears what is shared and what waits."""
    if services.is_editing:
        client.tell_latest("editor", shared(services))
        for diff in services.editing.editor.diffs:
            client.tell(diff_opened(diff))


async def gone(services: Services, client: Client) -> None:
    """A client has left."""
    if services.is_editing:
        await services.editing.editor.gone(client)


def _state(message: TellEditor) -> EditorState:
    problems = (
        Diagnostic(each.path, _position(each.start), _position(each.end), each.severity, each.message, each.source)
        for each in message.diagnostics
    )
    return EditorState(
        tuple(message.workspace_folders),
        tuple(_file(each) for each in message.open_files),
        None if message.selection is None else _selection(message.selection),
        tuple(problems),
        message.trusted,
    )


def _file(file: EditorFile) -> OpenFile:
    cursor = None if file.cursor is None else _position(file.cursor)
    return OpenFile(file.path, file.active, file.dirty, file.language_id, cursor)


def _selection(selected: EditorRange) -> Selection:
    return Selection(selected.path, selected.text, _position(selected.start), _position(selected.end))


def _position(place: EditorPlace) -> Position:
    return Position(place.line, place.character)


# -- what clients hear --


def announce(services: Services) -> None:
    """What is shared, or with whom, is another: every client that follows it is told."""
    news = shared(services)
    for client in services.clients:
        if client.has("editor"):
            client.tell_latest("editor", news)


def announce_diff(services: Services, diff: Diff) -> None:
    """An agent proposes a change."""
    for client in services.clients:
        if client.has("editor"):
            client.tell(diff_opened(diff))


def announce_decision(services: Services, diff: Diff, outcome: Outcome) -> None:
    """It is decided."""
    for client in services.clients:
        if client.has("editor"):
            client.tell(DiffClosed(diff.id, outcome))


def show_file(services: Services, place: Place) -> bool:
    """An agent wants a file to be seen; False where nobody is there."""
    first, last = place.lines or (None, None)
    there = [client for client in services.clients if client.has("editor")]
    for client in there:
        client.tell(ShowFile(place.session_id, place.path, first, last, place.front))
    return bool(there)


def diff_opened(diff: Diff) -> DiffOpened:
    """A proposed change on the wire, as it stands."""
    return DiffOpened(diff.id, diff.session_id, diff.path, diff.original, diff.current)


def shared(services: Services) -> EditorShared:
    """What is shared now."""
    editor = services.editing.editor
    is_on = editor.sharing()
    seen = editor.shared
    shown = seen.shown() if is_on else None
    file = None
    if shown is not None:
        has_lines = shown.start != shown.end
        lines = (shown.start.line, shown.last_line) if has_lines else (None, None)
        file = SharedFile(shown.path, *lines)
    sessions = [
        SharedSession(
            session.spec.id,
            session.spec.id not in editor.switched_off,
            editor.listens(session.spec.id),
            session.spec.agent in (CLAUDE, OPENCODE) and editor.listens(session.spec.id),
        )
        for session in services.sessions
        if session.spec.agent in AGENTS and not session.ended.is_set()
    ]
    return EditorShared(is_on, file, len(seen.files) if is_on else 0, _held_back(services), sessions)


def _held_back(services: Services) -> HeldBack | None:
    editor = services.editing.editor
    if not editor.sharing():
        return "off"
    if not editor.told.trusted:
        return "untrusted"
    active = editor.told.shown()
    if active is None or active.path in editor.shared.paths:
        return None
    return services.editing.sharing.last_verdict(active.path)
