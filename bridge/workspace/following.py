"""The thread that keeps a tree right: walks it, follows its changes, and looks now and then whether one was missed."""

import gc
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from bridge.workspace.tree import Folder, Tree
from bridge.workspace.watch import ChangeWatch, new_watch

Change = tuple[Literal["put"], str, list[str]] | tuple[Literal["drop"], str, None]

_STEP_SECONDS = 0.02
_GATHER_SECONDS = 0.02
"""After the first change, so that a burst is looked at once."""

_LOOK_SECONDS = 1.0
"""How often everything that is not watched is looked at, and the files that rules come from."""

_CHECK_SECONDS = 60.0
"""How often watched folders are looked at all the same: a lost event costs at most this long."""

_REST = 20
"""After a look there is none for this many times as long as it took."""

_SLICE = 500
"""Folders that are looked at before changes are asked for again."""

_BATCH = 4_000
"""Names after which what was found is handed over."""

_LOG = logging.getLogger(__name__)


class State(NamedTuple):
    """How far the index is. `live`: changes are told by the system; else they are looked for every second."""

    entries: int = 0
    complete: bool = False
    live: bool = False
    unreadable: int = 0
    truncated: bool = False


class Following:
    """Runs until `close`. `hand_over` gets changes in batches, `tell` each new state, both on the thread."""

    def __init__(
        self,
        make_tree: Callable[["Following"], Tree],
        hand_over: Callable[[list[Change]], None],
        tell: Callable[[State], None],
        *,
        watch_limit: int,
    ) -> None:
        self._make_tree = make_tree
        self._hand_over = hand_over
        self._tell = tell
        self._watch_limit = watch_limit
        self._batch: list[Change] = []
        self._weight = 0
        self._complete = False
        self._told = State()
        self._said_full = False
        self._stop = threading.Event()
        self._watch: ChangeWatch | None = None
        self._thread = threading.Thread(target=self._run, name="workspace-tree", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self, seconds: float) -> None:
        """Stop, and wait at most so long: a folder on a dead network drive may never be listed."""
        self._stop.set()
        if self._watch is not None:
            self._watch.wake()
        self._thread.join(seconds)

    # -- the tree's sink --

    def put(self, folder: str, files: list[str]) -> None:
        """See `Sink`."""
        self._batch.append(("put", folder, files))
        self._weight += 1 + len(files)
        if self._weight >= _BATCH:
            self._flush()

    def drop(self, folder: str) -> None:
        """See `Sink`."""
        self._batch.append(("drop", folder, None))

    def _flush(self) -> None:
        if self._batch:
            self._hand_over(self._batch)
            self._batch, self._weight = [], 0

    # -- the thread --

    def _run(self) -> None:
        try:
            self._tree = self._make_tree(self)
            self._first_walk()
            watch = self._watch = new_watch(self._tree.roots, self._watch_limit)
            try:
                self._follow(watch)
            finally:
                self._watch = None
                watch.close()
        except Exception:  # noqa: BLE001 - the boundary of a thread
            _LOG.exception("the workspace cannot be followed any more")

    def _first_walk(self) -> None:
        """Without the garbage collector: it would look at all that is found again and again, and stop the event loop.

        Nothing found is garbage; what goes later is freed at once, for folders that are gone leave no circles.
        """
        gc.disable()
        try:
            self._work()
        finally:
            gc.freeze()
            gc.enable()

    def _work(self) -> None:
        """Look at all that is marked."""
        while self._tree.busy and not self._stop.is_set():
            self._tree.work(_STEP_SECONDS)
            self._say()
        self._flush()
        if not self._stop.is_set():
            self._complete = True
            self._say()

    def _say(self) -> None:
        tree = self._tree
        live = self._watch is not None and not self._watch.full
        state = State(tree.entries, self._complete, live, len(tree.unreadable), tree.truncated)
        if state == self._told:
            return
        if state.unreadable > self._told.unreadable:
            _LOG.warning("%d folders cannot be read, %r first", state.unreadable, next(iter(tree.unreadable)))
        if state.truncated and not self._told.truncated:
            _LOG.warning("the workspace has more than %d entries; the rest is not indexed", state.entries)
        self._told = state
        self._tell(state)

    def _follow(self, watch: ChangeWatch) -> None:
        self._tree.watch = watch
        for folder in list(self._tree.folders):
            if folder.watch == -1:
                watch.add(folder)
            if self._stop.is_set():
                return
        looks = self._looks(watch)
        while not self._stop.is_set():
            self._react(watch, watch.wait(next(looks)))

    def _react(self, watch: ChangeWatch, changed: set[Folder]) -> None:
        if changed and self._watch_limit:
            changed |= watch.wait(_GATHER_SECONDS)
        for folder in changed:
            self._tree.mark(folder)
        self._work()

    def _looks(self, watch: ChangeWatch) -> Iterator[float]:
        """Looks for what nobody tells, a slice at a time; gives how long may be waited before the next slice."""
        last_check = -_CHECK_SECONDS
        while True:
            started = time.monotonic()
            if watch.full and not self._said_full:
                self._said_full = True
                _LOG.warning("too many folders to watch; those beyond the limit are looked through every second")
            if self._tree.sources_changed():
                self._tree.start()
            check = watch.overflowed or started - last_check >= _CHECK_SECONDS
            watch.overflowed = False
            folders = list(self._tree.folders if check else watch.unwatched)
            for start in range(0, len(folders), _SLICE):
                self._look_at(folders[start : start + _SLICE])
                yield 0
            now = time.monotonic()
            if check:
                last_check = now
            yield max(_LOOK_SECONDS, _REST * (now - started) if folders else 0)

    def _look_at(self, folders: Sequence[Folder]) -> None:
        for folder in folders:
            try:
                changed = Path(folder.location).stat().st_mtime_ns != folder.mtime or self._tree.rules_changed(folder)
            except OSError:
                changed = True
            if changed:
                self._tree.mark(folder)
