"""What is selected in an editor arrives at the model, with the right file and lines, and only what may."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bridge_process import Launcher
from tests.editor_client import EditorClient, editor_of
from tests.fakes.model_server import ModelServer, Text
from tests.real_agents import settings

pytestmark = [pytest.mark.agents, pytest.mark.timeout(300)]

SECRET = "hunter2-in-a-file"
SAYS: dict[str, Callable[[Path, int, int, str], str]] = {
    "claude": lambda path, first, last, text: f"The user selected the lines {first} to {last} from {path}:\n{text}",
    "opencode": lambda path, first, last, text: f'The user selected #{first}-{last} from "{path}". ```{text}```',
    "gemini": lambda path, first, last, text: json.dumps(
        {"activeFile": {"path": str(path), "cursor": {"line": first, "character": 1}, "selectedText": text}}, indent=2
    ),
    "codex": lambda path, first, last, text: f"{path.name}\n\n## Active selection of the file:\n{text}",
}
"""How each agent tells its model; Codex leaves the lines out where it tells the text."""


def asked(model: ModelServer) -> str:
    """Every text in the last request of a conversation."""
    body = next(request.body for request in reversed(model.requests) if request.is_turn)
    texts: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)
        elif isinstance(value, str):
            texts.append(value)

    walk(body)
    return "\n".join(texts)


async def enable(agent: str, editor: EditorClient) -> None:
    """Codex looks when a person has told it to."""
    if agent != "codex":
        await editor.shared_when(listens=True)
        return
    before = editor.written()
    await editor.client.type(b"/ide on")
    await editor.until("/ide on", since=before)
    await editor.client.type(b"\r")
    await editor.until("IDE context is on", since=before)


@pytest.mark.parametrize("agent", settings.AGENTS)
async def test_an_agent_sees_the_selection_and_neither_secrets_nor_anything_once_it_is_off(
    agent: str, launcher: Launcher, workspace: Path, home: Path, model_server: ModelServer
) -> None:
    code, secret = workspace / "a.py", workspace / ".env"
    code.write_text("".join(f"line_{number} = {number}\n" for number in range(1, 21)))
    secret.write_text(f"PASSWORD={SECRET}\n")
    model_server.replies.extend(Text(word) for word in ("kumquat", "rambutan", "mangosteen", "tamarind"))
    environment = settings.prepare(agent, home, workspace, model_server.port)
    bridge = launcher.start(environment=environment)
    async with editor_of(bridge, workspace) as editor:
        await editor.select(code, 3, 4)
        await editor.start(settings.executable(agent))
        await editor.until(settings.START_SCREEN[agent])
        await enable(agent, editor)

        await editor.prompt("what is selected?", "kumquat")
        assert SAYS[agent](code, 3, 4, "line_3 = 3\nline_4 = 4\n") in asked(model_server)

        await editor.select(secret, 1, 1)
        await editor.shared_when(file=None, heldBack="secret")
        await editor.prompt("and now?", "rambutan")
        assert SECRET not in asked(model_server)

        await editor.client.say("shareEditor", sessionId="s1", on=False)
        await editor.shared_when(on=False)
        await editor.select(code, 7, 8)
        await editor.prompt("and when it is off?", "mangosteen")
        assert "line_7" not in asked(model_server)

        await editor.client.say("shareEditor", sessionId="s1", on=True)
        await editor.shared_when(on=True)
        await editor.prompt("and on again?", "tamarind")
        assert "line_7 = 7" in asked(model_server)
    assert bridge.stop() == 0
    assert not [path for path in home.rglob("*.lock") if path.parent.name == "ide"]
    assert not [*home.rglob("gemini-ide-server-*"), *home.rglob("ipc.sock")]
