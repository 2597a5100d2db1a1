"""The files of open sessions: one a bridge, which takes over those of bridges that have gone. Blocking.

A bridge holds the lock beside its file for as long as it lives, so the system itself says whose file nobody needs any
more, also after a kill; and of two bridges that start at once only one gets what a third has left. What is taken over
is written into one's own file before the other one is removed: a crash in between leaves it twice, which counts once.
"""

import logging
import secrets
from pathlib import Path

from bridge.clock import Clock
from bridge.file_lock import Hold, hold
from bridge.history.private_file import make_private_folder, replace_file
from bridge.history.tabs import FIRST, MAX_BYTES, Kept, Tabs, first_id, format_tabs, merged, parse_tabs

_log = logging.getLogger(__name__)


class TabStore:
    """One bridge's tabs, in the folder of its workspace. Failures are logged: tabs that are not kept stop nobody."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._name = ""
        self._own: Hold | None = None
        self._first: Hold | None = None
        self._failed = False

    def take_over(self) -> Tabs:
        """What bridges of this workspace that have gone had open; from here on it is this one's."""
        if not self._open():
            return Tabs()
        tabs = self._inherit()
        try:
            self._sweep()
        except OSError as failure:
            self._complain(failure)
        return tabs

    def _inherit(self) -> Tabs:
        left: list[tuple[Path, Hold]] = []
        found: list[Kept] = []
        try:
            for file in sorted(self._folder.glob("*.json")):
                held = None if file.stem == self._name else self._hold(file.stem)
                if held is None:
                    continue
                kept = _read(file)
                if kept is None:  # a newer bridge's, or nobody's
                    held.release()
                    continue
                left.append((file, held))
                found.append(kept)
            tabs = merged(found)
            if self.save(tabs):
                for file, _ in left:
                    file.unlink(missing_ok=True)
            return tabs
        except OSError as failure:
            self._complain(failure)
            return merged(found)
        finally:
            for file, held in left:
                held.release(remove=not file.exists())

    def save(self, tabs: Tabs) -> bool:
        """Write them in the place of what was written last; whether that went well."""
        if not self._open():
            return False
        path = self._folder / f"{self._name}.json"
        try:
            if tabs.tabs:
                replace_file(path, format_tabs(Kept(tabs, self._clock.unix_ms())))
            else:
                path.unlink(missing_ok=True)
        except OSError as failure:
            self._complain(failure)
            return False
        self._failed = False
        return True

    def first_id(self, earlier: Tabs) -> str:
        """The id of the session with which this bridge begins, see `tabs.first_id`."""
        if self._first is None and self._open():
            try:
                self._first = self._hold(FIRST)
            except OSError as failure:
                self._complain(failure)
        ids = [tab.id for tab in earlier.tabs]
        return first_id(ids, owns_first=self._first is not None or self._own is None, fresh=self._name)

    def close(self) -> None:
        """This bridge has gone: its tabs are the next one's."""
        if self._own is not None:
            self._own.release(remove=not (self._folder / f"{self._name}.json").exists())
        if self._first is not None:
            self._first.release(remove=True)
        self._own = self._first = None

    def _open(self) -> bool:
        """Have a file of our own; False where there can be none."""
        if self._own is None and not self._failed:
            try:
                make_private_folder(self._folder)
                while self._own is None:
                    self._name = secrets.token_hex(8)
                    self._own = self._hold(self._name)
            except OSError as failure:
                self._complain(failure)
        return self._own is not None

    def _hold(self, name: str) -> Hold | None:
        return hold(self._folder / f"{name}.lock")

    def _sweep(self) -> None:
        """Remove what killed bridges left: locks that protect nothing, files that were not finished."""
        for path in [*self._folder.glob("*.lock"), *self._folder.glob("*.new")]:
            name = path.name.partition(".")[0]
            file = self._folder / f"{name}.json"
            if name in (self._name, FIRST) or (path.suffix == ".lock" and file.exists()):
                continue
            held = self._hold(name)
            if held is not None:
                if path.suffix == ".new":
                    path.unlink(missing_ok=True)
                held.release(remove=not file.exists())

    def _complain(self, failure: OSError) -> None:
        if not self._failed:
            _log.warning("which sessions are open cannot be kept: %s", failure.strerror or failure)
        self._failed = True


def _read(file: Path) -> Kept | None:
    """None: it is none of ours, or it has just gone."""
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except OSError:
        return None
    return parse_tabs(data) if len(data) <= MAX_BYTES else None
