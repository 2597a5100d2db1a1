"""A bridge that writes down what real agents say to its editor: the recordings of tests/contract/editor_traffic.

`AGENT_BRIDGE_RECORD=<file> python tools/record_editor_traffic.py <flags of the bridge>`: one JSON object a line, `who`
(`claude`, `gemini`, `codex`), `says` and, where there is one, our `answer`. Paths are written as they are: shorten them
before they are kept.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bridge.cli import main
from bridge.editor import claude, codex, gemini, rpc


def write(who: str, says: object, answer: object = None) -> None:
    """One line of the recording."""
    with Path(os.environ["AGENT_BRIDGE_RECORD"]).open("a", encoding="utf-8") as file:
        file.write(json.dumps({"who": who, "says": says, "answer": answer}) + "\n")


def record_claude() -> None:
    """Claude Code and opencode."""
    result = claude.ClaudeLink._result
    notified = claude.ClaudeLink._notified

    async def recorded(self: claude.ClaudeLink, call: rpc.Call) -> dict[str, Any]:
        answer = await result(self, call)
        write("claude", {"method": call.method, "params": call.params, "id": call.id}, answer)
        return answer

    def also_notified(self: claude.ClaudeLink, call: rpc.Call) -> None:
        write("claude", {"method": call.method, "params": call.params})
        notified(self, call)

    claude.ClaudeLink._result = recorded  # type: ignore[method-assign]
    claude.ClaudeLink._notified = also_notified  # type: ignore[method-assign]


def record_gemini() -> None:
    """Gemini CLI."""
    answer_of = gemini.GeminiLink.answer
    initialized = gemini.GeminiServer._initialized

    async def recorded(self: gemini.GeminiLink, call: rpc.Call) -> dict[str, Any]:
        answer = await answer_of(self, call)
        write("gemini", {"method": call.method, "params": call.params, "id": call.id}, answer)
        return answer

    def also_initialized(self: gemini.GeminiServer, call: rpc.Call) -> dict[str, Any]:
        answer = initialized(self, call)
        write("gemini", {"method": call.method, "params": call.params, "id": call.id}, answer)
        return answer

    gemini.GeminiLink.answer = recorded  # type: ignore[method-assign]
    gemini.GeminiServer._initialized = also_initialized  # type: ignore[method-assign]


def record_codex() -> None:
    """Codex."""
    answer_to = codex.answer

    def recorded(message: dict[str, Any], *more: Any) -> dict[str, Any] | None:
        answer = answer_to(message, *more)
        write("codex", message, answer)
        return answer

    codex.answer = recorded  # type: ignore[assignment]


if __name__ == "__main__":
    record_claude()
    record_gemini()
    record_codex()
    sys.exit(main())
