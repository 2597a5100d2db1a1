"""Which files a person used lately in one workspace: how often and how long ago, as one number. Blocking.

Each use counts 1 and halves every week. Kept as JSON in a file that only this user can read.
"""

import json
import logging
import os
import threading
from contextlib import suppress
from pathlib import Path

from bridge.clock import Clock

_HALF_LIFE_MS = 7 * 24 * 3_600_000
_MOST_FILES = 100
_MAX_BYTES = 1 << 20
_LEAST = 0.05
"""What counts for less is forgotten."""

_LOG = logging.getLogger(__name__)


class RecentFiles:
    """Uses of files by their path on the wire. May be called from any thread."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._uses: dict[str, tuple[float, int]] = {}
        self._loaded = False

    @property
    def loaded(self) -> bool:
        """Whether the file was read, so that `scores` needs no disk."""
        return self._loaded

    def scores(self) -> dict[str, float]:
        """How much each file counts now."""
        now = self._clock.unix_ms()
        with self._lock:
            self._load()
            return {path: _faded(score, at, now) for path, (score, at) in self._uses.items()}

    def use(self, paths: list[str]) -> None:
        """These files were used. A file that cannot be written is only logged."""
        now = self._clock.unix_ms()
        with self._lock:
            self._load()
            for path in paths:
                score, at = self._uses.get(path, (0.0, now))
                self._uses[path] = (_faded(score, at, now) + 1, now)
            best = sorted(self._uses.items(), key=lambda item: -_faded(item[1][0], item[1][1], now))[:_MOST_FILES]
            self._uses = {path: (score, at) for path, (score, at) in best if _faded(score, at, now) >= _LEAST}
            try:
                self._write()
            except OSError as failure:
                _LOG.warning("which files were used cannot be kept: %s", failure.strerror)

    def _load(self) -> None:
        if self._loaded:
            return
        self._loaded = True
        try:
            with self._path.open("rb") as file:
                kept = json.loads(file.read(_MAX_BYTES))
            for path, (score, at) in kept["uses"].items():
                self._uses[str(path)] = (min(float(score), 1e6), int(at))
        except FileNotFoundError:
            pass
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
            _LOG.warning("the record of used files cannot be read; a new one is begun")

    def _write(self) -> None:
        folder = self._path.parent
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(0o700, exist_ok=True)
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
        with suppress(FileNotFoundError):
            draft.unlink()
        text = json.dumps({"uses": self._uses}).encode()
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(text)
            draft.replace(self._path)
        finally:
            draft.unlink(missing_ok=True)


def _faded(score: float, at: int, now: int) -> float:
    return float(score * 0.5 ** (max(now - at, 0) / _HALF_LIFE_MS))
