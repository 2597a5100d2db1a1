"""Between the nouns and the wire: sessions, launches, entries and hits to messages."""

import base64
from collections.abc import Iterable
from itertools import accumulate
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from bridge import __version__
from bridge.agents.catalog import PROFILES, Launch, resuming
from bridge.errors import MessageError, RequestError
from bridge.history.entry import PromptEntry as HistoryEntry
from bridge.protocol.server import (
    AgentStateMessage,
    AgentStatus,
    Attached,
    ErrorMessage,
    Exit,
    IndexStatus,
    NotificationMessage,
    ResizedMessage,
    SearchHit,
    SearchResult,
    SessionConfig,
    SessionsChanged,
    SessionStatus,
    SizeChange,
    Snapshot,
    Welcome,
)
from bridge.protocol.server_page import PromptEntry
from bridge.protocol.server_prompts import PromptQueue, PromptSent, QueuedPrompt
from bridge.protocol.version import FEATURES, OPTIONAL_FEATURES, PROTOCOL_VERSION
from bridge.sessions.prompt_queue import Content, HoldReason, Waiting
from bridge.sessions.session import Session
from bridge.terminal.notices import Notification
from bridge.terminal.recording import Replay, Resized
from bridge.terminal.spawn import has_pty

if TYPE_CHECKING:
    from bridge.workspace.following import State
    from bridge.workspace.search import Hit, SearchOutcome

CONTROL_SESSION = "ctrl"
"""Version 1 gives the connection itself a session id."""


def decode_base64(text: str, field: str) -> bytes:
    """The bytes; MessageError that names the field where it is not base64."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:  # binascii.Error among them; letters that are not ASCII are another
        raise MessageError("bad_field", f"`{field}` is not base64: {error}", field=field) from None


def encode_base64(data: bytes) -> str:
    """As version 1 carries bytes."""
    return base64.b64encode(data).decode()


def error_message(
    error: RequestError, request_type: str | None, session_id: str | None = None, prompt_id: str | None = None
) -> ErrorMessage:
    """What a client is told about its request."""
    return ErrorMessage(
        code=error.code,
        message=str(error),
        field=error.field,
        request_type=request_type,
        session_id=session_id,
        prompt_id=prompt_id,
    )


def session_config(launch: Launch) -> SessionConfig:
    """What a session without a command starts."""
    return SessionConfig(
        cmd=launch.argv[0],
        args=list(launch.argv[1:]),
        pty=has_pty(),
        env=[],
        agent=launch.profile.id,
        name=_name(launch),
        note=launch.note,
        soft_newline=launch.profile.soft_newline,
    )


def _name(launch: Launch) -> str:
    """The agent's name, or that of a program we do not know."""
    known = any(profile.id == launch.profile.id for profile in PROFILES)
    return launch.profile.name if known else PurePath(launch.argv[0]).name


def welcome(launch: Launch, agreed: frozenset[str], workspace: str) -> Welcome:
    """Answer to `hello`; features the client did not ask for are off."""
    features = {name: name in agreed or name not in OPTIONAL_FEATURES for name in FEATURES}
    features["pty"] = has_pty()
    return Welcome(CONTROL_SESSION, features, session_config(launch), __version__, PROTOCOL_VERSION, workspace)


def _state(session: Session) -> Literal["running", "exited"]:
    return "exited" if session.ended.is_set() else "running"


def attached(session: Session, replay: Replay, end: int, *, gap: bool) -> Attached:
    """Answer to `attach`."""
    return Attached(
        session_id=session.spec.id,
        handle=session.handle,
        pid=session.pid,
        offset=replay.offset,
        end=end,
        gap=gap,
        cols=replay.size.cols,
        rows=replay.size.rows,
        state=_state(session),
        resized=[SizeChange(offset, size.cols, size.rows) for offset, size in replay.resized],
    )


def resized(session: Session, change: Resized) -> ResizedMessage:
    """The session's terminal has another size."""
    return ResizedMessage(session.spec.id, change.offset, change.size.cols, change.size.rows)


def snapshot(session: Session, seq: int) -> Snapshot:
    """All of a replay in one message. The client draws it at its own size: version 1 cannot say another."""
    replay = session.replay()
    kept = session.scrollback.read(replay.offset, session.scrollback.capacity)
    return Snapshot(session.spec.id, encode_base64(replay.opening + kept), seq)


def exit_message(session: Session, *, tabs: bool = False) -> Exit:
    """How the session ended; it has. tabs: the client has asked for this feature."""
    code, signal = session.status or (1, None)
    resumable = tabs and bool(resuming(session.spec.argv))
    return Exit(session.spec.id, code, signal, session.scrollback.end, _reason(session), resumable)


def _reason(session: Session) -> Literal["exited", "signalled", "closed", "bridge"]:
    if session.earlier:
        return "bridge"
    if session.closing:
        return "closed"
    return "signalled" if session.status is not None and session.status.signal else "exited"


def sessions_changed(sessions: list[Session], first: str | None = None, selected: str | None = None) -> SessionsChanged:
    """All sessions; to a page that has just come also what it begins with."""
    return SessionsChanged([_session_status(session) for session in sessions], first, selected)


def _session_status(session: Session) -> SessionStatus:
    code, signal = session.status if session.status and session.ended.is_set() else (None, None)
    return SessionStatus(
        session_id=session.spec.id,
        state=_state(session),
        pid=session.pid,
        command=session.spec.command,
        cwd=session.spec.program.cwd,
        cols=session.size.cols,
        rows=session.size.rows,
        clients=session.clients,
        code=code,
        signal=signal,
        name=session.name,
        agent=session.spec.agent,
        agent_state=_agent_status(session),
    )


def _agent_status(session: Session) -> AgentStatus:
    state = session.agent.state
    return AgentStatus(state.state, state.source, state.kind, state.message, state.title, state.app, state.progress)


def agent_state(session: Session) -> AgentStateMessage:
    """What the session's program does."""
    now = session.agent.state
    return AgentStateMessage(
        session.spec.id, now.state, now.source, now.kind, now.message, now.title, now.app, now.progress
    )


def notification(session: Session, news: Notification) -> NotificationMessage:
    """What the session's program wants a person to see."""
    return NotificationMessage(session.spec.id, news.title, news.body)


def prompt_entries(entries: list[HistoryEntry]) -> list[PromptEntry]:
    """Remembered prompts."""
    return [PromptEntry(e.id, e.timestamp_ms, e.serialized_content, e.project_cwd) for e in entries]


def prompt_sent(session_id: str, prompt_id: str) -> PromptSent:
    """A prompt is in."""
    return PromptSent(session_id, prompt_id)


def prompt_queue(session_id: str, reason: HoldReason | None, waiting: Iterable[Waiting[Content]]) -> PromptQueue:
    """What waits for a session."""
    return PromptQueue(session_id, reason, [QueuedPrompt(prompt.id, prompt.draft) for prompt in waiting])


def search_result(outcome: "SearchOutcome", request_id: int | None) -> SearchResult:
    """What was found."""
    return SearchResult([_hit(h) for h in outcome.results], [_hit(h) for h in outcome.opened], request_id)


def index_status(state: "State") -> IndexStatus:
    """How far the index is."""
    return IndexStatus(state.entries, state.complete, state.live, state.unreadable, state.truncated)


def _hit(hit: "Hit") -> SearchHit:
    positions = list(hit.positions)
    if positions and max(hit.path) > "\uffff":
        before = list(accumulate((1 + (char > "\uffff") for char in hit.path), initial=0))
        positions = [before[at] for at in positions]
    return SearchHit(hit.short, hit.path, hit.is_dir, positions)
