"""What the current releases of the agents say to an editor, replayed: they are answered as they were when it worked.

Recorded by tools/record_editor_traffic.py. A release that speaks otherwise shows in `make agents-latest`.
"""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bridge.editor.claude import ClaudeLink
from bridge.editor.codex import answer as codex_answer
from bridge.editor.diffs import Diff
from bridge.editor.editor import Editor, Place
from bridge.editor.gemini import GeminiLink, GeminiServer
from bridge.editor.rpc import Call
from bridge.editor.state import EditorState, OpenFile, Position, Selection

FOLDER = Path(__file__).parent / "editor_traffic"
PATH = "/w/a.py"
SELECTED = Selection(PATH, "first\nold\n", Position(0, 0), Position(2, 0))
STATE = EditorState(("/w",), (OpenFile(PATH, active=True, cursor=Position(2, 0)),), SELECTED)
VERSION = "0.1.0"


def messages(agent: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / f"{agent}.json").read_text(encoding="utf-8"))["messages"]
    return found


async def editor_with(state: EditorState) -> Editor:
    """Shares everything, and a person in front of it who accepts everything."""
    editor = Editor(lambda told: told)

    async def original(path: str) -> str:
        return "first\r\nold\r\nlast\r\n"

    def accept(diff: Diff) -> None:
        asyncio.get_running_loop().call_soon(lambda: editor.diffs.decide(diff.id, accepted=True))

    def show(place: Place) -> bool:
        return True

    editor.original = original
    editor.diffs.on_open = accept
    editor.on_open_file = show
    await editor.tell("a host", state)
    return editor


@pytest.mark.parametrize("agent", ["claude", "opencode"])
async def test_over_the_websocket(agent: str) -> None:
    editor = await editor_with(STATE)
    said: list[dict[str, Any]] = []

    async def send(text: str) -> None:
        said.append(json.loads(text))

    for message in messages(agent):
        async with asyncio.TaskGroup() as group:
            link = ClaudeLink(editor, "s1", VERSION, send, group, from_one=agent == "opencode")
            await link.hear(json.dumps({"jsonrpc": "2.0", **message["says"]}))
        answers = [each["result"] for each in said if each.get("id") == message["says"].get("id") and "id" in each]
        assert answers == ([] if message["answer"] is None else [message["answer"]]), message["says"]
        link.close()
        said.clear()


async def test_over_http() -> None:
    editor = await editor_with(STATE)
    server, link = GeminiServer(editor, VERSION), GeminiLink(editor, "s1")
    for message in messages("gemini"):
        says = message["says"]
        call = Call(says["method"], says["params"], says["id"])
        answer = server._initialized(call) if call.method == "initialize" else await link.answer(call)
        assert answer == message["answer"], says


def test_over_codexs_socket() -> None:
    for message in messages("codex"):
        assert codex_answer(message["says"], STATE, "us") == message["answer"]
