"""Finding remembered prompts. Pure."""

import json
from collections.abc import Sequence

from bridge.history.entry import PromptEntry


def fitting(entries: Sequence[PromptEntry], pattern: str, project: str | None) -> list[PromptEntry]:
    """Those that hold every word of `pattern`, whatever its case; with `project`, those of that folder or below it."""
    words = pattern.casefold().split()
    return [entry for entry in entries if of_project(entry, project) and _holds(entry.serialized_content, words)]


def of_project(entry: PromptEntry, project: str | None) -> bool:
    """Whether the prompt was written for this folder or one in it; None: for any."""
    if project is None or entry.project_cwd == project:
        return True
    return entry.project_cwd.startswith((project.rstrip("/") + "/", project.rstrip("\\") + "\\"))


def prompt_text(serialized: str) -> str:
    """What a prompt says: our composer's is a list of texts and files, any other is the text itself."""
    if not serialized.startswith("{"):
        return serialized
    try:
        parts = json.loads(serialized)["parts"]
        return "".join(part if isinstance(part, str) else f"@{part['path']}" for part in parts)
    except (ValueError, LookupError, TypeError, RecursionError):
        return serialized


def _holds(content: str, words: Sequence[str]) -> bool:
    if not words:
        return True
    folded = prompt_text(content).casefold()
    return all(word in folded for word in words)
