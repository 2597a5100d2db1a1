"""What this user's bridges keep, and taking it away."""

import shutil
from pathlib import Path
from typing import NamedTuple

from bridge import paths
from bridge.errors import BridgeError


class Kept(NamedTuple):
    """A file or folder, there or not, and what it holds."""

    path: Path
    what: str


def kept(*, settings_too: bool) -> list[Kept]:
    """All that is kept longer than a bridge runs."""
    history = paths.prompt_history()
    found = [
        Kept(history, "the prompts you sent, of all workspaces"),
        *(Kept(path, "beside the prompts") for path in sorted(history.parent.glob(history.name + ".*"))),
        Kept(paths.drafts(), "what you wrote and did not send"),
        Kept(paths.tabs(Path("/")).parent, "which sessions were open: commands, folders and names"),
        Kept(paths.recent_files(Path("/")).parent, "names of files you gave to agents lately"),
        Kept(paths.uploads(), "files that browsers sent; also gone at the end of each session"),
    ]
    if settings_too:
        user = paths.user_settings()
        found.append(Kept(user, "your settings"))
        found.append(Kept(user.with_name(user.name + ".lock"), "beside the settings"))
        found.append(Kept(paths.workspace_settings(Path("/")).parent, "your settings of workspaces"))
    return [each for each in found if each.path.exists() or each.path.is_symlink()]


def remove(what: list[Kept]) -> None:
    """Take it away. BridgeError names what cannot be removed; the rest is gone then."""
    left = []
    for path, _ in what:
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as failure:
            left.append(f"{path}: {failure.strerror}")
    if left:
        raise BridgeError("cannot be removed: " + "; ".join(left))
