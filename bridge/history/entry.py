"""One remembered prompt, and how it and its removal are written as a line of JSON. Pure.

Lines only ever get longer by new keys; a change of meaning is a new version, and older bridges keep their hands off it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

VERSION = 1

LINE_START = f'{{"v":{VERSION},'
"""What each of our lines starts with, so that a torn one can be told from a foreign one."""


@dataclass(frozen=True, slots=True)
class PromptEntry:
    """A prompt as it was sent. `id` is the client's; `serialized_content` is what its composer can read back."""

    id: str
    timestamp_ms: int
    serialized_content: str
    project_cwd: str


@dataclass(frozen=True, slots=True)
class Removal:
    """The entry of this id is gone; an entry written later under the same id is there again."""

    id: str


@dataclass(frozen=True, slots=True)
class History:
    """What a file says, newest first. `ours`: no line of it is foreign or of another version."""

    entries: list[PromptEntry] = field(default_factory=list)
    ours: bool = True


def format_line(item: PromptEntry | Removal) -> bytes:
    """One line with its newline. ASCII only: a line cut short anywhere is still text."""
    fields: dict[str, object]
    if isinstance(item, Removal):
        fields = {"v": VERSION, "id": item.id, "removed": True}
    else:
        fields = {
            "v": VERSION,
            "id": item.id,
            "timestamp": item.timestamp_ms,
            "projectCwd": item.project_cwd,
            "serializedContent": item.serialized_content,
        }
    return json.dumps(fields, separators=(",", ":")).encode("ascii") + b"\n"


def parse(content: bytes) -> History:
    """Read a whole file: newest first; of several lines with one id the last holds. What was torn is passed over."""
    living: dict[str, PromptEntry] = {}
    ours = True
    for line in content.split(b"\n"):
        item = parse_line(line)
        if item is None:
            ours = ours and _is_torn(line)
        else:
            living.pop(item.id, None)  # so that the order of the dictionary is that of the lines
            if isinstance(item, PromptEntry):
                living[item.id] = item
    return History(newest_first(living.values()), ours)


def parse_line(line: bytes) -> PromptEntry | Removal | None:
    """None: not a whole line of this version."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict) or fields.get("v") != VERSION or not isinstance(fields.get("id"), str):
        return None
    if fields.get("removed") is True:
        return Removal(fields["id"])
    timestamp, content, cwd = fields.get("timestamp"), fields.get("serializedContent"), fields.get("projectCwd")
    if not isinstance(timestamp, int) or not isinstance(content, str) or not isinstance(cwd, str):
        return None
    return PromptEntry(fields["id"], timestamp, content, cwd)


def newest_first(appended: Iterable[PromptEntry]) -> list[PromptEntry]:
    """By time; of two in the same millisecond the one that was written later comes first."""
    entries = list(appended)
    entries.reverse()
    entries.sort(key=lambda entry: entry.timestamp_ms, reverse=True)  # stable, in reverse as well
    return entries


def _is_torn(line: bytes) -> bool:
    """Whether a line that cannot be read is the start of one of ours: its writer died, or the power went."""
    start = LINE_START.encode()
    return line.strip(b"\0").startswith(start) or start.startswith(line.strip(b"\0"))
