"""Which folders changed, as the system tells it; the only owner of watchfiles. For one thread, but `wake`."""

import logging
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bridge.workspace.rules import RULE_NAMES
from bridge.workspace.tree import Folder, Root

if TYPE_CHECKING:
    from watchfiles._rust_notify import RustNotify

_MODIFIED = 2
_DEBOUNCE_MS = 50
_STEP_MS = 10

_REMOTE = frozenset(
    ("9p", "afpfs", "afs", "ceph", "cifs", "drvfs", "fuse.gvfsd-fuse", "fuse.rclone", "fuse.sshfs", "fuse.vmhgfs-fuse",
     "lustre", "ncpfs", "nfs", "nfs4", "prl_fs", "smb3", "smbfs", "vboxsf", "virtiofs")
)  # fmt: skip
"""Kinds of file systems whose changes from the other side are not told here."""

_LOG = logging.getLogger(__name__)


class ChangeWatch(Protocol):
    """What follows a tree. `overflowed`: changes were lost, all folders are to be looked at."""

    unwatched: set[Folder]
    """Those of the added ones that it does not watch."""

    overflowed: bool

    @property
    def full(self) -> bool:
        """Whether the system watches no more folders."""
        ...

    def add(self, folder: Folder) -> None:
        """Watch a folder that is listed."""
        ...

    def remove(self, folder: Folder) -> None:
        """Do not watch it any more."""
        ...

    def wait(self, seconds: float) -> set[Folder]:
        """The folders in which something changed, as soon as there are some."""
        ...

    def wake(self) -> None:
        """End a `wait`; from any thread."""
        ...

    def close(self) -> None:
        """Give everything back."""
        ...


def new_watch(roots: list[Root], limit: int) -> ChangeWatch:
    """The best this system has for these roots. `limit`: the most folders that may be watched; 0: none."""
    remote = next((kind for root in roots if (kind := remote_kind(root.path)) is not None), None)
    if remote is not None:
        _LOG.warning("the workspace is on a network drive (%s); it is looked through for changes every second", remote)
    elif limit:
        try:
            if sys.platform == "linux":
                from bridge.workspace.inotify import InotifyWatch

                return InotifyWatch(limit)
            return RecursiveWatch(roots)
        except OSError as failure:
            _LOG.warning("folders cannot be watched (%s); they are looked through every second", failure.strerror)
    return NoWatch()


class NoWatch:
    """Watches nothing: all changes are found by looking."""

    def __init__(self) -> None:
        self.full = True
        self.unwatched: set[Folder] = set()
        self.overflowed = False
        self._woken = threading.Event()

    def add(self, folder: Folder) -> None:
        """See `ChangeWatch`."""
        self.unwatched.add(folder)

    def remove(self, folder: Folder) -> None:
        """See `ChangeWatch`."""
        self.unwatched.discard(folder)

    def wait(self, seconds: float) -> set[Folder]:
        """See `ChangeWatch`."""
        self._woken.wait(seconds)
        self._woken.clear()
        return set()

    def wake(self) -> None:
        """See `ChangeWatch`."""
        self._woken.set()

    def close(self) -> None:
        """See `ChangeWatch`."""


class RecursiveWatch:
    """For macOS and Windows, whose systems watch whole trees: watchfiles."""

    def __init__(self, roots: list[Root]) -> None:
        self.full = False
        self.unwatched: set[Folder] = set()
        self.overflowed = False
        self._roots = roots
        self._woken = threading.Event()
        self._notify = self._started()

    def _started(self) -> "RustNotify":
        from watchfiles._rust_notify import RustNotify  # not loaded where it is not used

        return RustNotify([root.path for root in self._roots], False, False, 0, True, True)

    def add(self, folder: Folder) -> None:
        """See `ChangeWatch`."""
        folder.watch = 0

    def remove(self, folder: Folder) -> None:
        """See `ChangeWatch`."""

    def wait(self, seconds: float) -> set[Folder]:
        """See `ChangeWatch`."""
        try:
            told = self._notify.watch(_DEBOUNCE_MS, _STEP_MS, max(int(seconds * 1000), 1), self._woken)
        except (RuntimeError, UnicodeError) as failure:  # its own error is one; a name that is not UTF-8 ends it
            _LOG.info("the watch is started again: %s", failure)
            self._notify = self._started()
            self.overflowed = True
            return set()
        self._woken.clear()
        if isinstance(told, str):
            return set()
        return {folder for kind, path in told if (folder := self._folder_of(kind, path)) is not None}

    def _folder_of(self, kind: int, path: str) -> Folder | None:
        """The innermost folder that is known on the way to the path; None: it does not matter."""
        for root in self._roots:
            if not path.startswith(root.path + os.sep):
                continue
            *parts, name = Path(path[len(root.path) + 1 :]).parts
            folder = root.folder
            for part in parts:
                child = (folder.children or {}).get(part)
                if child is None:
                    return None if folder.path + part in RULE_NAMES else folder
                folder = child
            if kind == _MODIFIED and name not in RULE_NAMES:
                return (folder.children or {}).get(name)
            return folder
        return None

    def wake(self) -> None:
        """See `ChangeWatch`."""
        self._woken.set()

    def close(self) -> None:
        """See `ChangeWatch`."""
        self._notify.close()


def remote_kind(path: str, mounts: Path = Path("/proc/self/mountinfo")) -> str | None:
    """The kind of file system if it is one that other computers change; None: it is not, or it cannot be told."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    best, kind = "", ""
    for line in lines:
        fields, _, rest = line.partition(" - ")
        where = fields.split(" ")[4].encode("latin-1", "ignore").decode("unicode_escape")
        inside = path == where or path.startswith(where.rstrip("/") + "/")
        if inside and len(where) >= len(best):
            best, kind = where, rest.split(" ")[0]
    return kind if kind in _REMOTE else None
