"""What the server tells a page beside its terminals: agents, settings, remembered prompts, files that output names."""

from typing import Literal

import msgspec

from bridge.protocol.fields import ServerMessage


class AgentInfo(msgspec.Struct, frozen=True, rename="camel"):
    """One agent. `command`: how it is started; `install`: one line for people, where it was not found.

    `softNewline`: what Shift+Enter sends, as in SessionConfig.
    """

    id: str
    name: str
    found: bool
    command: list[str]
    install: str
    soft_newline: str


class AgentList(ServerMessage, tag="agentList"):
    """Every known agent, and the person's shell as the last."""

    agents: list[AgentInfo]


class SettingInfo(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """One option. `source`: where its value comes from; `setBy`: the flag or variable, or the file, in words.

    `user`, `workspace`: what the files say, null where they say nothing. `choices`, `least`, `most`: what is allowed.
    `live`: a change counts at once; else from the next start of the bridge, or for sessions that are opened later.
    """

    name: str
    kind: Literal["text", "bool", "int", "list"]
    group: str
    help: str
    value: str | bool | int | list[str]
    default: str | bool | int | list[str]
    source: Literal["default", "user", "workspace", "environment", "flag"]
    set_by: str
    live: bool
    in_workspace: bool
    user: str | bool | int | list[str] | None = None
    workspace: str | bool | int | list[str] | None = None
    choices: list[str] = msgspec.field(default_factory=list)
    least: int | None = None
    most: int | None = None


class SettingsList(ServerMessage, tag="settingsList"):
    """The table of options; also to every client that listed them, whenever one changes."""

    settings: list[SettingInfo]
    user_file: str
    workspace_file: str


class PromptEntry(msgspec.Struct, frozen=True, rename="camel"):
    """One remembered prompt; `timestamp` in milliseconds since 1970."""

    id: str
    timestamp: int
    serialized_content: str
    project_cwd: str


class PromptList(ServerMessage, tag="promptList"):
    """Answer to `listPrompts`. `total`: how many there are in all that fit."""

    request_id: int
    prompts: list[PromptEntry]
    total: int


class PromptsCleared(ServerMessage, tag="promptsCleared"):
    """Forgotten: so many."""

    count: int


class CheckedPath(msgspec.Struct, frozen=True, rename="camel"):
    """`text` as it was asked, and what it names: `path` is relative to the workspace, with `/`."""

    text: str
    path: str
    is_dir: bool


class PathsChecked(ServerMessage, tag="pathsChecked"):
    """Those of the texts that name files or folders of the workspace."""

    request_id: int
    found: list[CheckedPath]


class FileText(ServerMessage, tag="fileText"):
    """The lines of a file; or `problem`: why they cannot be shown."""

    request_id: int
    path: str
    lines: list[str]
    problem: str | None
