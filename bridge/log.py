"""Logging to stderr that never blocks the bridge and never shows the token."""

import contextlib
import logging
import os
import queue
import threading

LEVELS = ("debug", "info", "warning", "error")

_STDERR = 2

_PENDING_LINES = 1000
"""Lines that may wait for whoever reads stderr; more are dropped and counted."""


_SAME_SECONDS = 5.0
"""The same line again within this time is only counted."""

_MOST_LETTERS = 8192
"""Of one entry, its traceback included: what a client sent may be in it."""


class _StderrHandler(logging.Handler):
    """Lines go through a bounded queue to a thread: a host that does not drain stderr cannot stop the bridge."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: queue.Queue[str] = queue.Queue(_PENDING_LINES)
        self._dropped = 0
        self._last: tuple[str, str] = ("", "")
        self._last_at = 0.0
        self._repeated = 0
        threading.Thread(target=self._write_for_ever, name="log", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        if self._is_repeated(record):
            return
        try:
            line = self.format(record)
            if self._repeated:
                line = f"(the last line {self._repeated} times more)\n{line}"
                self._repeated = 0
            if len(line) > _MOST_LETTERS:
                line = f"{line[: _MOST_LETTERS // 2]} […] {line[-_MOST_LETTERS // 2 :]}"
            self._lines.put_nowait(line)
        except queue.Full:
            self._dropped += 1

    def _is_repeated(self, record: logging.LogRecord) -> bool:
        """Without descriptors, for one, asyncio says the same a hundred times a second."""
        said = (record.name, record.getMessage())
        if said == self._last and record.created - self._last_at < _SAME_SECONDS:
            self._repeated += 1
            return True
        self._last, self._last_at = said, record.created
        return False

    def _write_for_ever(self) -> None:
        while True:
            line = self._lines.get()
            dropped, self._dropped = self._dropped, 0
            if dropped:
                line += f"\n({dropped} lines were dropped: nobody read stderr)"
            data = (line + "\n").encode("utf-8", "backslashreplace")
            # not sys.stderr: what stays in its buffer when nobody reads would fail the whole process at its exit
            with contextlib.suppress(OSError):
                while data:
                    data = data[os.write(_STDERR, data) :]
            self._lines.task_done()

    def flush(self) -> None:
        """Wait for what is queued, but not for ever."""
        with self._lines.all_tasks_done:
            self._lines.all_tasks_done.wait_for(lambda: not self._lines.unfinished_tasks, timeout=0.5)


class Secrets(logging.Filter):
    """Replaces known secrets in whatever is logged, by whichever library."""

    def __init__(self) -> None:
        super().__init__()
        self._secrets: set[str] = set()

    def add(self, secret: str) -> None:
        """Never show this text."""
        self._secrets.add(secret)

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; it is always logged."""
        text = record.getMessage()
        if any(secret in text for secret in self._secrets):
            for secret in self._secrets:
                text = text.replace(secret, "***")
            record.msg, record.args = text, ()
        if record.exc_info or record.exc_text:
            self._hide_in_traceback(record)
        return True

    def _hide_in_traceback(self, record: logging.LogRecord) -> None:
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        for secret in self._secrets:
            record.exc_text = (record.exc_text or "").replace(secret, "***")


SECRETS = Secrets()


def set_up(level: str) -> None:
    """Log `level` and above to stderr. `level` is one of LEVELS."""
    handler = _StderrHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(SECRETS)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.getLogger("asyncio").setLevel(logging.WARNING)
