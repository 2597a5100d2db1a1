"""The index of a workspace: always what is there, searched without ever holding up the event loop."""

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bridge.workspace.following import Following, State
from bridge.workspace.haystack import Haystack
from bridge.workspace.names import shown
from bridge.workspace.rules import EVERYTHING, Excludes
from bridge.workspace.search import Question, SearchOutcome
from bridge.workspace.searching import Searching
from bridge.workspace.tree import MAX_ENTRIES, Tree

FIRST_SCAN_SECONDS = 10.0
"""So long a search waits for the first scan, where the client cannot be told that it goes on."""

DEFAULT_WATCH_LIMIT = 200_000

_CLOSE_SECONDS = 2.0

_SWITCH_SECONDS = 0.0005
"""So long a thread that computes keeps the GIL when the event loop wants it. Python's own 5 ms are felt: between two
messages the loop gives the GIL up several times, and each time waits that long."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IndexOptions:
    """What is indexed. `watch_limit`: folders that the system is asked to watch; 0: look at all of them each second."""

    excludes: Excludes = EVERYTHING
    watch_limit: int = DEFAULT_WATCH_LIMIT
    max_entries: int = MAX_ENTRIES


class WorkspaceIndex:
    """Files and folders under `root`, and under `others` with absolute paths. Nothing is looked at before `start`.

    One thread follows the file system, another owns what is searched; the event loop only waits for them.
    """

    def __init__(
        self,
        root: Path,
        others: Sequence[Path] = (),
        options: IndexOptions | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._root = Path(os.path.realpath(root))
        self._given_root = root.absolute()
        self._options = options or IndexOptions()
        self._roots = [(self._root, "")]
        for other in others:
            real = Path(os.path.realpath(other))
            if not any(real == known or real.is_relative_to(known) for known, _ in self._roots):
                self._roots.append((real, f"{real}/"))
        self._environment = environment
        self._searching = Searching()
        self._following = Following(self._tree, self._searching.take, self._told, watch_limit=self._options.watch_limit)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._first_scan = asyncio.Event()
        self._closed = False
        self.state = State()
        self.listeners: set[Callable[[State], None]] = set()
        """Are called on the event loop with each new state."""

    @property
    def roots(self) -> tuple[Path, ...]:
        """All of them, links resolved; that of the workspace first."""
        return tuple(root for root, _ in self._roots)

    def start(self) -> None:
        """Begin to look, if it has not; on the event loop."""
        if self._loop is None and not self._closed:
            self._loop = asyncio.get_running_loop()
            sys.setswitchinterval(min(_SWITCH_SECONDS, sys.getswitchinterval()))
            self._searching.start()
            self._following.start()

    async def search(self, question: Question, *, wait: bool = True) -> SearchOutcome:
        """What matches, best first. After `close`: nothing.

        wait: for the first scan, if it has not been completed; else what it has found until now is searched.
        Raises CancelledError of `bridge.workspace.search`.
        """
        self.start()
        if self._loop is None:
            return SearchOutcome((), ())
        if wait and not self._first_scan.is_set():
            try:
                await asyncio.wait_for(self._first_scan.wait(), FIRST_SCAN_SECONDS)
            except TimeoutError:
                _LOG.info("a search is answered before the first scan is complete")
        answer: asyncio.Future[SearchOutcome] = self._loop.create_future()
        self._searching.ask(question, partial(self._loop_call, self._settle, answer))
        return await answer

    def relative(self, paths: Sequence[str]) -> Iterator[str]:
        """Paths as the index has them. Nothing is looked up: a link in the middle of a path is not resolved."""
        for path in paths:
            full = Path(os.path.normpath(self._root / path))
            for root in (self._root, self._given_root):
                if full.is_relative_to(root):
                    yield shown(full.relative_to(root).as_posix())
                    break
            else:
                if any(full.is_relative_to(root) for root in self.roots[1:]):
                    yield shown(full.as_posix())

    async def paths(self) -> dict[str, bool]:
        """All that is indexed now, and whether it is a folder: a copy."""
        assert self._loop is not None  # noqa: S101 - it was started
        answer: asyncio.Future[dict[str, bool]] = self._loop.create_future()

        def copy(haystack: Haystack) -> None:
            self._loop_call(self._settle, answer, dict(haystack.paths()))

        self._searching.visit(copy)
        return await answer

    async def close(self) -> None:
        """Stop and give back the threads."""
        self._closed = True
        if self._loop is not None:
            await asyncio.to_thread(self._stop)

    def _stop(self) -> None:
        self._following.close(_CLOSE_SECONDS)
        self._searching.close(_CLOSE_SECONDS)

    def _tree(self, sink: Following) -> Tree:
        options = self._options
        return Tree(
            self._roots,
            sink,
            excludes=options.excludes,
            environment=self._environment,
            max_entries=options.max_entries,
        )

    def _told(self, state: State) -> None:
        """The state is told behind what it is about: when the haystack has it too."""
        self._searching.visit(lambda _: self._loop_call(self._take, state))

    def _take(self, state: State) -> None:
        self.state = state
        if state.complete:
            self._first_scan.set()
        for listener in list(self.listeners):
            listener(state)

    def _loop_call(self, call: Callable[..., None], *arguments: object) -> None:
        """From a thread; nobody listens any more once the loop is closed."""
        assert self._loop is not None  # noqa: S101 - threads run only once it is set
        try:
            self._loop.call_soon_threadsafe(call, *arguments)
        except RuntimeError:
            _LOG.debug("the event loop is closed")

    @staticmethod
    def _settle(answer: "asyncio.Future[object]", found: object) -> None:
        if answer.done():
            return
        if isinstance(found, BaseException):
            answer.set_exception(found)
        else:
            answer.set_result(found)
