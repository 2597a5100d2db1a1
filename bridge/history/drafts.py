"""What stands in the composers and was not sent yet, one small file a session. Blocking: call it in a thread."""

import contextlib
import hashlib
import json
from pathlib import Path
from typing import NamedTuple

from bridge.clock import Clock
from bridge.errors import RequestError
from bridge.history.private_file import make_private_folder, replace_file

VERSION = 1

MAX_DRAFT_BYTES = 4 << 20
MOST_DRAFTS = 200
"""Files; the oldest goes when another one comes."""


class Draft(NamedTuple):
    """content: as the page wrote it. saved_at_ms: since 1970."""

    content: str
    saved_at_ms: int


NOTHING = Draft("", 0)


class DraftStore:
    """Drafts by workspace and session id, in a folder of their own, closed to others."""

    def __init__(self, folder: Path, workspace: Path, clock: Clock) -> None:
        self._folder = folder
        self._workspace = str(workspace)
        self._clock = clock

    def load(self, session_id: str) -> Draft:
        """What was kept last; NOTHING where there is none, or none that can be read."""
        try:
            with self._path(session_id).open("rb") as file:
                fields = json.loads(file.read(2 * MAX_DRAFT_BYTES))
        except (OSError, ValueError, RecursionError):
            return NOTHING
        if not isinstance(fields, dict) or fields.get("v") != VERSION:
            return NOTHING
        content, saved_at = fields.get("content"), fields.get("savedAt")
        return Draft(content, saved_at) if isinstance(content, str) and isinstance(saved_at, int) else NOTHING

    def save(self, session_id: str, content: str) -> None:
        """Keep a draft in the place of the last one; an empty one is forgotten. Whole or not at all.

        Raises RequestError `draft_failed`.
        """
        path = self._path(session_id)
        try:
            if not content:
                path.unlink(missing_ok=True)
                return
            make_private_folder(self._folder)
            replace_file(path, self._format(session_id, content))
            self._drop_oldest()
        except OSError as failure:
            reason = failure.strerror or str(failure)
            raise RequestError("draft_failed", f"what you write is not kept: {reason}") from failure

    def _format(self, session_id: str, content: str) -> bytes:
        fields = {
            "v": VERSION,
            "workspace": self._workspace,
            "sessionId": session_id,
            "savedAt": self._clock.unix_ms(),
            "content": content,
        }
        return json.dumps(fields).encode("ascii")

    def _drop_oldest(self) -> None:
        files = list(self._folder.iterdir())
        if len(files) <= MOST_DRAFTS:
            return
        with contextlib.suppress(OSError):  # another bridge drops them too
            files.sort(key=lambda file: file.stat().st_mtime)
            for file in files[: len(files) - MOST_DRAFTS]:
                file.unlink(missing_ok=True)

    def _path(self, session_id: str) -> Path:
        key = f"{self._workspace}\0{session_id}".encode("utf-8", "surrogateescape")
        return self._folder / f"{hashlib.sha256(key).hexdigest()[:32]}.json"
