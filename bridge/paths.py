"""Where things are kept on this platform. Nothing here creates anything."""

import hashlib
import re
import warnings
from pathlib import Path

import platformdirs

_APP = "agent-bridge"


def user_settings() -> Path:
    """The settings file of this user."""
    return platformdirs.user_config_path(_APP, appauthor=False) / "settings.toml"


def workspace_settings(workspace: Path) -> Path:
    """The settings file of this user for one workspace.

    It lies with the user's files and not in the workspace: a cloned repository must not choose which program runs.
    """
    return platformdirs.user_config_path(_APP, appauthor=False) / "workspaces" / f"{_name_of(workspace)}.toml"


def _name_of(workspace: Path) -> str:
    name = re.sub(r"[^A-Za-z0-9._-]", "-", workspace.name)[:40] or "root"
    digest = hashlib.sha256(str(workspace).encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return f"{name}-{digest}"


def recent_files(workspace: Path) -> Path:
    """Which files of a workspace this user gave to agents lately."""
    return platformdirs.user_state_path(_APP, appauthor=False) / "recent-files" / f"{_name_of(workspace)}.json"


def prompt_history() -> Path:
    """The prompts of this user, of all workspaces."""
    return platformdirs.user_state_path(_APP, appauthor=False) / "history.jsonl"


def drafts() -> Path:
    """What this user has written and not sent."""
    return platformdirs.user_state_path(_APP, appauthor=False) / "drafts"


def tabs(workspace: Path) -> Path:
    """Which sessions this user's bridges had open in a workspace; each bridge has a file of its own in there."""
    return platformdirs.user_state_path(_APP, appauthor=False) / "tabs" / _name_of(workspace)


def uploads() -> Path:
    """What browsers send to sessions; each bridge has a folder of its own in there."""
    return platformdirs.user_state_path(_APP, appauthor=False) / "uploads"


def runtime_folder() -> Path:
    """Private folder for what lives as long as a bridge does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without XDG_RUNTIME_DIR it tells everybody on stderr which folder it takes
        return platformdirs.user_runtime_path(_APP, appauthor=False)


def page() -> Path:
    """The built page."""
    return Path(__file__).resolve().parent / "web" / "page"
