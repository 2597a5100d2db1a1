"""One walk over a folder tree: all its files and folders but those that git ignores. Blocking: call it in a thread."""

import os
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bridge.workspace.entry import Entry
from bridge.workspace.ignore import RuleChain
from bridge.workspace.rules import rules_above, rules_of

MAX_ENTRIES = 1_000_000
"""More entries than this are left out, so that a home folder or `/` opened by mistake does not eat the memory."""

_RULE_NAMES = frozenset((".git", ".gitignore", ".ignore"))


@dataclass(frozen=True, slots=True)
class Scan:
    """What a walk found: entries level by level, sorted by name in each folder.

    unreadable: folders (relative, `""` is the root) that could not be listed. not_utf8: how many names were left out
    because they are not UTF-8. truncated: there are more entries than were asked for. stopped: `stop` was set.
    """

    entries: tuple[Entry, ...]
    unreadable: tuple[str, ...] = ()
    not_utf8: int = 0
    truncated: bool = False
    stopped: bool = False


def scan_tree(root: Path, *, max_entries: int = MAX_ENTRIES, stop: threading.Event | None = None) -> Scan:
    """Walk `root`. Symbolic links are listed as files and not followed; sockets, pipes and devices are left out."""
    return _Walk(root, max_entries, stop or threading.Event()).run()


class _Walk:
    """The state of one walk."""

    def __init__(self, root: Path, max_entries: int, stop: threading.Event) -> None:
        self._root = os.path.realpath(root)
        self._max_entries = max_entries
        self._stop = stop
        self._entries: list[Entry] = []
        self._unreadable: list[str] = []
        self._not_utf8 = 0
        self._truncated = False

    def run(self) -> Scan:
        """Breadth first, so that what the bound cuts off lies deepest."""
        above, top_chain = rules_above(Path(self._root))
        todo = deque([("", top_chain)])
        while todo and not self._truncated and not self._stop.is_set():
            folder, outer = todo.popleft()
            listed = self._list(folder)
            chain = self._chain(folder, above, listed, outer)
            todo.extend((path, chain) for path in self._take(folder, above, listed, chain))
        return Scan(tuple(self._entries), tuple(self._unreadable), self._not_utf8, self._truncated, self._stop.is_set())

    def _list(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(f"{self._root}/{folder}") as listing:
                return sorted((entry for entry in listing if self._is_utf8(entry.name)), key=_name)
        except OSError:
            self._unreadable.append(folder)
            return []

    def _is_utf8(self, name: str) -> bool:
        if name.isascii():
            return True
        try:
            name.encode()
        except UnicodeEncodeError:
            self._not_utf8 += 1
            return False
        return True

    def _chain(self, folder: str, above: str, listed: list[os.DirEntry[str]], outer: RuleChain) -> RuleChain:
        names = _RULE_NAMES.intersection(map(_name, listed))
        if not names:
            return outer
        return rules_of(Path(self._root, folder), (above + folder).removesuffix("/"), names, outer)

    def _take(self, folder: str, above: str, listed: list[os.DirEntry[str]], chain: RuleChain) -> Iterator[str]:
        """Keep what is wanted of one folder; give the folders to enter."""
        lead = folder + "/" if folder else ""
        for found in listed:
            is_dir = _is_dir(found)
            path = lead + found.name
            if is_dir is None or chain.ignored(above + path, is_dir):
                continue
            if len(self._entries) >= self._max_entries:
                self._truncated = True
                return
            self._entries.append(Entry(path, is_dir))
            if is_dir:
                yield path


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _is_dir(entry: os.DirEntry[str]) -> bool | None:
    """None: neither a folder nor a file nor a link, or gone already."""
    try:
        if entry.is_dir(follow_symlinks=False):
            return True
        return False if entry.is_file(follow_symlinks=False) or entry.is_symlink() else None
    except OSError:
        return None
