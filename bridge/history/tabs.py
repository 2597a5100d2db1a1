"""Which sessions a bridge had open, as text in a file and back; and which of them a new bridge begins with.

Pure. What comes from a file is not believed: what makes no sense is left out, the rest counts.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

VERSION = 1

MOST_TABS = 100
"""Of one file, and of all that a bridge takes over; the first ones count."""

MAX_TAB_BYTES = 64 << 10
"""One that needs more (a prompt of a book's length in its command) is not kept."""

MAX_BYTES = MOST_TABS * MAX_TAB_BYTES + (1 << 10)
"""Of a file."""

FIRST = "main"
"""The id of the session with which a bridge begins; of one bridge of a workspace at a time."""


@dataclass(frozen=True)
class Tab:
    """A session as it was asked for: what is needed to show it, and to start it again.

    argv: as it was named, before PATH. configured: nobody named a command for it. agent: the catalog's id. title: what
    its program said it was about. The environment it was given is not here: it may hold keys.
    """

    id: str
    argv: tuple[str, ...]
    cwd: str
    pty: bool = True
    configured: bool = False
    agent: str = ""
    name: str = ""
    title: str = ""


class Tabs(NamedTuple):
    """In their order; `selected`: the one that was looked at last, or empty."""

    tabs: tuple[Tab, ...] = ()
    selected: str = ""


class Kept(NamedTuple):
    """What one bridge left, and when it last wrote that (ms since 1970)."""

    tabs: Tabs
    saved_at_ms: int


def format_tabs(kept: Kept) -> bytes:
    """The content of a file."""
    rows = [asdict(tab) for tab in kept.tabs.tabs]
    rows = [row for row in rows if len(json.dumps(row)) <= MAX_TAB_BYTES][:MOST_TABS]
    fields = {"v": VERSION, "savedAt": kept.saved_at_ms, "selected": kept.tabs.selected, "tabs": rows}
    return json.dumps(fields).encode("ascii")


def parse_tabs(data: bytes) -> Kept | None:
    """What is in a file; None where it is none of ours."""
    try:
        fields = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict) or fields.get("v") != VERSION:
        return None
    rows, saved_at, selected = fields.get("tabs"), fields.get("savedAt"), fields.get("selected")
    if not isinstance(rows, list) or type(saved_at) is not int or not isinstance(selected, str):
        return None
    return Kept(_unique([Tabs(tuple(tab for row in rows if (tab := _tab(row)) is not None), selected)]), saved_at)


def _tab(row: Any) -> Tab | None:
    if not isinstance(row, dict):
        return None
    argv = row.get("argv")
    if not isinstance(argv, list) or not argv or not all(_is_text(word) for word in argv):
        return None
    pty, configured = row.get("pty"), row.get("configured")
    if not isinstance(pty, bool) or not isinstance(configured, bool):
        return None
    texts = [row.get(name) for name in ("id", "cwd", "agent", "name", "title")]
    if not all(_is_text(text) for text in texts) or not texts[0] or not texts[1]:
        return None
    tab_id, cwd, agent, name, title = map(str, texts)
    return Tab(tab_id, tuple(argv), cwd, pty, configured, agent, name, title)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and "\0" not in value


def merged(found: Iterable[Kept]) -> Tabs:
    """The tabs of all, those of the bridge that wrote last before the others; of one id the newest counts."""
    return _unique([kept.tabs for kept in sorted(found, key=lambda kept: -kept.saved_at_ms)])


def _unique(newest_first: list[Tabs]) -> Tabs:
    by_id: dict[str, Tab] = {}
    for tabs in newest_first:
        for tab in tabs.tabs:
            by_id.setdefault(tab.id, tab)
    kept = tuple(by_id.values())[:MOST_TABS]
    ids = {tab.id for tab in kept}
    return Tabs(kept, next((tabs.selected for tabs in newest_first if tabs.selected in ids), ""))


def first_id(earlier: Iterable[str], *, owns_first: bool, fresh: str) -> str:
    """The id of the session with which a bridge begins.

    earlier: the ids it took over. owns_first: no other bridge of the workspace runs that may use FIRST. fresh: an
    ending that nothing has yet. A draft belongs to an id, so no two bridges begin with the same.
    """
    ids = list(earlier)
    if owns_first and FIRST in ids:
        return FIRST
    before = next((each for each in ids if each.startswith(f"{FIRST}-")), None)
    return before or (FIRST if owns_first else f"{FIRST}-{fresh}")
