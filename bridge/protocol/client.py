"""Messages that clients send. One class a message; the class is the schema, the decoder and the documentation."""

from typing import Annotated

import msgspec

from bridge.protocol.client_editor import DecideDiff, EditDiff, MentionFile, ShareEditor, TellEditor
from bridge.protocol.client_page import (
    ChangeSetting,
    CheckPaths,
    ClearPrompts,
    ListAgents,
    ListPrompts,
    ListSettings,
    ReadFile,
    RenameSession,
    RestartSession,
    ShowSession,
    StopSession,
)
from bridge.protocol.client_prompts import (
    ListCommands,
    LoadDraft,
    RemoveQueuedPrompt,
    SaveDraft,
    SendPrompt,
)
from bridge.protocol.fields import (
    MAX_COLUMNS,
    MAX_ROWS,
    Base64,
    ClientMessage,
    Columns,
    HistoryDraft,
    Identifier,
    Offset,
    Path,
    Rows,
)


class Hello(ClientMessage, tag="hello"):
    """First message of a client. `features` is a list, or an object of booleans as in `welcome`."""

    protocol_version: int | float | str
    features: list[str] | dict[str, bool] = msgspec.field(default_factory=list)


class OpenSession(ClientMessage, tag="openSession"):
    """Start a program, or with `resume` adopt the living session of this id. Without `cmd`: the configured agent.

    `cols`/`rows` of 0 mean: not known yet (80 x 24).
    """

    id: Identifier
    cmd: str = ""
    args: list[str] = msgspec.field(default_factory=list)
    pty: bool = True
    env: list[str] = msgspec.field(default_factory=list)
    cwd: str | None = None
    cols: Annotated[int, msgspec.Meta(ge=0, le=MAX_COLUMNS)] = 0
    rows: Annotated[int, msgspec.Meta(ge=0, le=MAX_ROWS)] = 0
    resume: bool = False
    use_clipboard: bool | None = None
    agent: str | None = None


class Stdin(ClientMessage, tag="stdin"):
    """Bytes for the program, exactly as they are."""

    session_id: Identifier
    data_base64: Base64
    history_entry: HistoryDraft | None = None


class Resize(ClientMessage, tag="resize"):
    """The terminal's new size in cells."""

    session_id: Identifier
    cols: Columns
    rows: Rows


class Close(ClientMessage, tag="close"):
    """End the session and its program."""

    session_id: Identifier


class SnapshotRequest(ClientMessage, tag="snapshot"):
    """Ask for what the scrollback holds; output goes on after it, nothing twice."""

    session_id: Identifier


class InjectFiles(ClientMessage, tag="injectFiles"):
    """Give the program the content of files. A path may end in `:start-end`, 0-based and inclusive."""

    session_id: Identifier
    paths: list[Path]


class Send(ClientMessage, tag="send"):
    """A prompt: text, then files, in one go. Not submitted: the client sends the Enter."""

    session_id: Identifier
    data_base64: Base64 = ""
    paths: list[Path] = msgspec.field(default_factory=list)
    history_entry: HistoryDraft | None = None


class UpdateSessionConfig(ClientMessage, tag="updateSessionConfig"):
    """Change the configured command for sessions opened from now on; empty: back to the default."""

    custom_command: str


class SearchIndex(ClientMessage, tag="searchIndex"):
    """Find files and folders of the workspace. `request_id` is given back, so that late answers can be told.

    With the feature `search` a new question cancels the client's older one, which is answered at once.
    """

    pattern: Annotated[str, msgspec.Meta(max_length=1024)]
    opened: list[str] = msgspec.field(default_factory=list)
    limit: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 0
    request_id: Offset | None = None


class AllowPaths(ClientMessage, tag="allowPaths"):
    """A person dropped these files or folders on the page: this client may give their content to programs.

    Absolute paths, wherever they lie. Needed only outside of the workspace.
    """

    paths: Annotated[list[Path], msgspec.Meta(max_length=1000)]


class SavePrompt(ClientMessage, tag="savePrompt"):
    """Remember a prompt without sending it."""

    history_entry: HistoryDraft
    session_id: str | None = None


class RemovePrompt(ClientMessage, tag="removePrompt"):
    """Forget a prompt."""

    prompt_id: Identifier


class FontSizeChanged(ClientMessage, tag="fontSizeChanged"):
    """The person changed the page's font size (pixels); the host reads it at `GET /font-size`."""

    font_size: Annotated[int, msgspec.Meta(ge=8, le=72)]


class UpdateUseClipboard(ClientMessage, tag="updateUseClipboard"):
    """Version-1 preference; without effect: the server pastes through the terminal, never through the clipboard."""

    use_clipboard: bool
    session_id: str | None = None


class Attach(ClientMessage, tag="attach"):
    """Follow a session from `since` on (default: all that is kept). Needs the feature `attach`.

    `window`: with the feature `ack`, how many unacknowledged bytes this client accepts. `visible`: a hidden client does
    not hold the program back. `read_only`: this client looks on; its input, sizes, answers and `close` are refused.
    """

    session_id: Identifier
    since: Offset | None = None
    cols: Annotated[int, msgspec.Meta(ge=0, le=MAX_COLUMNS)] = 0
    rows: Annotated[int, msgspec.Meta(ge=0, le=MAX_ROWS)] = 0
    window: Annotated[int, msgspec.Meta(ge=10_000, le=16_777_216)] | None = None
    visible: bool = True
    read_only: bool = False


class Detach(ClientMessage, tag="detach"):
    """Stop following; the session goes on."""

    session_id: Identifier


class Ack(ClientMessage, tag="ack"):
    """All output before `offset` is parsed by the client's terminal. Needs the feature `ack`."""

    session_id: Identifier
    offset: Offset


class ReplayAck(ClientMessage, tag="replayAck"):
    """The replay up to `replayEnd.offset` is parsed; the client's terminal may speak again."""

    session_id: Identifier
    offset: Offset


class Checkpoint(ClientMessage, tag="checkpoint"):
    """The client's terminal, written down when everything before `offset` was parsed. Needs the feature `checkpoint`.

    Data that brings a freshly reset terminal of this size to the same lines, cursor, saved cursor, text attributes, tab
    stops, scroll region and origin mode, on either screen. The bridge adds the other modes. At most 2 MiB.
    """

    session_id: Identifier
    offset: Offset
    cols: Columns
    rows: Rows
    data_base64: Base64


class Visibility(ClientMessage, tag="visibility"):
    """Whether a person can see this client; a hidden client holds no credit."""

    visible: bool


Color = Annotated[str, msgspec.Meta(pattern=r"^#[0-9A-Fa-f]{6}$")]
"""`#rrggbb`."""


class Theme(ClientMessage, tag="theme"):
    """The colours of this client's terminal: what a program is told that asks while no client is there to answer."""

    foreground: Color
    background: Color
    cursor: Color


class ListSessions(ClientMessage, tag="listSessions"):
    """Ask which sessions there are."""


ClientMessages = (
    Hello
    | OpenSession
    | Stdin
    | Resize
    | Close
    | SnapshotRequest
    | InjectFiles
    | Send
    | UpdateSessionConfig
    | SearchIndex
    | AllowPaths
    | SavePrompt
    | RemovePrompt
    | FontSizeChanged
    | UpdateUseClipboard
    | Attach
    | Detach
    | Ack
    | ReplayAck
    | Checkpoint
    | Visibility
    | Theme
    | ListSessions
    | RenameSession
    | RestartSession
    | ShowSession
    | StopSession
    | ListAgents
    | ListSettings
    | ChangeSetting
    | ListPrompts
    | ClearPrompts
    | CheckPaths
    | ReadFile
    | SendPrompt
    | RemoveQueuedPrompt
    | SaveDraft
    | LoadDraft
    | ListCommands
    | TellEditor
    | ShareEditor
    | MentionFile
    | EditDiff
    | DecideDiff
)
"""Everything a client may say."""
