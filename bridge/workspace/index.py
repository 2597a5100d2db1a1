"""The index of one workspace: what is in it, kept fresh enough, and searched without ever holding up the event loop."""

import asyncio
import logging
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bridge.clock import Clock
from bridge.workspace.haystack import Haystack
from bridge.workspace.scan import MAX_ENTRIES, Scan, scan_tree
from bridge.workspace.search import SearchOutcome, search

STALE_AFTER = 2.0
"""Seconds. A search that finds the snapshot older than this has it made anew behind its back."""

_REST = 3
"""After a scan there is none for this many times as long as it took: in a large tree scans must not be all we do."""

FIRST_SCAN_WAIT = 10.0
"""Seconds the first searches wait for the first snapshot; then they are answered from nothing."""

_CLOSE_WAIT = 2.0
"""Seconds to let a running scan end; a folder on a dead network drive may never return."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one scan found. Never changed; the next scan makes the next one."""

    scan: Scan
    haystack: Haystack


class WorkspaceIndex:
    """The files and folders under `root`. Nothing is scanned before the first search asks for it.

    Scans and searches run on two threads of the index's own; there is one scan at a time. A search is answered from the
    snapshot at hand, so a file is found by the first search after the scan that saw it.
    """

    def __init__(self, root: Path, clock: Clock, *, max_entries: int = MAX_ENTRIES) -> None:
        self._root = Path(os.path.realpath(root))
        self._given_root = root.absolute()
        self._clock = clock
        self._max_entries = max_entries
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="workspace")
        self._stop = threading.Event()
        self._snapshot: Snapshot | None = None
        self._scanning: asyncio.Future[Snapshot] | None = None
        self._fresh_until = clock.monotonic()

    @property
    def snapshot(self) -> Snapshot | None:
        """The last complete one; None before the first."""
        return self._snapshot

    async def search(self, pattern: str, *, opened: Sequence[str] = (), limit: int = 0) -> SearchOutcome:
        """What matches `pattern`, best first; `limit` 0 means 100. After `close`: nothing.

        opened: files open in the editor, absolute or relative to the root; what is not indexed is passed over.
        """
        snapshot = await self._at_hand()
        if snapshot is None or self._stop.is_set():
            return SearchOutcome((), ())
        question = partial(search, snapshot.haystack, pattern, opened=tuple(self._relative(opened)), limit=limit)
        return await asyncio.get_running_loop().run_in_executor(self._threads, question)

    async def close(self) -> None:
        """Stop what runs and give back the threads."""
        self._stop.set()
        self._threads.shutdown(wait=False)
        if self._scanning is not None:
            await asyncio.wait({self._scanning}, timeout=_CLOSE_WAIT)

    async def _at_hand(self) -> Snapshot | None:
        """The snapshot to answer from. Asks for a new one if it is old, and waits only if there is none."""
        old = self._snapshot is None or self._clock.monotonic() >= self._fresh_until
        if old and self._scanning is None and not self._stop.is_set():
            self._start_scan()
        if self._snapshot is None and self._scanning is not None:
            await asyncio.wait({self._scanning}, timeout=FIRST_SCAN_WAIT)
        return self._snapshot

    def _start_scan(self) -> asyncio.Future[Snapshot]:
        self._scanning = asyncio.get_running_loop().run_in_executor(self._threads, self._scan, self._snapshot)
        self._scanning.add_done_callback(partial(self._take, started=self._clock.monotonic()))
        return self._scanning

    def _scan(self, before: Snapshot | None) -> Snapshot:
        scan = scan_tree(self._root, max_entries=self._max_entries, stop=self._stop)
        unchanged = before is not None and before.scan.entries == scan.entries
        return Snapshot(scan, before.haystack if before and unchanged else Haystack(scan.entries))

    def _take(self, done: asyncio.Future[Snapshot], *, started: float) -> None:
        self._scanning = None
        now = self._clock.monotonic()
        self._fresh_until = max(started + STALE_AFTER, now + _REST * (now - started))
        failure = done.exception()
        if failure is not None:
            _log.error("the workspace could not be scanned", exc_info=failure)
        elif not done.result().scan.stopped:
            self._tell(done.result().scan)
            self._snapshot = done.result()

    def _tell(self, scan: Scan) -> None:
        """Log what is left out of the index, each time that it changes."""
        before = self._snapshot.scan if self._snapshot else Scan(())
        if scan.unreadable and scan.unreadable != before.unreadable:
            _log.warning("%d folders cannot be read, %r first", len(scan.unreadable), scan.unreadable[0])
        if scan.not_utf8 and scan.not_utf8 != before.not_utf8:
            _log.warning("%d names in the workspace are not UTF-8 and not indexed", scan.not_utf8)
        if scan.truncated and not before.truncated:
            _log.warning("the workspace has more than %d entries; the rest is not indexed", self._max_entries)

    def _relative(self, opened: Sequence[str]) -> Iterator[str]:
        """Paths as the index has them. Nothing is looked up: a link in the middle of a path is not resolved."""
        for path in opened:
            full = Path(os.path.normpath(self._root / path))
            root = next((root for root in (self._root, self._given_root) if full.is_relative_to(root)), None)
            if root is not None:
                yield full.relative_to(root).as_posix()
