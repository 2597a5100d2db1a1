"""One walk over a folder tree: all its files and folders but those that git ignores. Blocking: call it in a thread."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bridge.workspace.entry import Entry
from bridge.workspace.rules import Excludes
from bridge.workspace.tree import MAX_ENTRIES, Tree

_STEP_SECONDS = 0.05
"""How often a walk looks whether it shall stop."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What a walk found: entries level by level, sorted by name in each folder.

    unreadable: folders (relative, `""` is the root) that could not be listed. not_utf8: how many names are shown with
    escapes. truncated: there are more entries than were asked for. stopped: `stop` was set.
    """

    entries: tuple[Entry, ...]
    unreadable: tuple[str, ...] = ()
    not_utf8: int = 0
    truncated: bool = False
    stopped: bool = False


class Listings:
    """A sink that keeps what each folder was last said to have."""

    def __init__(self) -> None:
        self.files: dict[str, list[str]] = {}

    def put(self, folder: str, files: list[str]) -> None:
        """See `Sink`."""
        self.files[folder] = files

    def drop(self, folder: str) -> None:
        """See `Sink`."""
        self.files.pop(folder, None)

    def entries(self) -> tuple[Entry, ...]:
        """All of them, level by level and sorted."""
        found = [Entry(folder, True) for folder in self.files if folder]
        found += [
            Entry(f"{folder}/{name}" if folder else name, False)
            for folder, names in self.files.items()
            for name in names
        ]
        return tuple(sorted(found, key=lambda entry: (entry.path.count("/"), entry.path.split("/"))))


def scan_tree(
    root: Path,
    *,
    excludes: Excludes | None = None,
    environment: Mapping[str, str] | None = None,
    max_entries: int = MAX_ENTRIES,
    stop: threading.Event | None = None,
    outermost: Path | None = None,
) -> Scan:
    """Walk `root`. Symbolic links are listed as files and not followed; sockets, pipes and devices are left out."""
    found = Listings()
    tree = Tree(
        [(root, "")], found, excludes=excludes, environment=environment, max_entries=max_entries, outermost=outermost
    )
    stop = stop or threading.Event()
    while tree.busy and not stop.is_set():
        tree.work(_STEP_SECONDS)
    return Scan(found.entries(), tuple(tree.unreadable), tree.not_utf8, tree.truncated, stop.is_set())
