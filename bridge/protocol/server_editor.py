"""What agents want of the editor, and what they see of it. To clients with the feature `editor`."""

from typing import Literal

import msgspec

from bridge.protocol.fields import ServerMessage

HeldBack = Literal["off", "secret", "ignored", "outside", "configured", "untrusted"]


class SharedFile(msgspec.Struct, frozen=True, rename="camel"):
    """The active file as agents see it. `start`, `end`: lines, 0-based and both included; null: none are selected."""

    path: str
    start: int | None
    end: int | None


class SharedSession(msgspec.Struct, frozen=True, rename="camel"):
    """A session that can see the editor. `listens`: its agent is connected; `mentions`: it takes files so."""

    session_id: str
    on: bool
    listens: bool
    mentions: bool


class EditorShared(ServerMessage, tag="editorShared"):
    """What agents see now: after `hello`, and whenever that changes.

    `on`: for the workspace. `file`: null where nothing is; `heldBack` says why. `files`: how many open ones are named.
    """

    on: bool
    file: SharedFile | None
    files: int
    held_back: HeldBack | None
    sessions: list[SharedSession]


class DiffOpened(ServerMessage, tag="diffOpened"):
    """An agent proposes a change; also after `hello`, for each that waits. Answered by `decideDiff`."""

    diff_id: str
    session_id: str
    path: str
    original: str
    proposed: str


class DiffClosed(ServerMessage, tag="diffClosed"):
    """It is decided; `closed`: elsewhere, in the agent's own terminal."""

    diff_id: str
    outcome: Literal["accepted", "rejected", "closed"]


class ShowFile(ServerMessage, tag="showFile"):
    """An agent opens a file; lines 0-based, both included. It never takes the focus.

    `front`: the person is to see it; else the editor has only to know it, to say what is wrong in it.
    """

    session_id: str
    path: str
    start: int | None
    end: int | None
    front: bool
