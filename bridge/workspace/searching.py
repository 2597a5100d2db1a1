"""The thread that owns the haystack: answers questions first, takes changes between them, and tidies up when idle."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import NamedTuple

from bridge.workspace.following import Change
from bridge.workspace.haystack import Haystack
from bridge.workspace.search import CancelledError, Question, Searcher, SearchOutcome

_SLICE_SECONDS = 0.002
"""So long changes are taken before it looks whether somebody asks."""

_LOG = logging.getLogger(__name__)

Answer = Callable[[SearchOutcome | BaseException], None]


class _Asked(NamedTuple):
    question: Question
    answer: Answer


class Searching:
    """Runs until `close`. All methods may be called from any thread."""

    def __init__(self) -> None:
        self._haystack = Haystack()
        self._searcher = Searcher(self._haystack)
        self._asked: deque[_Asked] = deque()
        self._changes: deque[list[Change]] = deque()
        self._batch: deque[Change] = deque()
        self._visits: deque[Callable[[Haystack], None]] = deque()
        self._renewal: Iterator[None] | None = None
        self._something = threading.Condition()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="workspace-search", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def ask(self, question: Question, answer: Answer) -> None:
        """`answer` is called on the thread, with what was found or with the failure; at once after `close`."""
        with self._something:
            if not self._stopped:
                self._asked.append(_Asked(question, answer))
                self._something.notify_all()
                return
        answer(SearchOutcome((), ()))

    def take(self, changes: list[Change]) -> None:
        """What was found in the workspace; waits until it is in the haystack.

        Two threads that compute at once would only take the GIL from each other: each name that is listed gives it up,
        and gets it back after 5 ms.
        """
        with self._something:
            self._changes.append(changes)
            self._something.notify_all()
            self._something.wait_for(lambda: self._stopped or not (self._changes or self._batch))

    def visit(self, look: Callable[[Haystack], None]) -> None:
        """Call `look` on the thread when all changes that were taken before are in the haystack."""
        with self._something:
            self._visits.append(look)
            self._something.notify_all()

    def close(self, seconds: float) -> None:
        """Stop; what is asked gets an empty answer."""
        with self._something:
            self._stopped = True
            self._something.notify_all()
        self._thread.join(seconds)
        while self._asked:
            self._asked.popleft().answer(SearchOutcome((), ()))

    def _run(self) -> None:
        while True:
            with self._something:
                while not (
                    self._asked or self._batch or self._changes or self._visits or self._renewal or self._stopped
                ):
                    self._something.wait()
                if self._stopped:
                    return
            try:
                self._step()
            except Exception:
                _LOG.exception("the index is not right any more")
                raise

    def _has_work(self) -> bool:
        return bool(
            self._stopped or self._asked or self._batch or self._changes or self._visits or self._renewal is not None
        )

    def _step(self) -> None:
        if self._asked:
            self._answer(self._asked.popleft())
        elif self._batch or self._changes:
            self._take_changes()
        elif self._visits:
            self._visits.popleft()(self._haystack)
        elif self._renewal is not None and next(self._renewal, self) is self:
            self._renewal = None

    def _answer(self, asked: _Asked) -> None:
        try:
            if asked.question.cancelled():
                raise CancelledError
            asked.answer(self._searcher.search(asked.question))
        except Exception as failure:  # noqa: BLE001 - whoever asked is told
            asked.answer(failure)

    def _take_changes(self) -> None:
        end = time.monotonic() + _SLICE_SECONDS
        for kind, folder, files in self._next_changes():
            if kind == "put":
                self._haystack.put(folder, files or ())
            else:
                self._haystack.drop(folder)
            if time.monotonic() >= end:
                break
        with self._something:
            self._something.notify_all()
        self._haystack.settle()
        if not self._batch and not self._changes and self._renewal is None and self._haystack.worn_out:
            self._renewal = self._haystack.renewal()

    def _next_changes(self) -> Iterator[Change]:
        """Changes in their order; each is done with once it was given."""
        while self._batch or self._changes:
            if not self._batch:
                self._batch.extend(self._changes.popleft())
            while self._batch:
                yield self._batch.popleft()
