"""Files a browser sent: kept in a private folder for as long as the session that they were sent to. Blocking.

What a client says of a file is a name, never a path: the bridge decides where it lies, and an id stands for it from
then on.
"""

import contextlib
import os
import re
import secrets
import shutil
import threading
from pathlib import Path
from typing import NamedTuple

import psutil

from bridge.errors import LimitError, RequestError
from bridge.workspace.image_kind import image_ending

MAX_FILE_BYTES = 10 << 20
MAX_SESSION_BYTES = 200 << 20
"""Of one session; a person who sends more than this means a folder, which the agent reads better itself."""

_LONGEST_NAME = 80
_ODD = re.compile(r"[^\w.+-]+")  # white space too: half of the agents would read two names
_WINDOWS_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


class Upload(NamedTuple):
    """One file. is_image: what it begins with says so."""

    id: str
    path: Path
    size: int
    is_image: bool


class Uploads:
    """The uploads of one bridge, by session (its handle: another program in its place gets none of them).

    All methods may be called from any thread.
    """

    def __init__(self, folder: Path) -> None:
        self._base = folder
        self._own: Path | None = None
        self._kept: dict[int, dict[str, Upload]] = {}
        self._lock = threading.Lock()

    def save(self, session: int, name: str, content: bytes, *, only_images: bool = False) -> Upload:
        """Keep a file. RequestError `not_an_image`, `upload_too_large` or `upload_failed` where that cannot be."""
        ending = image_ending(content)
        if only_images and ending is None:
            raise RequestError("not_an_image", f"{safe_name(name)!r} is no PNG, JPEG, GIF, WebP or BMP image")
        upload_id = secrets.token_urlsafe(9)
        with self._lock:
            self._check_room(session, len(content))
            try:
                path = self._write(session, upload_id, _stored_name(name, ending), content)
            except OSError as failure:
                reason = failure.strerror or str(failure)
                raise RequestError("upload_failed", f"the file cannot be kept: {reason}") from failure
            upload = Upload(upload_id, path, len(content), ending is not None)
            self._kept.setdefault(session, {})[upload_id] = upload
        return upload

    def get(self, session: int, upload_id: str) -> Upload:
        """What was uploaded to this session under this id; RequestError `unknown_upload` where there is nothing."""
        with self._lock:
            upload = self._kept.get(session, {}).get(upload_id)
        if upload is None:
            raise RequestError(
                "unknown_upload", "a file of this prompt is gone: it was kept until its session ended", field="parts"
            )
        return upload

    def keep_only(self, sessions: set[int]) -> None:
        """Remove what belongs to other sessions than these."""
        with self._lock:
            for session in set(self._kept) - sessions:
                del self._kept[session]
                if self._own is not None:
                    shutil.rmtree(self._own / str(session), ignore_errors=True)

    def close(self) -> None:
        """Remove everything."""
        with self._lock:
            self._kept.clear()
            if self._own is not None:
                shutil.rmtree(self._own, ignore_errors=True)
                self._own = None

    def _check_room(self, session: int, size: int) -> None:
        if size > MAX_FILE_BYTES:
            raise LimitError("upload_too_large", f"a file may have {MAX_FILE_BYTES >> 20} MB at most")
        kept = sum(upload.size for upload in self._kept.get(session, {}).values())
        if kept + size > MAX_SESSION_BYTES:
            raise LimitError("upload_too_large", f"the files of one session may have {MAX_SESSION_BYTES >> 20} MB")

    def _write(self, session: int, upload_id: str, name: str, content: bytes) -> Path:
        folder = self._folder() / str(session)
        folder.mkdir(exist_ok=True, mode=0o700)
        folder /= upload_id
        folder.mkdir(mode=0o700)
        path = folder / name
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        try:
            with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
                file.write(content)
        except OSError:  # a full disk must not keep half a file as well
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return path

    def _folder(self) -> Path:
        """This bridge's own folder, made when first needed; what killed bridges left is removed then."""
        if self._own is None:
            self._base.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._base.chmod(0o700)
            _sweep(self._base)
            self._own = self._base / f"{os.getpid()}-{secrets.token_hex(4)}"
            self._own.mkdir(mode=0o700)
        return self._own


def _sweep(base: Path) -> None:
    with contextlib.suppress(OSError):
        for folder in base.iterdir():
            pid = folder.name.partition("-")[0]
            if pid.isdigit() and not psutil.pid_exists(int(pid)):
                shutil.rmtree(folder, ignore_errors=True)


def _stored_name(name: str, ending: str | None) -> str:
    """An image gets the ending of what it is: agents go by it."""
    safe = safe_name(name)
    if ending is None or safe.lower().endswith((f".{ending}", ".jpeg") if ending == "jpg" else f".{ending}"):
        return safe
    return f"{safe.rpartition('.')[0] or safe}.{ending}"


def safe_name(name: str) -> str:
    """A name for a file, whatever a browser says: one segment, no white space, nothing hidden, no device."""
    last = re.split(r"[/\\]", name)[-1]
    safe = _ODD.sub("-", last).strip("-.")[-_LONGEST_NAME:].lstrip("-.") or "file"
    return f"_{safe}" if _WINDOWS_DEVICE.match(safe) else safe
