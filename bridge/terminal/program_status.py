"""The Program Status Protocol (OSC 7501, draft 0.3): what a program says it is doing. Pure.

A report is `key=value:key=value`; each replaces the record of its `id`, a path. A report that breaks a limit, is not
base64 where it should be, or has control characters in its text, is dropped whole.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Literal, get_args

from bridge.terminal.plain_text import has_control, plain

NUMBER = b"7501"

MAX_RECORDS = 256
"""Records of one session; one more, and the one that was not heard of for longest goes."""

MAX_TITLE_BYTES = 192
MAX_MESSAGE_BYTES = 2048
_MAX_KEY = 16
_MAX_ID = 128
_MAX_DEPTH = 8
_NAME = re.compile(r"[A-Za-z0-9_.+-]{1,32}")
_KEY = re.compile(r"[a-z]+")
_PROGRESS = re.compile(r"[0-9]{1,3}")

State = Literal["idle", "working", "done", "blocked", "error"]
BlockedKind = Literal["permission", "question", "auth"]
_STATES: dict[str, State] = {state: state for state in get_args(State)}
_KINDS: dict[str, BlockedKind] = {kind: kind for kind in get_args(BlockedKind)}


@dataclass(frozen=True)
class Status:
    """What one record says. Texts are plain; `progress` is 0 to 100."""

    state: State
    kind: BlockedKind | None = None
    message: str | None = None
    title: str | None = None
    app: str | None = None
    progress: int | None = None


class _DroppedError(ValueError):
    """The report is to be dropped."""


class Records:
    """The records of one program and its parts, by path; the program's own is the empty path."""

    def __init__(self) -> None:
        self._records: dict[str, Status] = {}  # the one that was heard of last is the last

    def apply(self, report: bytes) -> bool:
        """Take over one report, the bytes behind `7501;`. False: it was dropped."""
        try:
            pairs = _pairs(report)
            path = _path(pairs.get("id"))
            if pairs.get("state") == "clear":
                self._clear(path)
                return True
            status = _status(pairs)
        except ValueError:  # not UTF-8 is one, too
            return False
        self._records.pop(path, None)
        self._records[path] = status
        if len(self._records) > MAX_RECORDS:
            del self._records[next(iter(self._records))]
        return True

    def drop_unfinished(self) -> None:
        """Whoever was at work or waited is gone: the process has ended, or a shell prompts again."""
        self._records = {
            path: status for path, status in self._records.items() if status.state not in ("working", "blocked")
        }

    def _clear(self, path: str) -> None:
        if path:
            inside = path + "/"
            for other in [each for each in self._records if each == path or each.startswith(inside)]:
                del self._records[other]
        else:
            self._records.clear()

    def current(self) -> Status | None:
        """The one that matters most: whoever waits, then who failed, then who works; else the program's own word."""
        for urgent in ("blocked", "error", "working"):
            for path, status in reversed(self._records.items()):
                if status.state == urgent:
                    return self._completed(path, status)
        if "" in self._records:
            return self._records[""]
        last = next(reversed(self._records.items()), None)
        return self._completed(*last) if last else None

    def _completed(self, path: str, status: Status) -> Status:
        """With the name and title of what it is a part of, where it has none."""
        app, title = status.app, status.title
        while path and (app is None or title is None):
            path = path.rpartition("/")[0]
            above = self._records.get(path)
            if above is not None:
                app, title = app or above.app, title or above.title
        return Status(status.state, status.kind, status.message, title, app, status.progress)


def _pairs(report: bytes) -> dict[str, str]:
    pairs = {}
    for pair in report.decode().split(":"):
        key, equals, value = pair.partition("=")
        if len(key) > _MAX_KEY and equals:
            raise _DroppedError("a key is too long")
        if equals and _KEY.fullmatch(key):
            pairs[key] = value
    return pairs


def _path(text: str | None) -> str:
    if text is None:
        return ""
    names = text.split("/")
    if len(text) > _MAX_ID or len(names) > _MAX_DEPTH or not all(_NAME.fullmatch(name) for name in names):
        raise _DroppedError("no path")
    return text


def _status(pairs: dict[str, str]) -> Status:
    state = _STATES.get(pairs.get("state", ""))
    if state is None:
        raise _DroppedError("no known state")
    app = pairs.get("app")
    if app is not None and len(app) > 32:
        raise _DroppedError("the name is too long")
    return Status(
        state,
        _KINDS.get(pairs.get("kind", "")) if state == "blocked" else None,
        _text(pairs.get("msg"), MAX_MESSAGE_BYTES),
        _text(pairs.get("title"), MAX_TITLE_BYTES),
        app if app and _NAME.fullmatch(app) else None,
        _progress(pairs.get("progress")) if state in ("working", "blocked") else None,
    )


def _progress(text: str | None) -> int | None:
    value = int(text) if text and _PROGRESS.fullmatch(text) else -1
    return value if 0 <= value <= 100 else None


def _text(encoded: str | None, limit: int) -> str | None:
    """Base64 of UTF-8, with or without padding."""
    if encoded is None:
        return None
    bare = encoded.rstrip("=")
    if len(encoded) - len(bare) > 2:
        raise _DroppedError("no base64")
    try:
        data = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except binascii.Error:
        raise _DroppedError("no base64") from None
    text = data.decode()
    if len(data) > limit or has_control(text):
        raise _DroppedError("the text is too long or has control characters")
    return plain(text, limit) or None
