"""Real agents where something is in the way: another bridge, a killed one, a wrong token, other people's files."""

import asyncio
import json
import os
import struct
from pathlib import Path
from typing import Any

import pytest

from tests.bridge_process import Launcher
from tests.editor_client import EditorClient, editor_of
from tests.fakes.model_server import ModelServer, Text
from tests.real_agents import settings
from tests.real_agents.test_agents_see_the_editor import SAYS, asked, enable

pytestmark = [pytest.mark.agents, pytest.mark.timeout(300)]

SOMEBODY_ELSE = 12345
SPOILED = """#!/bin/sh
sed -i 's/"authToken": "/&x/' '{ide}'/*.lock
exec '{agent}'
"""


@pytest.fixture
def code(workspace: Path) -> Path:
    path = workspace / "a.py"
    path.write_text("".join(f"line_{number} = {number}\n" for number in range(1, 21)))
    return path


def lines(first: int, last: int) -> str:
    return "".join(f"line_{number} = {number}\n" for number in range(first, last + 1))


async def start(editor: EditorClient, agent: str) -> None:
    await editor.start(settings.executable(agent))
    await editor.until(settings.START_SCREEN[agent])
    await enable(agent, editor)


async def ask(editor: EditorClient, model: ModelServer) -> str:
    """What the agent says to its model with the next prompt."""
    word = f"kumquat{len(model.requests)}"
    model.replies.append(Text(word))
    await editor.prompt("what is selected?", word)
    return asked(model)


async def sees(editor: EditorClient, model: ModelServer, agent: str, code: Path, first: int, last: int) -> None:
    """These lines are selected, and the agent says so to its model."""
    assert SAYS[agent](code, first, last, lines(first, last)) in await ask(editor, model)


@pytest.mark.parametrize("agent", settings.WITH_EDITORS)
async def test_each_of_two_bridges_on_one_workspace_tells_its_own_agent(
    agent: str, launcher: Launcher, workspace: Path, home: Path, model_server: ModelServer, code: Path
) -> None:
    environment = settings.prepare(agent, home, workspace, model_server.port)
    first, second = launcher.start(environment=environment), launcher.start(environment=environment)
    async with editor_of(first, workspace) as one, editor_of(second, workspace) as other:
        await one.select(code, 3, 4)
        await other.select(code, 7, 8)
        await start(one, agent)
        await start(other, agent)
        await sees(one, model_server, agent, code, 3, 4)
        await sees(other, model_server, agent, code, 7, 8)
        await one.select(code, 11, 12)
        await one.shared_when(file={"path": str(code), "start": 10, "end": 11})
        assert "line_11 = 11" in await ask(one, model_server)  # Gemini CLI tells only what changed


@pytest.mark.parametrize("agent", settings.WITH_EDITORS)
async def test_where_a_bridge_was_killed_the_next_one_is_found(
    agent: str, launcher: Launcher, workspace: Path, home: Path, model_server: ModelServer, code: Path
) -> None:
    environment = settings.prepare(agent, home, workspace, model_server.port)
    killed = launcher.start(environment=environment)
    async with editor_of(killed, workspace) as editor:
        await start(editor, agent)
    left = [*home.rglob("*.lock"), *home.rglob("gemini-ide-server-*.json")]
    left = [path for path in left if path.parent.name == "ide"]
    await asyncio.to_thread(killed.kill)
    bridge = launcher.start(environment=environment)
    async with editor_of(bridge, workspace) as editor:
        await editor.select(code, 3, 4)
        await start(editor, agent)
        await sees(editor, model_server, agent, code, 3, 4)
        assert not [path for path in left if path.exists()]


async def test_an_agent_with_a_wrong_token_sees_nothing(
    launcher: Launcher, workspace: Path, home: Path, model_server: ModelServer, code: Path, tmp_path: Path
) -> None:
    environment = settings.prepare("claude", home, workspace, model_server.port)
    script = tmp_path / "bin" / "claude"
    script.parent.mkdir()
    script.write_text(SPOILED.format(ide=home / ".claude" / "ide", agent=settings.executable("claude")))
    script.chmod(0o755)
    bridge = launcher.start(environment=environment)
    async with editor_of(bridge, workspace) as editor:
        await editor.select(code, 3, 4)
        await editor.start(str(script))
        await editor.until(settings.START_SCREEN["claude"])
        assert "line_3" not in await ask(editor, model_server)
        assert "no valid token" in bridge.log_text()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can make a file somebody else's")
async def test_a_lock_of_another_user_is_left_alone_and_in_nobodys_way(
    launcher: Launcher, workspace: Path, home: Path, model_server: ModelServer, code: Path
) -> None:
    environment = settings.prepare("claude", home, workspace, model_server.port)
    lock = home / ".claude" / "ide" / "1.lock"
    lock.parent.mkdir(parents=True)
    gone = {"pid": os.getpid(), "started": 1}  # would be swept, were it ours: an older process had this number
    lock.write_text(json.dumps({"pid": os.getpid(), "workspaceFolders": [str(workspace)], "agentBridge": gone}))
    os.chown(lock, SOMEBODY_ELSE, SOMEBODY_ELSE)
    bridge = launcher.start(environment=environment)
    async with editor_of(bridge, workspace) as editor:
        await editor.select(code, 3, 4)
        await start(editor, "claude")
        await sees(editor, model_server, "claude", code, 3, 4)
        assert lock.exists()
    assert bridge.stop() == 0
    assert [path.name for path in lock.parent.iterdir()] == ["1.lock"]


class OtherProgram:
    """Answers Codex as another editor does. `asked`: the methods it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                (size,) = struct.unpack("<I", await reader.readexactly(4))
                message = json.loads(await reader.readexactly(size))
                body = json.dumps(self.answer(message))
                writer.write(struct.pack("<I", len(body)) + body.encode())
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(message["method"])
        tab = {"label": "theirs.py", "path": "theirs.py", "fsPath": "/theirs.py"}
        context = {"ideContext": {"activeFile": None, "openTabs": [tab]}}
        result = {"clientId": "them"} if message["method"] == "initialize" else context
        head = {"type": "response", "requestId": message["requestId"], "method": message["method"]}
        return {**head, "resultType": "success", "handledByClientId": "them", "result": result}


async def test_a_foreign_program_on_codexs_place_answers_codex_and_is_left_alone(
    launcher: Launcher, workspace: Path, home: Path, model_server: ModelServer, code: Path
) -> None:
    environment = settings.prepare("codex", home, workspace, model_server.port)
    place = home / ".codex" / "ipc" / "ipc.sock"
    if len(str(place)) > 100:
        place = home / "codex-ipc" / f"ipc-{os.getuid()}.sock"
    place.parent.mkdir(parents=True, mode=0o700)
    other = OtherProgram()
    foreign = await asyncio.start_unix_server(other.serve, str(place))
    before = place.stat().st_ino
    bridge = launcher.start(environment=environment)
    async with foreign, editor_of(bridge, workspace) as editor:
        await editor.select(code, 3, 4)
        await start(editor, "codex")
        told = await ask(editor, model_server)
        assert "theirs.py" in told
        assert "line_3" not in told
        assert "ide-context" in other.asked
        assert bridge.stop() == 0
        assert place.stat().st_ino == before
