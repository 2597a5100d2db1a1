"""What a page asks for beside its terminals: agents, settings, remembered prompts, files that output names."""

from typing import Annotated, Literal

import msgspec

from bridge.protocol.fields import MAX_COLUMNS, MAX_ROWS, ClientMessage, Identifier, Offset, Path

MAX_CHECKED_PATHS = 64
MAX_NAME = 100


class RenameSession(ClientMessage, tag="renameSession"):
    """Give a session a name of its own; empty: that of its agent again."""

    session_id: Identifier
    name: Annotated[str, msgspec.Meta(max_length=MAX_NAME)]


class RestartSession(ClientMessage, tag="restartSession"):
    """Start a session's command anew in its folder, under the same id; answered like `openSession`.

    `resume`: with the agent's own argument to go on with the last conversation of its folder, where `exit.resumable`.
    """

    session_id: Identifier
    cols: Annotated[int, msgspec.Meta(ge=0, le=MAX_COLUMNS)] = 0
    rows: Annotated[int, msgspec.Meta(ge=0, le=MAX_ROWS)] = 0
    resume: bool = False


class ShowSession(ClientMessage, tag="showSession"):
    """A person looks at this session now: remembered over restarts of the bridge. Needs the feature `tabs`."""

    session_id: Identifier


class StopSession(ClientMessage, tag="stopSession"):
    """Interrupt the program (Ctrl+C) and end it if it has not ended by itself soon. The session stays, to be read."""

    session_id: Identifier


class ListAgents(ClientMessage, tag="listAgents"):
    """Ask which agents can be started; answered by `agentList`."""


class ListSettings(ClientMessage, tag="listSettings"):
    """Ask for the table of options with their values; answered by `settingsList`, which also follows each change."""


class ChangeSetting(ClientMessage, tag="changeSetting"):
    """Write an option into the settings file of the user or of this workspace; null takes it out of there."""

    name: Annotated[str, msgspec.Meta(max_length=64)]
    value: str | bool | int | list[str] | None
    scope: Literal["user", "workspace"]


class ListPrompts(ClientMessage, tag="listPrompts"):
    """Ask for remembered prompts that hold all words of `pattern`, newest first; answered by `promptList`.

    `project`: only those of this bridge's workspace. `skip`: how many to pass over, for the next page of the list.
    """

    request_id: Offset
    pattern: Annotated[str, msgspec.Meta(max_length=1024)] = ""
    project: Literal["this", "all"] = "all"
    skip: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0
    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 100


class ClearPrompts(ClientMessage, tag="clearPrompts"):
    """Forget all prompts, or those of this workspace; answered by `promptsCleared`."""

    project: Literal["this", "all"]


class CheckPaths(ClientMessage, tag="checkPaths"):
    """Ask which of these texts, found in a session's output, name files of the workspace: `pathsChecked`."""

    request_id: Offset
    session_id: Identifier
    paths: Annotated[list[Path], msgspec.Meta(max_length=MAX_CHECKED_PATHS)]


class ReadFile(ClientMessage, tag="readFile"):
    """Ask for the text of a file of the workspace, to show it to a person; answered by `fileText`."""

    request_id: Offset
    path: Path
