"""Messages that the server sends."""

from typing import Literal

import msgspec

from bridge.protocol.fields import ServerMessage
from bridge.protocol.server_editor import DiffClosed, DiffOpened, EditorShared, ShowFile
from bridge.protocol.server_page import (
    AgentList,
    FileText,
    PathsChecked,
    PromptEntry,
    PromptList,
    PromptsCleared,
    SettingsList,
)
from bridge.protocol.server_prompts import CommandList, DraftLoaded, PromptQueue, PromptSent


class SessionConfig(msgspec.Struct, frozen=True, rename="camel"):
    """What `openSession` starts when it names no command.

    `agent` is the catalog's id where the command is a known agent; `note` is a sentence for the person, for example
    which agents could be installed.
    """

    cmd: str
    args: list[str]
    pty: bool
    env: list[str]
    agent: str | None = None
    name: str = ""
    note: str | None = None
    soft_newline: str = "\n"
    """What Shift+Enter sends: the agent's own way to say "new line, do not submit"."""


AgentStateName = Literal["unknown", "idle", "working", "done", "blocked", "error"]
AgentKind = Literal["permission", "question", "auth", "maybeWaiting"]
AgentSource = Literal["none", "program", "title", "progress", "notification", "bell", "quiet"]


class AgentStatus(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """What the program in a session does, as far as it says. The texts are plain, and the program's: do not trust them.

    `kind`: why it is `blocked`; `maybeWaiting` with `unknown`. `source`: who says so, see docs/PROTOCOL.md.
    """

    state: AgentStateName
    source: AgentSource
    kind: AgentKind | None = None
    message: str | None = None
    title: str | None = None
    app: str | None = None
    progress: int | None = None


class SessionStatus(msgspec.Struct, frozen=True, rename="camel"):
    """One session in a list. `code` and `signal` only when `state` is `exited`.

    `name`: what a person called it, empty if nobody did. `agent`: as in SessionConfig.
    """

    session_id: str
    state: Literal["running", "exited"]
    pid: int
    command: str
    cwd: str
    cols: int
    rows: int
    clients: int
    code: int | None = None
    signal: str | None = None
    name: str = ""
    agent: str | None = None
    agent_state: AgentStatus | None = None


class Welcome(ServerMessage, tag="welcome"):
    """Answer to `hello`. `features` says what is on for this client."""

    session_id: str
    features: dict[str, bool]
    session_config: SessionConfig
    server_version: str
    protocol_version: int
    cwd: str


class Opened(ServerMessage, tag="opened"):
    """The session is there and this client follows it. `handle` names it in binary frames."""

    id: str
    session_id: str
    pid: int
    resumed: bool
    prompt_history: list[PromptEntry]
    handle: int


class Stdout(ServerMessage, tag="stdout"):
    """Output. `seq` counts this client's messages of this session, 1, 2, 3, ...; a gap means: ask for a snapshot."""

    session_id: str
    data_base64: str
    seq: int


class Snapshot(ServerMessage, tag="snapshot"):
    """What the scrollback holds; the next `stdout` is `lastSeq` + 1 and goes on right behind it."""

    session_id: str
    data_base64: str
    last_seq: int


class SizeChange(msgspec.Struct, frozen=True, rename="camel"):
    """The output from `offset` on was drawn at this size."""

    offset: int
    cols: int
    rows: int


class Attached(ServerMessage, tag="attached"):
    """Answer to `attach`: replay frames from `offset` to `end` follow, then `replayEnd`, then live output.

    `gap`: what the client asked for is no longer kept; clear the terminal, `offset` is where the replay begins. Before
    it checkpoint frames may come: no output, but what brings a cleared terminal to where it would be at `offset`.
    `cols`/`rows`: the size at `offset`; `resized`: what became of it until `end`, in order.
    """

    session_id: str
    handle: int
    pid: int
    offset: int
    end: int
    gap: bool
    cols: int
    rows: int
    state: Literal["running", "exited"]
    resized: list[SizeChange]


class ResizedMessage(ServerMessage, tag="resized"):
    """The output from `offset` on is drawn at this size; it comes between the bytes. Needs the feature `sizes`."""

    session_id: str
    offset: int
    cols: int
    rows: int


class ReplayEnd(ServerMessage, tag="replayEnd"):
    """Everything before `offset` was replay: the client's terminal stayed silent until here."""

    session_id: str
    offset: int


class Detached(ServerMessage, tag="detached"):
    """This client no longer follows the session. `reason`: `asked`, `stale` (did not acknowledge) or `replaced`."""

    session_id: str
    reason: Literal["asked", "stale", "replaced"]


class Exit(ServerMessage, tag="exit", omit_defaults=True):
    """The program ended and its last byte was sent. Ended by a signal: `code` is 128 + its number, `signal` its name.

    `offset`: total bytes of output. `reason`: `exited`, `signalled`, `closed` (a client asked); with the feature `tabs`
    also `bridge`: it ended with an earlier bridge, nobody knows how. `resumable`: see `restartSession`; with `tabs`.
    """

    session_id: str
    code: int
    signal: str | None
    offset: int
    reason: Literal["exited", "signalled", "closed", "bridge"]
    resumable: bool = False


class ErrorMessage(ServerMessage, tag="error", omit_defaults=True):
    """A request that could not be met. `code` is for programs, `message` for people, `field` is what was wrong."""

    code: str
    message: str
    field: str | None = None
    request_type: str | None = None
    session_id: str | None = None
    prompt_id: str | None = None


class SessionConfigUpdated(ServerMessage, tag="sessionConfigUpdated"):
    """To every client: the configured command changed."""

    session_config: SessionConfig


class SearchHit(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """One file or folder. `short`: the least that tells it apart, an end of `path`.

    `path`: relative to the workspace, with `/`; absolute in other roots. Bytes that are not UTF-8 read `\\xNN`.
    `positions`: with the feature `search`, which characters (UTF-16 units) of `path` were typed, ascending.
    """

    short: str
    path: str
    is_dir: bool
    positions: list[int] = msgspec.field(default_factory=list)


class SearchResult(ServerMessage, tag="searchResult", omit_defaults=True):
    """Answer to `searchIndex`, best first. `openedResults`: the same among the files that are open in the editor.

    `cancelled`: with the feature `search`, a newer question came before there was an answer.
    """

    results: list[SearchHit]
    opened_results: list[SearchHit]
    request_id: int | None = None
    cancelled: bool = False


class IndexStatus(ServerMessage, tag="indexStatus"):
    """How far the index is, to clients with the feature `search`: first when they say hello, then after changes.

    `complete`: the first scan is done; until then a search finds what has been seen. `live`: the system tells of
    changes; else the bridge looks for them every second. `unreadable`: folders that cannot be read. `truncated`: there
    are more entries than are indexed.
    """

    entries: int
    complete: bool
    live: bool
    unreadable: int
    truncated: bool


class PromptSaved(ServerMessage, tag="promptSaved"):
    """The prompt is on disk."""


class PromptRemoved(ServerMessage, tag="promptRemoved"):
    """The prompt is gone."""

    prompt_id: str


class SessionsChanged(ServerMessage, tag="sessionsChanged", omit_defaults=True):
    """All sessions: to clients with the feature `attach` whenever one comes, goes or ends, and after `listSessions`.

    With the feature `tabs` those are in it too that ended with an earlier bridge of the workspace, and the answer to
    `listSessions` has `first`: the id of the session that a page starts now, as nothing runs yet; and `selected`: the
    one a person looked at last; either may be empty.
    """

    sessions: list[SessionStatus]
    first: str | None = None
    selected: str | None = None


class AgentStateMessage(ServerMessage, tag="agentState", omit_defaults=True):
    """What the program in a session does has changed. Needs the feature `agentState`; fields as in `AgentStatus`."""

    session_id: str
    state: AgentStateName
    source: AgentSource
    kind: AgentKind | None = None
    message: str | None = None
    title: str | None = None
    app: str | None = None
    progress: int | None = None


class NotificationMessage(ServerMessage, tag="notification"):
    """The program wants a person to see this. Plain text; `title` or `body` may be empty. Needs `agentState`."""

    session_id: str
    title: str
    body: str


ServerMessages = (
    Welcome
    | Opened
    | Stdout
    | Snapshot
    | Attached
    | ResizedMessage
    | ReplayEnd
    | Detached
    | Exit
    | ErrorMessage
    | SessionConfigUpdated
    | SearchResult
    | IndexStatus
    | PromptSaved
    | PromptRemoved
    | SessionsChanged
    | AgentList
    | SettingsList
    | PromptList
    | PromptsCleared
    | PathsChecked
    | FileText
    | AgentStateMessage
    | NotificationMessage
    | PromptSent
    | PromptQueue
    | DraftLoaded
    | CommandList
    | EditorShared
    | DiffOpened
    | DiffClosed
    | ShowFile
)
"""Everything a server may say."""
