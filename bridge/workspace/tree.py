"""The folders of a workspace as they are known, and what a walk over them finds. Blocking: for a thread of its own.

Walking, following changes and checking are one thing: a folder is listed (again), and what has become of its folders is
listed in turn. What was found goes to a `Sink` folder by folder.
"""

import errno
import os
import stat
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from bridge.workspace.git_config import GitSettings
from bridge.workspace.ignore import ALWAYS_IGNORED, RuleChain
from bridge.workspace.names import shown
from bridge.workspace.rules import RULE_NAMES, Excludes, RuleReader

MAX_ENTRIES = 2_000_000
"""More entries than this are left out, so that a home folder or `/` opened by mistake does not eat the memory."""

_RACY_NS = 2_000_000_000
"""A folder that changed so short a time before it was listed may change again without its time stamp showing it."""

_GONE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
_HAS_INODES = os.name == "posix"


class Sink(Protocol):
    """Takes what was found. Folders by their path on the wire, files by their names."""

    def put(self, folder: str, files: list[str]) -> None:
        """The folder has these files now, and it is there itself."""
        ...

    def drop(self, folder: str) -> None:
        """The folder is gone; each folder below it is told apart."""
        ...


class Watch(Protocol):
    """Is told which folders there are."""

    def add(self, folder: "Folder") -> None:
        """Tell of changes in it from now on."""
        ...

    def remove(self, folder: "Folder") -> None:
        """It is gone, or nobody asks any more."""
        ...


class Root:
    """A folder that was opened. `lead`: what stands before its paths on the wire."""

    def __init__(
        self, path: Path, lead: str, excludes: Excludes, environment: Mapping[str, str], outermost: Path | None
    ) -> None:
        self.path = os.path.realpath(path)
        self.lead = lead
        self.reader = RuleReader(Path(self.path), excludes, environment, outermost)
        self.above = ""
        self.folder: Folder

    def known_as(self, path: str) -> str:
        """A path below the root as it is on the wire."""
        if not self.lead and path.isascii():
            return path
        return shown(self.lead + path).rstrip("/")


class Folder:
    """A folder that is listed. `path`: from its root, as the system has it. `watch`: what a Watch knows it by."""

    __slots__ = (
        "chain", "children", "count", "dead", "inode", "mtime", "parent", "path", "queued", "root", "rules",
        "settings", "watch",
    )  # fmt: skip

    def __init__(self, root: Root, parent: "Folder | None", path: str, inode: int) -> None:
        self.root = root
        self.parent = parent
        self.path = path
        self.inode = inode
        self.mtime = 0
        self.count = 0
        self.watch = -1
        self.children: dict[str, Folder] | None = None
        self.chain: RuleChain | None = None
        self.settings: GitSettings | None = None
        self.rules: tuple[Any, ...] | None = None
        self.queued = False
        self.dead = False

    @property
    def location(self) -> str:
        """Its full path."""
        return f"{self.root.path}/{self.path}" if self.path else self.root.path


class Tree:
    """What is known of all roots. Use it on one thread."""

    def __init__(
        self,
        roots: Iterable[tuple[Path, str]],
        sink: Sink,
        *,
        excludes: Excludes | None = None,
        environment: Mapping[str, str] | None = None,
        max_entries: int = MAX_ENTRIES,
        outermost: Path | None = None,
    ) -> None:
        """`outermost`: a folder around the roots whose ignore files hold, where no repository is around them."""
        self._sink = sink
        self._excludes = excludes or Excludes()
        self._max_entries = max_entries
        self._todo: deque[Folder] = deque()
        self._epoch = 0
        self.watch: Watch | None = None
        self.entries = 0
        self.folders: dict[Folder, None] = {}
        self.unreadable: dict[str, None] = {}
        self.not_utf8 = 0
        self.truncated = False
        environment = os.environ if environment is None else environment
        self.roots = [Root(path, lead, self._excludes, environment, outermost) for path, lead in roots]
        self.start()

    def start(self) -> None:
        """Forget nothing, but look at everything again."""
        self._epoch += 1
        for root in self.roots:
            if not hasattr(root, "folder"):
                root.folder = Folder(root, None, "", 0)
                self.folders[root.folder] = None
            self.mark(root.folder)

    def mark(self, folder: Folder) -> None:
        """It may have changed."""
        if not folder.queued and not folder.dead:
            folder.queued = True
            self._todo.append(folder)

    @property
    def busy(self) -> bool:
        """Whether there is something to look at."""
        return bool(self._todo)

    def work(self, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        """Look at what is marked, breadth first, for about so long."""
        end = now() + seconds
        while self._todo and now() < end:
            for _ in range(min(16, len(self._todo))):
                folder = self._todo.popleft()
                folder.queued = False
                if not folder.dead:
                    self._look(folder)

    def forget(self, folder: Folder) -> None:
        """The folder and all below it are gone."""
        stack = [folder]
        if folder.parent is not None and folder.parent.children is not None:
            folder.parent.children.pop(os.path.basename(folder.path), None)  # noqa: PTH119 - no Path in a hot loop
        while stack:
            gone = stack.pop()
            gone.dead = True
            stack.extend(gone.children.values() if gone.children else ())
            self.entries -= gone.count
            self.folders.pop(gone, None)
            known_as = gone.root.known_as(gone.path)
            self.unreadable.pop(known_as, None)
            if self.watch is not None:
                self.watch.remove(gone)
            self._sink.drop(known_as)
            gone.children = gone.parent = None  # no circle is left for the garbage collector to find

    def sources_changed(self) -> bool:
        """Whether rules that lie outside of the listed folders are not any more what they were."""
        return any(root.reader.sources_changed() for root in self.roots)

    def rules_changed(self, folder: Folder) -> bool:
        """Whether the files of rules in this folder are not any more what they were."""
        if folder.rules is None:
            return False
        names, *_ = folder.rules
        return self._rules(folder, names) != folder.rules

    # -- one folder --

    def _look(self, folder: Folder) -> None:
        if self.watch is not None and folder.watch == -1:
            self.watch.add(folder)
        found = self._list(folder)
        if found is None:
            return
        known_chain = folder.chain
        self._find_rules(folder, found)
        chain = folder.chain
        assert chain is not None  # noqa: S101 - made by _find_rules
        found.pop(ALWAYS_IGNORED, None)
        if not self._excludes.hidden:
            found = {name: inode for name, inode in found.items() if name[0] != "."}
        if found:
            above = folder.root.above
            for name in chain.ignored_among((above + folder.path).rstrip("/") if above else folder.path, found):
                del found[name]
        self._take(folder, found, look_inside=chain is not known_chain)

    def _list(self, folder: Folder) -> dict[str, int] | None:
        """Names to inode numbers: of folders positive, of files 0; None: the folder is gone."""
        location = folder.location
        try:
            status = os.stat(location)  # noqa: PTH116 - no Path in a hot loop
            with os.scandir(location) as listing:
                found = _kinds(listing, hidden=self._excludes.hidden)
        except OSError as failure:
            return self._failed(folder, failure)
        racy = time.time_ns() - status.st_mtime_ns < _RACY_NS
        folder.mtime = 0 if racy else status.st_mtime_ns
        if self.unreadable:
            self.unreadable.pop(folder.root.known_as(folder.path), None)
        return found

    def _failed(self, folder: Folder, failure: OSError) -> dict[str, int] | None:
        if failure.errno in _GONE and folder.parent is not None:
            self.mark(folder.parent)
            self.forget(folder)
            return None
        folder.mtime = 0
        self.unreadable[folder.root.known_as(folder.path)] = None
        return {}

    def _find_rules(self, folder: Folder, found: dict[str, int]) -> None:
        parent = folder.parent
        names = RULE_NAMES.intersection(found)
        if parent is not None and not names:
            folder.chain, folder.settings, folder.rules = parent.chain, parent.settings, None
            return
        rules = self._rules(folder, names)
        if folder.rules == rules:
            return
        folder.rules = rules
        if parent is None:
            folder.root.above, folder.chain, folder.settings = folder.root.reader.at_root()
        else:
            folder.chain, folder.settings = parent.chain, parent.settings
        assert folder.chain is not None  # noqa: S101 - set above
        assert folder.settings is not None  # noqa: S101 - set above
        base = (folder.root.above + folder.path).rstrip("/")
        folder.chain, folder.settings = folder.root.reader.inside(
            Path(folder.location), base, names, folder.chain, folder.settings
        )

    def _rules(self, folder: Folder, names: frozenset[str]) -> tuple[object, ...]:
        """What changes when the rules in a folder with these names do; the names come first."""
        outer = folder.parent.chain if folder.parent is not None else None
        return (names, self._epoch, outer, *_signatures(folder, names))

    def _take(self, folder: Folder, found: dict[str, int], *, look_inside: bool) -> None:
        """Keep what is wanted of one folder, and mark the folders in it that are new or have other rules now."""
        room = self._max_entries - (self.entries - folder.count)
        if len(found) > room:
            self.truncated = True
            found = dict(sorted(found.items())[:room])
        self.entries += len(found) - folder.count
        folder.count = len(found)
        files = [name for name, inode in found.items() if not inode]
        before = folder.children
        if before:
            for name, child in list(before.items()):
                if found.get(name, 0) != child.inode:
                    self.forget(child)
        if len(files) < len(found):
            self._enter(folder, found, look_inside=look_inside)
        if not "".join(found).isascii():
            self.not_utf8 += sum(name != shown(name) for name in found)
            files = [shown(name) for name in files]
        self._sink.put(folder.root.known_as(folder.path), files)

    def _enter(self, folder: Folder, found: dict[str, int], *, look_inside: bool) -> None:
        lead = folder.path + "/" if folder.path else ""
        children = folder.children = folder.children or {}
        for name, inode in found.items():
            if not inode:
                continue
            child = children.get(name)
            if child is None:
                child = children[name] = Folder(folder.root, folder, lead + name, inode)
                self.folders[child] = None
                child.queued = True
                self._todo.append(child)
            elif look_inside:
                self.mark(child)


def _kinds(listing: Iterable[os.DirEntry[str]], *, hidden: bool) -> dict[str, int]:
    """Names to what tells a folder from another of its name; files and links: 0. Pipes, sockets, devices: left out."""
    found: dict[str, int] = {}
    for entry in listing:
        name = entry.name
        try:
            if entry.is_file(follow_symlinks=False):
                found[name] = 0
            elif entry.is_dir(follow_symlinks=False):
                found[name] = entry.inode() if _HAS_INODES else 1
            elif entry.is_symlink():
                found[name] = 0
        except OSError:
            continue  # gone already
    if not hidden:
        return {name: inode for name, inode in found.items() if name[0] != "." or name in RULE_NAMES}
    return found


def _signatures(folder: Folder, names: Iterable[str]) -> list[tuple[str, int, int, int]]:
    """What changes when a file of rules changes."""
    found = []
    for name in sorted(names):
        try:
            status = os.lstat(f"{folder.location}/{name}")
        except OSError:
            continue
        if stat.S_ISDIR(status.st_mode):
            found.append((name, 0, 0, status.st_ino))  # what git does in its folder says nothing
        else:
            found.append((name, status.st_mtime_ns, status.st_size, status.st_ino))
    return found
