"""Files that a person looks at: which of the names in some output are files, and what stands in one. Blocking."""

import os
from collections.abc import Iterable
from pathlib import Path

from bridge.workspace.regular_file import NotRegularError, open_regular
from bridge.workspace.windows_names import is_trap

MAX_SHOWN_BYTES = 2 << 20
"""Of a file that is shown; a person who needs more has an editor."""


class NotShownError(Exception):
    """The file cannot be shown; the text says why, for people."""


def named_path(root: Path, base: Path, text: str) -> tuple[str, bool] | None:
    """The file or folder of the workspace that `text` names, relative to `base` or to the workspace, or absolute.

    Its path relative to the workspace with `/`, and whether it is a folder; None: there is none, or it lies elsewhere.
    """
    if os.name == "nt" and is_trap(text):
        return None
    real_root = Path(os.path.realpath(root))
    for folder in _unique((base, root)):
        try:
            real = Path(os.path.realpath(folder / text))
            if real != real_root and real.is_relative_to(real_root) and real.exists():
                return real.relative_to(real_root).as_posix(), real.is_dir()
        except (OSError, ValueError):  # no name that a file could have: too long, a NUL, half a character
            continue
    return None


def _unique(folders: Iterable[Path]) -> list[Path]:
    return list(dict.fromkeys(folders))


def shown_lines(root: Path, path: str) -> list[str]:
    """The lines of a file of the workspace; NotShownError says why there are none to show."""
    found = named_path(root, root, path)
    if found is None:
        raise NotShownError("There is no such file in this workspace.")
    try:
        with open_regular(Path(os.path.realpath(root)) / found[0]) as file:
            content = file.read(MAX_SHOWN_BYTES + 1)
    except NotRegularError as other:
        raise NotShownError(f"This is {other.args[0]}.") from None
    except OSError as failure:
        raise NotShownError(f"It cannot be read: {failure.strerror}.") from None
    if len(content) > MAX_SHOWN_BYTES:
        raise NotShownError(f"It is larger than {MAX_SHOWN_BYTES >> 20} MiB.")
    if b"\0" in content:
        raise NotShownError("It is binary.")
    return content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
