"""A history as the bridge would have written it."""

import json

from tests.bridge_process import Launcher


def write_history(launcher: Launcher, prompts: list[tuple[str, str]]) -> None:
    """Prompts with the folder of the project each belongs to, the oldest first."""
    file = launcher.home / ".local" / "state" / "agent-bridge" / "history.jsonl"
    file.parent.mkdir(parents=True)
    lines = [
        {"v": 1, "id": f"p{n}", "timestamp": 1_700_000_000_000 + n, "projectCwd": cwd, "serializedContent": text}
        for n, (text, cwd) in enumerate(prompts)
    ]
    file.write_text("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines))
