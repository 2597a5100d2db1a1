"""What agents may see of the editor and what they are refused, over the real sockets, with recorded words of agents."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import stat
import struct
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.bridge_process import COMMAND, Launcher
from tests.editor_client import EditorClient, editor_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Codex's socket and the private socket are Unix's")

TOKEN = "X-Claude-Code-Ide-Authorization"
LIMIT_S = 30
# A session with an agent's name whose program is ours: it dials, as the agent would, from inside of the session.
PROXY = """
import asyncio, os, sys
async def main():
    async def carry(reader, writer):
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass
        writer.close()
    async def serve(reader, writer):
        kind, _, where = (await reader.readline()).decode().strip().partition(" ")
        try:
            if kind == "tcp":
                far, there = await asyncio.open_connection("127.0.0.1", int(where))
            else:
                far, there = await asyncio.open_unix_connection(where)
        except OSError:
            writer.close()
            return
        await asyncio.gather(carry(reader, there), carry(far, writer))
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print("PORT=%d." % server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


def agent_script(folder: Path, name: str) -> Path:
    """A program of an agent's name that carries connections out of the session."""
    script = folder / name
    folder.mkdir(exist_ok=True)
    script.write_text(f"#!{sys.executable} -I\n{PROXY}")
    script.chmod(0o755)
    return script


class Inside:
    """Connections that come from a session."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def dial(self, target: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(f"{target}\n".encode())
        return reader, writer

    @asynccontextmanager
    async def forwarded(self, port: int) -> AsyncIterator[int]:
        """A port here that leads to `port` from inside."""

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            far, there = await self.dial(f"tcp {port}")
            async with asyncio.TaskGroup() as group:
                group.create_task(_carry(reader, there))
                group.create_task(_carry(far, writer))

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def start(editor: EditorClient, folder: Path, agent: str, session: str = "s1") -> Inside:
    """A session that counts as this agent's."""
    await editor.start(str(agent_script(folder / "bin", agent)), session=session)
    await editor.until(".", session=session)
    await editor.until("PORT=", session=session)
    text = editor.text(session=session)
    return Inside(int(text.partition("PORT=")[2].partition(".")[0]))


def lock_of(home: Path) -> tuple[int, dict[str, Any]]:
    [path] = (home / ".claude" / "ide").glob("*.lock")
    return int(path.stem), json.loads(path.read_text())


@asynccontextmanager
async def claude(
    port: int, token: str, real_port: int, **headers: str
) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """Connected as Claude Code does; `real_port` is what Host names."""
    headers = {"Host": f"127.0.0.1:{real_port}", TOKEN: token, **headers}
    async with aiohttp.ClientSession() as http:
        async with http.ws_connect(f"http://127.0.0.1:{port}/", protocols=("mcp",), headers=headers) as socket:
            yield socket


async def call(socket: aiohttp.ClientWebSocketResponse, number: int, method: str, **params: Any) -> Any:
    """The answer to a request; notifications before it are passed over."""
    await socket.send_json({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
    async with asyncio.timeout(LIMIT_S):
        while (message := await socket.receive_json()).get("id") != number:
            pass
    return message.get("result", message.get("error"))


async def news(socket: aiohttp.ClientWebSocketResponse, method: str) -> Any:
    async with asyncio.timeout(LIMIT_S):
        while (message := await socket.receive_json()).get("method") != method:
            pass
    return message["params"]


async def greet(socket: aiohttp.ClientWebSocketResponse) -> None:
    answer = await call(socket, 0, "initialize", protocolVersion="2025-11-25")
    assert answer["protocolVersion"] == "2025-11-25"
    await socket.send_json({"jsonrpc": "2.0", "method": "notifications/initialized"})


@pytest.fixture
def code(workspace: Path) -> Path:
    path = workspace / "a.py"
    path.write_text("".join(f"line_{number} = {number}\n" for number in range(1, 21)))
    return path


async def test_files_and_sockets_are_private_there_before_the_agent_and_gone_with_the_bridge(
    launcher: Launcher, workspace: Path, home: Path, tmp_path: Path
) -> None:
    bridge = launcher.start()
    (home / ".codex").mkdir()
    async with editor_of(bridge, workspace) as editor:
        await start(editor, tmp_path, "claude")
        await start(editor, tmp_path, "codex", "s2")
        port, lock = lock_of(home)
        path = home / ".claude" / "ide" / f"{port}.lock"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert lock["workspaceFolders"] == [str(workspace)]
        assert bridge.token not in path.read_text()
        assert lock["authToken"] not in bridge.log_text()
        places = [home / ".codex" / "ipc" / "ipc.sock", home / "codex-ipc" / f"ipc-{os.getuid()}.sock"]
        found = next(place for place in places if place.is_socket())
        assert stat.S_IMODE(found.stat().st_mode) == 0o600
        assert stat.S_IMODE(found.parent.stat().st_mode) == 0o700
    assert bridge.stop() == 0
    assert not path.exists()
    assert not found.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {TOKEN: "wrong"},
        {TOKEN: ""},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "null"},
        {"Host": "evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
    ids=str,
)
async def test_a_wrong_token_a_web_page_and_another_host_name_are_refused(
    launcher: Launcher, workspace: Path, home: Path, tmp_path: Path, headers: dict[str, str]
) -> None:
    bridge = launcher.start()
    async with editor_of(bridge, workspace) as editor:
        inside = await start(editor, tmp_path, "claude")
        port, lock = lock_of(home)
        async with inside.forwarded(port) as forwarded:
            with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
                async with claude(forwarded, lock["authToken"], port, **headers):
                    pass
            assert refusal.value.status in (401, 403)


async def test_a_process_of_no_session_is_refused_though_it_has_the_token(
    launcher: Launcher, workspace: Path, home: Path, tmp_path: Path
) -> None:
    bridge = launcher.start()
    async with editor_of(bridge, workspace) as editor:
        await start(editor, tmp_path, "claude")
        port, lock = lock_of(home)
        with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
            async with claude(port, lock["authToken"], port):
                pass
        assert refusal.value.status == 403


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


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (".env.local", "secret"),
        ("deploy.pem", "secret"),
        ("notes.txt", "secret"),
        ("build/out.js", "ignored"),
        ("private/plan.md", "configured"),
        ("../elsewhere.py", "outside"),
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


def codex_frame(message: dict[str, Any]) -> bytes:
    body = json.dumps(message).encode()
    return struct.pack("<I", len(body)) + body


async def ask_codex(inside: Inside, path: Path, workspace: Path) -> dict[str, Any]:
    reader, writer = await inside.dial(f"unix {path}")
    asked = {"type": "request", "requestId": "1", "method": "ide-context"}
    try:
        writer.write(codex_frame({**asked, "params": {"workspaceRoot": str(workspace)}}))
        async with asyncio.timeout(LIMIT_S):
            (size,) = struct.unpack("<I", await reader.readexactly(4))
            answer: dict[str, Any] = json.loads(await reader.readexactly(size))
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
    return answer


def codex_path(home: Path) -> Path:
    preferred = home / ".codex" / "ipc" / "ipc.sock"
    return preferred if len(str(preferred)) <= 100 else home / "codex-ipc" / f"ipc-{os.getuid()}.sock"


async def test_two_bridges_share_codexs_place_and_the_second_takes_it_over(
    launcher: Launcher, workspace: Path, home: Path, tmp_path: Path, code: Path
) -> None:
    first, second = launcher.start(), launcher.start()
    path = codex_path(home)
    async with editor_of(second, workspace) as other:
        async with editor_of(first, workspace) as editor:
            await start(editor, tmp_path, "codex")
            await editor.select(code, 1, 1)
            inside = await start(other, tmp_path, "codex")
            await other.select(code, 5, 6)
            await other.shared_when(file={"path": str(code), "start": 4, "end": 5})
            answer = await ask_codex(inside, path, workspace)
            active = answer["result"]["ideContext"]["activeFile"]
            assert active["selection"]["start"] == {"line": 4, "character": 0}
            assert active["activeSelectionContent"] == "line_5 = 5\nline_6 = 6\n"
        first.process.send_signal(signal.SIGKILL)
        first.wait()
        async with asyncio.timeout(LIMIT_S):
            while True:  # a dead socket is found and replaced
                try:
                    answer = await ask_codex(inside, path, workspace)
                    break
                except (OSError, asyncio.IncompleteReadError):
                    await asyncio.sleep(0.2)
        assert answer["result"]["ideContext"]["activeFile"]["fsPath"] == str(code)


async def test_a_foreign_program_on_codexs_place_is_left_alone(
    launcher: Launcher, workspace: Path, home: Path, tmp_path: Path
) -> None:
    path = codex_path(home)
    path.parent.mkdir(parents=True, mode=0o700)
    foreign = socket.socket(socket.AF_UNIX)
    foreign.bind(str(path))
    foreign.listen()
    before = path.stat().st_ino
    bridge = launcher.start()
    async with editor_of(bridge, workspace) as editor:
        await start(editor, tmp_path, "codex")
    assert bridge.stop() == 0
    assert path.stat().st_ino == before
    foreign.close()


async def test_what_a_killed_bridge_left_is_swept_and_what_others_wrote_is_not(
    launcher: Launcher, workspace: Path, home: Path, tmp_path: Path
) -> None:
    killed = launcher.start()
    async with editor_of(killed, workspace) as editor:
        await start(editor, tmp_path, "claude")
    killed_lock = next((home / ".claude" / "ide").glob("*.lock"))
    killed.process.send_signal(signal.SIGKILL)
    killed.wait()
    foreign = home / ".claude" / "ide" / "1.lock"
    foreign.write_text(json.dumps({"pid": 999_999_999, "ideName": "Visual Studio Code", "transport": "ws"}))
    bridge = launcher.start()
    async with editor_of(bridge, workspace) as editor:
        await start(editor, tmp_path, "claude")
        assert not killed_lock.exists()
        assert foreign.exists()
    assert bridge.stop() == 0
    assert [path.name for path in foreign.parent.iterdir()] == ["1.lock"]


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


async def test_the_switch_keeps_everything_away(
    launcher: Launcher, workspace: Path, home: Path, tmp_path: Path
) -> None:
    bridge = launcher.start("--no-editor")
    async with editor_of(bridge, workspace) as editor:
        await start(editor, tmp_path, "claude")
        assert not (home / ".claude").exists()
