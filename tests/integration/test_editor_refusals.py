"""Who is refused where agents knock, and what is answered to what no agent says."""

import asyncio
import io
import struct
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.bridge_process import Launcher
from tests.editor_agent import (
    LIMIT_S,
    TOKEN,
    ask_codex,
    call,
    claude,
    codex_frame,
    codex_path,
    gemini_file,
    greet,
    lock_of,
    start,
    switch_gemini_on,
)
from tests.editor_client import editor_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Codex's socket and the private socket are Unix's")


REFUSED = [
    {"Origin": "http://127.0.0.1"},
    {"Origin": "null"},
    {"Host": "evil.example"},
    {"Host": "localhost"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-origin"},
]
"""What a web page would send, or one whose name leads here; refused with the right token too."""


def refusal(headers: dict[str, str]) -> Any:
    """A row of the table of attacks."""
    defence = "door-token" if TOKEN in headers else "door-host" if "Host" in headers else "door-origin"
    row = pytest.mark.attack("editor", "the port for agents, with {case}", defence)
    return pytest.param(headers, marks=row, id=str(headers))


@pytest.mark.parametrize("headers", [refusal(each) for each in ({TOKEN: "wrong"}, {TOKEN: ""}, *REFUSED)])
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


INITIALIZE = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18"}}


@pytest.mark.attack(
    "editor",
    "Gemini CLI's way in: tokens, headers, paths and links that are not its own",
    *("door-token", "door-host", "door-origin", "door-owner"),
)
async def test_gemini_is_refused_as_well_whatever_is_wrong_of_it(
    launcher: Launcher, workspace: Path, home: Path, tmp_path: Path
) -> None:
    switch_gemini_on(home)
    bridge = launcher.start()
    async with editor_of(bridge, workspace) as editor, aiohttp.ClientSession() as http:
        inside = await start(editor, tmp_path, "gemini")
        other = await start(editor, tmp_path, "gemini", "s2")
        file = gemini_file(home)
        right = {"Host": f"127.0.0.1:{file['port']}", "Authorization": f"Bearer {file['authToken']}"}

        async def post(port: int, path: str = "/mcp", body: Any = INITIALIZE, **headers: str) -> tuple[int, str]:
            given = {**right, **headers}
            async with http.post(f"http://127.0.0.1:{port}{path}", json=body, headers=given) as answer:
                return answer.status, answer.headers.get("mcp-session-id", "")

        async with inside.forwarded(file["port"]) as port, other.forwarded(file["port"]) as others:
            status, key = await post(port)
            assert (status, bool(key)) == (200, True)
            assert await post(port, Authorization="") == (401, "")
            assert await post(port, Authorization="Bearer wrong") == (401, "")
            assert await post(port, Authorization=file["authToken"]) == (401, "")
            for headers in REFUSED:
                assert await post(port, **headers) == (403, ""), headers
            # its token opens nothing else, and another way of writing the path is another path
            for path in ("/", "/ws", "/upload", "/mcp/", "/mcp?a=b", "//mcp"):
                assert (await post(port, path))[0] in (401, 404), path
            # a process of no session, though it shows all of it
            assert await post(file["port"]) == (403, "")
            # the link of another session
            listing = {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}
            assert (await post(port, body=listing, **{"mcp-session-id": key}))[0] == 200
            assert (await post(others, body=listing, **{"mcp-session-id": key}))[0] == 404
            # what is no message, or too much
            odd: list[Any] = ["text", [], {"id": 1}, {**INITIALIZE, "params": []}]
            for body in odd:
                assert (await post(port, body=body))[0] == 400, body
            large = io.BytesIO(b'"' + b"x" * (9 << 20))
            async with http.post(f"http://127.0.0.1:{port}/mcp", data=large, headers=right) as answer:
                assert answer.status == 400
            assert await post(port) != (403, "")


@pytest.mark.attack("editor", "a program outside of the sessions that has read the token for agents", "door-owner")
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


async def test_what_an_agent_says_wrong_is_answered_and_the_connection_stays(
    launcher: Launcher, workspace: Path, home: Path, tmp_path: Path, code: Path
) -> None:
    bridge = launcher.start()
    async with editor_of(bridge, workspace) as editor:
        inside = await start(editor, tmp_path, "claude")
        port, lock = lock_of(home)
        async with inside.forwarded(port) as forwarded, claude(forwarded, lock["authToken"], port) as agent:
            await greet(agent)
            for text in ("", "{", "[]", "1", '{"id": 1}', '{"method": 1}', '{"method": "x", "id": {}}', "[" * 100_000):
                await agent.send_str(text)
                async with asyncio.timeout(LIMIT_S):
                    assert "error" in await agent.receive_json(), text[:80]
            half = {"old_file_path": str(code), "new_file_path": str(code), "tab_name": "\ud800"}
            for number, (name, arguments) in enumerate(
                [
                    ("openDiff", {}),
                    ("openDiff", {**half, "new_file_contents": "\udfff"}),
                    ("openDiff", {**half, "tab_name": "tab", "new_file_contents": "\udfff"}),
                    ("executeCode", {"code": "1"}),
                    ("getDiagnostics", {"uri": "file:///\0"}),
                    ("openFile", {"filePath": "\0", "startText": "a"}),
                ],
                start=1,
            ):
                answer = await call(agent, number, "tools/call", name=name, arguments=arguments)
                assert (
                    "content" in answer
                    or "has to be" in answer["message"]
                    or "half" in answer["message"]
                    or ("there is no tool" in answer["message"])
                ), (name, answer)
            assert "tools" in await call(agent, 99, "tools/list")
        assert "Traceback" not in bridge.log_text()
        async with editor_of(bridge, workspace) as late:  # nothing of it was opened
            await late.shared_when(on=True)
            assert not [message for message in late.client.waiting if message["type"] == "diffOpened"]


@pytest.mark.attack("editor", "Codex's socket: a program outside of sessions, and what is no message", "codex-owner")
async def test_codexs_place_answers_nobody_else_and_nothing_that_is_no_message(
    launcher: Launcher, workspace: Path, home: Path, tmp_path: Path, code: Path
) -> None:
    bridge = launcher.start()
    async with editor_of(bridge, workspace) as editor:
        await editor.select(code, 1, 1)
        inside = await start(editor, tmp_path, "codex")
        path = codex_path(home)
        # a process of no session: the tests' own
        reader, writer = await asyncio.open_unix_connection(str(path))
        request = {"type": "request", "requestId": "1", "method": "ide-context", "params": {}}
        writer.write(codex_frame(request))
        async with asyncio.timeout(LIMIT_S):
            assert await reader.read() == b""
        writer.close()
        for wrong in (struct.pack("<I", 1 << 31), struct.pack("<I", 3) + b"no!", struct.pack("<I", 2) + b"[]"):
            reader, writer = await inside.dial(f"unix {path}")
            writer.write(wrong)
            async with asyncio.timeout(LIMIT_S):
                assert await reader.read() == b"", wrong
            writer.close()
        for odd in ({"params": None}, {"params": {"workspaceRoot": 1}}, {"params": {"workspaceRoot": "\0"}}):
            answer = await ask_codex(inside, path, workspace, **odd)
            assert answer["result"]["ideContext"]["activeFile"]["fsPath"] == str(code)
        assert (await ask_codex(inside, path, workspace, method="delete-everything"))["resultType"] == "error"
        assert "Traceback" not in bridge.log_text()
