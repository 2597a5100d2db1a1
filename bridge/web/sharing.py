"""Which of the files that an editor shows may be shared with agents. Blocking: it looks at the files."""

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from bridge.editor.consent import is_secret, matches_any, parts_of, relative_to
from bridge.editor.state import EditorState
from bridge.settings import Settings

HeldBack = Literal["off", "secret", "ignored", "outside", "configured", "untrusted"]

_REMEMBER_SECONDS = 5.0
"""How long a verdict counts: rules may change, and a state comes ten times a second while somebody types."""
_MAX_VERDICTS = 1000


class Sharing:
    """Judges states. A file is judged by every name it goes by: a link is no way around."""

    def __init__(self, settings: Callable[[], Settings], roots: Callable[[], tuple[Path, ...]]) -> None:
        self._settings = settings
        self._roots = roots
        self._environment: Mapping[str, str] = os.environ
        self._verdicts: dict[str, tuple[float, HeldBack | None]] = {}
        self._judged_by: tuple[object, ...] = ()

    def shared(self, state: EditorState) -> EditorState:
        """The state without what is not to be shared."""
        allowed = frozenset(path for path in state.paths if self.held_back(path, state) is None)
        return state.only(allowed)

    def held_back(self, path: str, state: EditorState) -> HeldBack | None:
        """Why this file is not shared; None: it is."""
        never = self._settings().never_share
        by = (never, state.folders)
        if by != self._judged_by or len(self._verdicts) > _MAX_VERDICTS:
            self._judged_by = by
            self._verdicts.clear()
        now = time.monotonic()
        found = self._verdicts.get(path)
        if found is None or now - found[0] > _REMEMBER_SECONDS:
            try:
                verdict = self._verdict(path, state.folders, never)
            except (OSError, ValueError):  # what cannot be looked at is not known to be harmless
                verdict = "outside"
            found = self._verdicts[path] = (now, verdict)
        return found[1]

    def last_verdict(self, path: str) -> HeldBack | None:
        """The same as it was judged last, without looking again."""
        found = self._verdicts.get(path)
        return None if found is None else found[1]

    def _verdict(self, path: str, folders: tuple[str, ...], never: tuple[str, ...]) -> HeldBack | None:
        if not Path(path).is_absolute():
            return "outside"
        names = {os.path.normpath(path), os.path.realpath(path)}
        if any(is_secret(name) for name in names):
            return "secret"
        roots = [*map(str, self._roots()), *(folder for folder in folders if _is_some_folder(folder))]
        roots += [os.path.realpath(root) for root in roots]
        for name in names:
            relative = relative_to(name, roots)
            if relative is None:
                return "outside"
            if matches_any(relative, never):
                return "configured"
            if self._is_ignored(name, roots):
                return "ignored"
        return None

    def _is_ignored(self, name: str, roots: list[str]) -> bool:
        from bridge.workspace.ignored import is_ignored  # its libraries are loaded when they are needed

        for root in roots:
            relative = relative_to(name, [root])
            if relative is not None and is_ignored(Path(root), relative, self._environment):
                return True
        return False


def _is_some_folder(folder: str) -> bool:
    """Not the root of everything, in which every file would lie."""
    return len(parts_of(folder)) > 1 and Path(folder).is_absolute()
