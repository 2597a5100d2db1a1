"""Linux tells which folders changed: inotify(7), one instance for all folders. For one thread, but `wake`.

watchfiles is not used here: it cannot add folders to a watch, needs an instance (a user has 128) for each few hundred
of them, keeps the GIL while it adds them, loses what happens in a new folder, and dies of a name that is not UTF-8.
"""

import ctypes
import errno
import os
import select
import struct

from bridge.workspace.rules import RULE_NAMES
from bridge.workspace.tree import Folder

_CREATE, _DELETE, _MOVED_FROM, _MOVED_TO = 0x100, 0x200, 0x40, 0x80
_ATTRIB, _CLOSE_WRITE, _DELETE_SELF, _MOVE_SELF = 0x4, 0x8, 0x400, 0x800
_ONLYDIR, _DONT_FOLLOW, _EXCL_UNLINK, _IS_DIR = 0x1000000, 0x2000000, 0x4000000, 0x40000000
_OVERFLOW, _IGNORED = 0x4000, 0x8000

_LISTING = _CREATE | _DELETE | _MOVED_FROM | _MOVED_TO | _DELETE_SELF | _MOVE_SELF
_MASK = _LISTING | _ATTRIB | _CLOSE_WRITE | _ONLYDIR | _DONT_FOLLOW | _EXCL_UNLINK

_EVENT = struct.Struct("iIII")
_READ_BYTES = 256 * 1024
_NO_MORE = (errno.ENOSPC, errno.ENOMEM)
"""ENOSPC is how the kernel says that the person's watches (fs.inotify.max_user_watches) are used up."""


class InotifyWatch:
    """Watches folders, at most `limit` of them. Raises OSError where the system gives no instance."""

    def __init__(self, limit: int) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._limit = limit
        self._folders: dict[int, Folder] = {}
        self._fd: int = self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._fd < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        self._awake, self._wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._poll = select.poll()
        self._poll.register(self._fd, select.POLLIN)
        self._poll.register(self._awake, select.POLLIN)
        self._refused: set[Folder] = set()
        self.unwatched: set[Folder] = set()
        self.overflowed = False

    def __len__(self) -> int:
        return len(self._folders)

    @property
    def full(self) -> bool:
        """See `ChangeWatch`."""
        return bool(self._refused)

    def add(self, folder: Folder) -> None:
        """Watch a folder, if one more can be had and the person may read it."""
        self.unwatched.add(folder)
        if len(self._folders) >= self._limit:
            self._refused.add(folder)
            return
        number: int = self._libc.inotify_add_watch(self._fd, os.fsencode(folder.location), _MASK)
        if number >= 0:
            folder.watch = number
            self._folders[number] = folder  # one that was moved keeps its number; the old folder's is void then
            self.unwatched.discard(folder)
            self._refused.discard(folder)
        elif ctypes.get_errno() in _NO_MORE:
            self._refused.add(folder)

    def remove(self, folder: Folder) -> None:
        """Do not watch it any more."""
        if self._folders.get(folder.watch) is folder:
            del self._folders[folder.watch]
            self._libc.inotify_rm_watch(self._fd, folder.watch)
        folder.watch = -1
        self.unwatched.discard(folder)
        self._refused.discard(folder)

    def wait(self, seconds: float) -> set[Folder]:
        """The folders in which something changed, as soon as there are some; `overflowed` if some got lost."""
        ready = {fd for fd, _ in self._poll.poll(int(seconds * 1000))}
        if self._awake in ready:
            os.read(self._awake, 4096)
        changed: set[Folder] = set()
        while self._fd in ready:
            try:
                events = os.read(self._fd, _READ_BYTES)
            except BlockingIOError:
                break
            self._take(events, changed)
            if len(events) < _READ_BYTES // 2:
                break
        return changed

    def _take(self, events: bytes, changed: set[Folder]) -> None:
        at = 0
        while at < len(events):
            number, mask, _, size = _EVENT.unpack_from(events, at)
            at += _EVENT.size
            name = events[at : at + size].rstrip(b"\0")
            at += size
            if mask & _OVERFLOW:
                self.overflowed = True
                continue
            folder = self._folders.get(number)
            if folder is None:
                continue
            if mask & _IGNORED:
                del self._folders[number]
                folder.watch = -1
                self.unwatched.add(folder)
            elif mask & _LISTING:
                changed.add(folder)
            else:
                self._other_change(folder, mask, os.fsdecode(name), changed)

    def _other_change(self, folder: Folder, mask: int, name: str, changed: set[Folder]) -> None:
        """Permissions of folders, and the content of what holds rules; other files are written to all the time."""
        if name in RULE_NAMES or not name:
            changed.add(folder)
        elif mask & _IS_DIR:
            changed.add((folder.children or {}).get(name, folder))

    def wake(self) -> None:
        """End a `wait`; from any thread."""
        os.write(self._wake, b"!")

    def close(self) -> None:
        """Give everything back."""
        for fd in (self._fd, self._awake, self._wake):
            os.close(fd)
        self._folders.clear()
