"""What agents see of the editor and propose in it, over the real sockets, in the words of agents."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.bridge_process import COMMAND, Launcher
from tests.editor_agent import (
    LIMIT_S,
    call,
    claude,
    greet,
    lock_of,
    news,
    start,
)
from tests.editor_client import editor_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Codex's socket and the private socket are Unix's")


async def test_a_selection_reaches_only_the_session_it_is_shared_with(
    launcher: Launcher, workspace: Path, home: Path, tmp_path: Path, code: Path
) -> None:
    bridge = launcher.start()
    async with editor_of(bridge, workspace) as editor:
        first, second = await start(editor, tmp_path, "claude"), await start(editor, tmp_path, "claude", "s2")
        port, lock = lock_of(home)
        async with first.forwarded(port) as one, second.forwarded(port) as two:
            async with claude(one, lock["authToken"], port) as on, claude(two, lock["authToken"], port) as off:
                await editor.client.say("shareEditor", sessionId="s2", on=False)
                await greet(on)
                await greet(off)
                await editor.select(code, 3, 4)
                told = await news(on, "selection_changed")
                assert told["filePath"] == str(code)
                assert told["selection"]["start"] == {"line": 2, "character": 0}
                assert told["text"] == "line_3 = 3\nline_4 = 4\n"
                answer = await call(off, 1, "tools/call", name="getCurrentSelection", arguments={})
                assert json.loads(answer["content"][0]["text"])["success"] is False

                await editor.client.say("mentionFile", sessionId="s1", path=str(code), start=0, end=4)
                mentioned = await news(on, "at_mentioned")
                assert mentioned == {"filePath": str(code), "lineStart": 0, "lineEnd": 4}


def held_back(name: str, reason: str, defence: str) -> Any:
    """A row of the table of attacks."""
    return pytest.param(name, reason, marks=pytest.mark.attack("editor", "an agent reads {case} in an editor", defence))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        held_back(".env.local", "secret", "secret-names"),
        held_back("deploy.pem", "secret", "secret-names"),
        held_back("notes.txt", "secret", "every-name"),
        held_back("build/out.js", "ignored", "ignored-files"),
        held_back("private/plan.md", "configured", "never-share"),
        held_back("../elsewhere.py", "outside", "outside-files"),
    ],
)
async def test_what_is_never_shared(
    launcher: Launcher, workspace: Path, tmp_path: Path, name: str, reason: str
) -> None:
    (workspace / ".git").mkdir()
    (workspace / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (workspace / ".gitignore").write_text("build/\n")
    (workspace / ".env").write_text("KEY=1\n")
    path = workspace / name
    path.parent.mkdir(exist_ok=True)
    if name == "notes.txt":  # a harmless name for a secret
        path.symlink_to(workspace / ".env")
    else:
        path.write_text("text\n")
    bridge = launcher.start("--never-share", "private")
    async with editor_of(bridge, workspace) as editor:
        await start(editor, tmp_path, "claude")
        await editor.select(path, 1, 1)
        shared = await editor.shared_when(heldBack=reason)
        assert shared["file"] is None
        assert shared["files"] == 0


@pytest.mark.attack("editor", "an agent reads what is open of a workspace that is not trusted", "trust")
async def test_nothing_of_an_untrusted_workspace_is_shared(
    launcher: Launcher, workspace: Path, tmp_path: Path, code: Path
) -> None:
    bridge = launcher.start()
    async with editor_of(bridge, workspace) as editor:
        await start(editor, tmp_path, "claude")
        await editor.select(code, 1, 2, trusted=False)
        assert (await editor.shared_when(heldBack="untrusted"))["file"] is None


async def test_a_workspace_is_switched_off_and_on_in_its_settings(
    launcher: Launcher, workspace: Path, tmp_path: Path, code: Path
) -> None:
    bridge = launcher.start()
    async with editor_of(bridge, workspace) as editor:
        await start(editor, tmp_path, "claude")
        await editor.select(code, 1, 2)
        await editor.shared_when(file={"path": str(code), "start": 0, "end": 1})
        for value in (False, True):
            await editor.client.say("changeSetting", name="share-editor", value=value, scope="workspace")
            file = {"path": str(code), "start": 0, "end": 1} if value else None
            await editor.shared_when(file=file, heldBack=None if value else "off")


async def test_an_editor_that_goes_takes_what_it_showed_along(
    launcher: Launcher, workspace: Path, tmp_path: Path, code: Path
) -> None:
    bridge = launcher.start()
    async with editor_of(bridge, workspace) as watching:
        await start(watching, tmp_path, "claude")
        async with editor_of(bridge, workspace) as editor:
            await editor.select(code, 1, 2)
            await watching.shared_when(file={"path": str(code), "start": 0, "end": 1})
        await watching.shared_when(file=None)


async def test_diffs_wait_for_the_person_and_go_when_the_agent_takes_them_back(
    launcher: Launcher, workspace: Path, home: Path, tmp_path: Path, code: Path
) -> None:
    bridge = launcher.start()
    async with editor_of(bridge, workspace) as editor:
        inside = await start(editor, tmp_path, "claude")
        port, lock = lock_of(home)
        async with inside.forwarded(port) as forwarded, claude(forwarded, lock["authToken"], port) as agent:
            await greet(agent)

            async def propose(number: int, text: str) -> str:
                arguments = {"old_file_path": str(code), "new_file_path": str(code), "new_file_contents": text}
                params = {"name": "openDiff", "arguments": {**arguments, "tab_name": f"tab {number}"}}
                await agent.send_json({"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params})
                opened = await editor.client.expect("diffOpened")
                assert (opened["original"], opened["proposed"]) == (code.read_text(), text)
                return str(opened["diffId"])

            async def answer(number: int) -> list[str]:
                async with asyncio.timeout(LIMIT_S):
                    while (message := await agent.receive_json()).get("id") != number:
                        pass
                return [part["text"] for part in message["result"]["content"]]

            diff = await propose(1, "accepted\n")
            await editor.client.say("decideDiff", diffId=diff, accepted=True)
            assert await answer(1) == ["FILE_SAVED", "accepted\n"]
            diff = await propose(2, "edited\n")
            await editor.client.say("editDiff", diffId=diff, text="by hand\r\n")
            await editor.client.say("decideDiff", diffId=diff, accepted=True)
            assert await answer(2) == ["FILE_SAVED", "by hand\r\n"]
            diff = await propose(3, "rejected\n")
            await editor.client.say("decideDiff", diffId=diff, accepted=False)
            assert (await answer(3))[0] == "DIFF_REJECTED"
            await propose(4, "a\n")
            await propose(5, "b\n")
            async with editor_of(bridge, workspace) as late:  # who comes later hears of both
                assert {(await late.client.expect("diffOpened"))["proposed"] for _ in range(2)} == {"a\n", "b\n"}
            await call(agent, 6, "tools/call", name="close_tab", arguments={"tab_name": "tab 4"})
            closed = await editor.client.expect("diffClosed")
            while closed["outcome"] != "closed":
                closed = await editor.client.expect("diffClosed")
        # the agent has gone, and what it proposed with it
        assert (await editor.client.expect("diffClosed"))["outcome"] == "closed"


async def test_an_agent_that_speaks_only_mcp_asks_over_stdio(
    launcher: Launcher, workspace: Path, tmp_path: Path, code: Path
) -> None:
    bridge = launcher.start()
    async with editor_of(bridge, workspace) as editor:
        await editor.select(code, 3, 4)
        # any command is a session; this one is the program an agent would start for its MCP server
        script = tmp_path / "bin" / "opencode"
        script.parent.mkdir()
        quoted = " ".join(f"'{word}'" for word in COMMAND)
        script.write_text(f"#!/bin/sh\nstty -echo -icanon\nexec {quoted} mcp\n")
        script.chmod(0o755)
        await editor.start(str(script), env=[f"PYTHONPATH={launcher.environment.get('PYTHONPATH', '')}"])
        for number, method, params in (
            (1, "initialize", {"protocolVersion": "2025-06-18"}),
            (2, "tools/list", {}),
            (3, "tools/call", {"name": "getSelection", "arguments": {}}),
        ):
            line = json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
            await editor.client.type(line.encode() + b"\n")
        await editor.until("startLine")
        assert '\\"startLine\\": 3, \\"endLine\\": 4' in editor.text()
        assert "openDiff" in editor.text()
