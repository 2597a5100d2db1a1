"""Finding remembered prompts. Pure."""

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


def _holds(content: str, words: Sequence[str]) -> bool:
    if not words:
        return True
    folded = content.casefold()
    return all(word in folded for word in words)
