"""What a page says about the editor around it, and what a person decides there. All need the feature `editor`."""

from typing import Annotated, Literal

import msgspec

from bridge.protocol.fields import ClientMessage, Identifier, Path

MAX_OPEN_FILES = 200
MAX_DIAGNOSTICS = 500
MAX_FOLDERS = 64
MAX_TEXT = 1024 * 1024
MAX_SELECTION = 64 * 1024

Line = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]


class EditorPlace(msgspec.Struct, frozen=True, rename="camel"):
    """A place in a file; 0-based, `character` in UTF-16 units."""

    line: Line
    character: Line


class EditorFile(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """A file in a tab of the editor."""

    path: Path
    active: bool = False
    dirty: bool = False
    language_id: Annotated[str, msgspec.Meta(max_length=64)] = ""
    cursor: EditorPlace | None = None


class EditorRange(msgspec.Struct, frozen=True, rename="camel"):
    """What is selected; `end` is behind the last character."""

    path: Path
    text: Annotated[str, msgspec.Meta(max_length=MAX_SELECTION)]
    start: EditorPlace
    end: EditorPlace


class EditorProblem(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """A problem that the editor shows in a file."""

    path: Path
    start: EditorPlace
    end: EditorPlace
    severity: Literal["error", "warning", "information", "hint"]
    message: Annotated[str, msgspec.Meta(max_length=4096)]
    source: Annotated[str, msgspec.Meta(max_length=256)] = ""


class TellEditor(ClientMessage, tag="tellEditor"):
    """What the editor shows now, all of it. Of several clients the one counts that told last.

    `trusted`: whether the person trusts the workspace; nothing is shared of one that is not. Answered by `editorShared`
    where that changes.
    """

    workspace_folders: Annotated[list[Path], msgspec.Meta(max_length=MAX_FOLDERS)]
    open_files: Annotated[list[EditorFile], msgspec.Meta(max_length=MAX_OPEN_FILES)]
    selection: EditorRange | None = None
    diagnostics: Annotated[list[EditorProblem], msgspec.Meta(max_length=MAX_DIAGNOSTICS)] = msgspec.field(
        default_factory=list
    )
    trusted: bool = True


class ShareEditor(ClientMessage, tag="shareEditor"):
    """Let the agent of this session see the editor, or not; until the session ends."""

    session_id: Identifier
    on: bool


class MentionFile(ClientMessage, tag="mentionFile"):
    """Put a file, and lines of it (0-based, both included), into the agent's own prompt.

    `error` with the code `no_mention` where the agent takes none this way.
    """

    session_id: Identifier
    path: Path
    start: Line | None = None
    end: Line | None = None


class EditDiff(ClientMessage, tag="editDiff"):
    """The person has changed what an agent proposes, and has not decided yet."""

    diff_id: Identifier
    text: Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]


class DecideDiff(ClientMessage, tag="decideDiff"):
    """The person's word about a proposed change. `text`: as it was accepted; without it as it stood last."""

    diff_id: Identifier
    accepted: bool
    text: Annotated[str, msgspec.Meta(max_length=MAX_TEXT)] | None = None
