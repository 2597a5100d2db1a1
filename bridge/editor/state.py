"""What the editor shows, as its host says it. Lines and characters are 0-based, characters in UTF-16 units. Pure."""

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "information", "hint"]


class Position(NamedTuple):
    """A place in a file."""

    line: int
    character: int


START = Position(0, 0)


@dataclass(frozen=True)
class Selection:
    """What is selected in the active editor; `end` is behind the last character, `text` empty where nothing is."""

    path: str
    text: str
    start: Position
    end: Position

    @property
    def last_line(self) -> int:
        """The last line that holds something of it: an end before the first character of a line is not in that line."""
        before = self.end.character == 0 and self.end.line > self.start.line
        return self.end.line - 1 if before else self.end.line


@dataclass(frozen=True)
class OpenFile:
    """A file in a tab."""

    path: str
    active: bool = False
    dirty: bool = False
    language: str = ""
    cursor: Position | None = None


@dataclass(frozen=True)
class Diagnostic:
    """What a language server has to say about a file."""

    path: str
    start: Position
    end: Position
    severity: Severity
    message: str
    source: str = ""


@dataclass(frozen=True)
class EditorState:
    """Everything. `trusted`: the person trusts the workspace, as far as the host knows such a thing."""

    folders: tuple[str, ...] = ()
    files: tuple[OpenFile, ...] = ()
    selection: Selection | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    trusted: bool = True

    @property
    def active(self) -> OpenFile | None:
        """The file a person looks at, or looked at last."""
        return next((file for file in self.files if file.active), None)

    @property
    def paths(self) -> frozenset[str]:
        """Every file that is named in it."""
        named = {file.path for file in self.files} | {each.path for each in self.diagnostics}
        return frozenset(named | ({self.selection.path} if self.selection is not None else set()))

    def only(self, allowed: frozenset[str]) -> "EditorState":
        """The same without the files that are not among these."""
        selection = self.selection
        return replace(
            self,
            files=tuple(file for file in self.files if file.path in allowed),
            selection=selection if selection is not None and selection.path in allowed else None,
            diagnostics=tuple(each for each in self.diagnostics if each.path in allowed),
        )

    def bare(self) -> "EditorState":
        """The folders, and nothing of what is open in them."""
        return EditorState(self.folders, trusted=self.trusted)

    def shown(self) -> Selection | None:
        """The selection; where a file is active and nothing is known of a selection, an empty one at its cursor."""
        active = self.active
        if self.selection is not None or active is None:
            return self.selection
        at = active.cursor or START
        return Selection(active.path, "", at, at)


NOTHING = EditorState()
