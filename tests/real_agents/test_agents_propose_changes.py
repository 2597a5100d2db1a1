"""Changes that real agents propose: what a person decides is what is written, byte for byte."""

import contextlib
from pathlib import Path

import pytest

from tests.binary_client import Message
from tests.bridge_process import Launcher
from tests.editor_client import EditorClient, editor_of
from tests.fakes.model_server import ModelServer, Reply, Text, ToolCall
from tests.real_agents import settings
from tests.real_agents.test_agents_see_the_editor import asked

pytestmark = [pytest.mark.agents, pytest.mark.timeout(300)]

# Each with something an editor could lose: line ends, a missing newline at the end, a byte order mark.
FILES = {
    "accept.py": "first\r\nold\r\nlast ✓\r\n".encode(),
    "edit.py": b"first\nold\nlast",
    "reject.py": b"\xef\xbb\xbffirst\nold\nlast\n",
    "terminal.py": b"first\r\nold\r\nlast",
}
ASKS = {"claude": "\u276f 1. Yes", "gemini": "Apply this change?"}
"""What stands in the agent's own terminal while it waits for a word about a change."""

NO_IS_SHOWN = {"claude": "ejected", "gemini": "Request cancelled"}
"""What it shows when a person did not want it; a prompt before that would go into the question."""

SAYS_NO = ("reject", "denied", "cancel")
"""One of these stands in what the model hears of a change that a person did not want."""


def proposals(agent: str, path: Path, word: str) -> list[Reply]:
    """Read the file, change `old` to `new` in it, and say the word."""
    if agent == "claude":
        change = {"file_path": str(path), "old_string": "old", "new_string": "new"}
        return [ToolCall("Read", {"file_path": str(path)}), ToolCall("Edit", {**change}), Text(word)]
    change = {"file_path": str(path), "old_string": "old", "new_string": "new", "instruction": "change old to new"}
    return [ToolCall("replace", {**change}), Text(word)]


async def propose(
    editor: EditorClient, model: ModelServer, agent: str, path: Path, word: str
) -> tuple[dict[str, str], int]:
    """Let the agent propose the change of this file; what the page hears of it, and where its screen was before."""
    model.replies.extend(proposals(agent, path, word))
    before = editor.written()
    parts = [{"kind": "text", "text": f"change {path.name}"}]
    await editor.client.say("sendPrompt", sessionId="s1", promptId=word, parts=parts)
    opened = await editor.client.expect("diffOpened", 60)
    assert opened["path"] == str(path)
    return opened, before


async def say_yes_in_the_terminal(editor: EditorClient, diff_id: str) -> Message:
    """How the change is closed; agents show a question a moment before they read the keys for it."""
    for _ in range(30):
        await editor.client.type(b"\r")
        with contextlib.suppress(TimeoutError):
            while (closed := await editor.client.expect("diffClosed", 2))["diffId"] != diff_id:
                pass
            return closed
    raise AssertionError("the change stayed open")


@pytest.mark.parametrize("agent", ["claude", "gemini"])
async def test_what_is_decided_in_the_editor_is_what_is_written(
    agent: str, launcher: Launcher, workspace: Path, home: Path, model_server: ModelServer
) -> None:
    for name, content in FILES.items():
        (workspace / name).write_bytes(content)
    environment = settings.prepare(agent, home, workspace, model_server.port)
    bridge = launcher.start(environment=environment)
    async with editor_of(bridge, workspace) as editor:
        await editor.start(settings.executable(agent), *settings.ASKS_BEFORE_EDITS[agent])
        await editor.until(settings.START_SCREEN[agent])
        await editor.shared_when(listens=True)

        path = workspace / "accept.py"
        diff, before = await propose(editor, model_server, agent, path, "kumquat")
        assert path.read_bytes() == FILES["accept.py"]
        await editor.client.say("decideDiff", diffId=diff["diffId"], accepted=True)
        await editor.until("kumquat", since=before)
        assert path.read_bytes() == FILES["accept.py"].replace(b"old", b"new")

        path = workspace / "edit.py"
        diff, before = await propose(editor, model_server, agent, path, "rambutan")
        text = diff["proposed"].replace("new", "newest")
        await editor.client.say("decideDiff", diffId=diff["diffId"], accepted=True, text=text)
        await editor.until("rambutan", since=before)
        assert path.read_bytes() == FILES["edit.py"].replace(b"old", b"newest")

        path = workspace / "terminal.py"
        diff, before = await propose(editor, model_server, agent, path, "mangosteen")
        await editor.until(ASKS[agent], since=before)
        assert (await say_yes_in_the_terminal(editor, diff["diffId"]))["outcome"] == "closed"
        await editor.until("mangosteen", since=before)
        assert path.read_bytes() == FILES["terminal.py"].replace(b"old", b"new")

        path = workspace / "reject.py"
        diff, before = await propose(editor, model_server, agent, path, "tamarind")
        await editor.until(ASKS[agent], since=before)
        await editor.client.say("decideDiff", diffId=diff["diffId"], accepted=False)
        await editor.until(NO_IS_SHOWN[agent], since=before)
        model_server.replies.clear()
        await editor.prompt("and then?", "stub answer")
        assert path.read_bytes() == FILES["reject.py"]
        assert any(no in asked(model_server) for no in SAYS_NO)
