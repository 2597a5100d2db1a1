"""The file of remembered prompts. Blocking: call it in a thread.

One JSONL file that is only appended to, each entry by a single write, under a lock that all bridges of one person
share. Nobody keeps the file open: it is opened by its path once the lock is held, so it can be replaced (compacted) at
any time without an entry getting lost. A file that is not ours is set aside under another name and never written to.
"""

import errno
import logging
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from bridge.clock import Clock
from bridge.errors import RequestError
from bridge.file_lock import locked
from bridge.history.entry import LINE_START, History, PromptEntry, Removal, format_line, parse
from bridge.history.find import of_project

MAX_ENTRIES = 10_000
MAX_BYTES = 16 << 20
"""Of the file; what is older is dropped. A page gets all of it when a session opens."""

MAX_ENTRY_BYTES = 1 << 20
"""Of one line."""

_READ_FACTOR = 4
"""A file of more than this many times the maximum is none of ours."""

_SLACK = 10
"""The file may outgrow the number of entries by one in this many, so that not each entry has it written anew."""

_log = logging.getLogger(__name__)


class HistoryStore:
    """Prompts, newest first. Any number of stores, in any number of processes, may use one path at once.

    All methods raise RequestError `history_failed`, with a sentence, when the file cannot be used.
    """

    def __init__(self, path: Path, clock: Clock, *, max_entries: int = MAX_ENTRIES, max_bytes: int = MAX_BYTES) -> None:
        self._path = path
        self._clock = clock
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._most_bytes = _READ_FACTOR * max_bytes

    def load(self) -> list[PromptEntry]:
        """All entries, newest first. Makes nothing where there is no history yet."""
        if not os.path.lexists(self._path):
            return []
        with self._failing_as("read"), self._locked_if_possible() as held:
            history = self._read()
            if held and not history.ours:
                self._set_aside(history)
            return history.entries[: self._max_entries]

    def save(self, entry_id: str, serialized_content: str, project_cwd: str) -> PromptEntry | None:
        """Remember a prompt; None, and nothing kept, if it is empty. An entry with the same id is replaced."""
        if not serialized_content:
            return None
        entry = PromptEntry(entry_id, self._clock.unix_ms(), serialized_content, project_cwd)
        line = format_line(entry)
        if len(line) > MAX_ENTRY_BYTES:
            raise RequestError("history_failed", f"the prompt is larger than {MAX_ENTRY_BYTES >> 20} MiB and not kept")
        with self._failing_as("written"):
            self._make_folder()
            with locked(self._lock_path):
                self._append(line)
        return entry

    def remove(self, entry_id: str) -> bool:
        """Forget a prompt; whether there was one."""
        if not os.path.lexists(self._path):
            return False
        with self._failing_as("written"), locked(self._lock_path):
            if all(entry.id != entry_id for entry in self._read().entries):
                return False
            self._append(format_line(Removal(entry_id)))
        return True

    def clear(self, project: str | None = None) -> int:
        """Forget all prompts, or those of this folder and the folders in it; how many there were.

        The file is written anew: what is forgotten does not stay on the disk as a line that counts no more.
        """
        if not os.path.lexists(self._path):
            return 0
        with self._failing_as("written"), locked(self._lock_path):
            history = self._read()
            if not history.ours:
                self._set_aside(History())
            kept = [entry for entry in history.entries if not of_project(entry, project)]
            self._rewrite(kept)
        return len(history.entries) - len(kept)

    @property
    def _lock_path(self) -> Path:
        return self._path.with_name(self._path.name + ".lock")

    @contextmanager
    def _failing_as(self, what: str) -> Iterator[None]:
        try:
            yield
        except OSError as failure:
            reason = failure.strerror or str(failure)
            raise RequestError("history_failed", f"the prompt history cannot be {what}: {reason}") from failure

    @contextmanager
    def _locked_if_possible(self) -> Iterator[bool]:
        """Where no lock can be made nothing is written either, by anybody, and reading needs none."""
        with ExitStack() as stack:
            try:
                stack.enter_context(locked(self._lock_path))
                held = True
            except OSError as failure:
                if failure.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
                    raise
                held = False
            yield held

    def _make_folder(self) -> None:
        """The file's folder, closed to others. One that everybody may write to (`/tmp`) was not meant for us alone."""
        folder = self._path.parent
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            folder.mkdir(0o700)
        except FileExistsError:
            mode = folder.stat().st_mode
            if not mode & 0o077 or mode & stat.S_ISVTX:
                return
        with suppress(PermissionError):
            folder.chmod(0o700)  # whatever the umask

    def _open(self, flags: int) -> int:
        """The file by its path, closed to others; raises OSError for what is not a file."""
        for name in ("O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
            flags |= getattr(os, name, 0)  # each exists on some platforms only
        descriptor = os.open(self._path, flags, 0o600)
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            os.close(descriptor)
            raise OSError(errno.EINVAL, "it is not a file")
        if found.st_mode & 0o077 or not found.st_size:  # an empty one may be new, made under any umask
            with suppress(PermissionError):
                self._path.chmod(0o600)
        return descriptor

    def _read(self) -> History:
        content = self._content()
        return parse(content) if len(content) <= self._most_bytes else History(ours=False)

    def _content(self) -> bytes:
        try:
            with os.fdopen(self._open(os.O_RDONLY), "rb") as file:
                return file.read(self._most_bytes + 1)
        except FileNotFoundError:
            return b""

    def _append(self, line: bytes) -> None:
        """Add a line; the lock is held."""
        if self._starts_foreign():
            self._set_aside(self._read())
        descriptor = self._open(os.O_RDWR | os.O_CREAT | os.O_APPEND)
        try:
            size = os.fstat(descriptor).st_size
            if size and _last_byte(descriptor, size) != b"\n":
                line = b"\n" + line  # whoever wrote last was cut short
            if os.write(descriptor, line) < len(line):
                os.ftruncate(descriptor, size)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            os.close(descriptor)
        self._compact_if_due(size + len(line))

    def _starts_foreign(self) -> bool:
        """A cheap look before each write; `load` looks at every line."""
        try:
            with os.fdopen(self._open(os.O_RDONLY), "rb") as file:
                start = file.read(len(LINE_START))
        except FileNotFoundError:
            return False
        return not LINE_START.encode().startswith(start)

    def _set_aside(self, history: History) -> None:
        """Give the file a name that nothing has; what can be read of it goes on in a new file. The lock is held."""
        number = 1
        while os.path.lexists(aside := self._path.with_name(f"{self._path.name}.bad-{number}")):
            number += 1
        self._path.rename(aside)
        _log.warning("the prompt history had lines that are not ours; it is kept as %s", aside.name)
        if history.entries:
            self._rewrite(history.entries)

    def _compact_if_due(self, size: int) -> None:
        """Drop what is too old, removed or replaced. The new entry is safe already: a failure here is only logged."""
        try:
            most_lines = self._max_entries + self._max_entries // _SLACK
            if size <= self._max_bytes and self._content().count(b"\n") <= most_lines:
                return
            history = self._read()
            if history.ours:
                self._rewrite(history.entries)
            else:
                self._set_aside(history)
        except OSError as failure:
            _log.warning("the prompt history could not be compacted: %s", failure)

    def _rewrite(self, newest_first: list[PromptEntry]) -> None:
        """Replace the file by one with these entries, as far as they fit. The lock is held."""
        lines: list[bytes] = []
        room = self._max_bytes - self._max_bytes // _SLACK
        for entry in newest_first[: self._max_entries]:
            line = format_line(entry)
            room -= len(line)
            if room < 0:
                break
            lines.append(line)
        draft = self._path.with_name(self._path.name + ".new")
        draft.unlink(missing_ok=True)
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.writelines(reversed(lines))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._path)
        finally:
            draft.unlink(missing_ok=True)


def _last_byte(descriptor: int, size: int) -> bytes:
    os.lseek(descriptor, size - 1, os.SEEK_SET)
    return os.read(descriptor, 1)
