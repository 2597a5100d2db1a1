"""Version 1 of the protocol, by a client that knows nothing else."""

import asyncio
import base64
import json
import sys
from pathlib import Path

import pytest

from tests.bridge_process import BridgeProcess, Launcher
from tests.version1 import connected

PRINT_SIZE = "stty size; read line; stty size"


async def test_a_whole_conversation_and_one_line_on_stdout(bridge: BridgeProcess) -> None:
    async with connected(bridge.websocket_url, bridge.token, greet=False) as client:
        welcome = await client.hello()
        assert welcome["sessionId"] == "ctrl"
        assert welcome["features"]["streaming"] is True
        assert set(welcome["sessionConfig"]) >= {"cmd", "args", "pty", "env"}

        opened = await client.open("/bin/sh", ["-c", PRINT_SIZE], cols=91, rows=17)
        assert (opened["id"], opened["sessionId"], opened["resumed"], opened["promptHistory"]) == (
            "s1",
            "s1",
            False,
            [],
        )
        assert opened["pid"] > 0
        await client.read_until(b"17 91\r\n")

        await client.say("resize", sessionId="s1", cols=132, rows=50)
        await client.type(b"\n")
        await client.read_until(b"50 132\r\n")

        exit_message = await client.expect("exit")
        assert (exit_message["sessionId"], exit_message["code"]) == ("s1", 0)
        assert client.seqs["s1"] == list(range(1, len(client.seqs["s1"]) + 1))

        await client.say("snapshot", sessionId="s1")
        snapshot = await client.expect("snapshot")
        assert base64.b64decode(snapshot["dataBase64"]) == bytes(client.output["s1"])
    assert bridge.stop() == 0
    assert bridge.rest_of_stdout() == b""


async def test_output_goes_on_right_behind_a_snapshot(bridge: BridgeProcess) -> None:
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.open("/bin/sh", ["-c", "stty -echo; echo one; read x; echo two; read x"])
        await client.read_until(b"one\r\n")
        await client.say("snapshot", sessionId="s1")
        snapshot = await client.expect("snapshot")
        assert snapshot["lastSeq"] == client.seqs["s1"][-1]
        await client.type(b"\n")
        await client.read_until(b"two\r\n")
        assert client.seqs["s1"][-1] == snapshot["lastSeq"] + 1
        assert base64.b64decode(snapshot["dataBase64"]) + b"two\r\n" == bytes(client.output["s1"])


async def test_a_session_outlives_its_client_and_is_resumed(bridge: BridgeProcess) -> None:
    async with connected(bridge.websocket_url, bridge.token) as first:
        opened = await first.open("/bin/sh", ["-c", "echo before; read x; echo after"])
        await first.read_until(b"before")
    async with connected(bridge.websocket_url, bridge.token) as second:
        resumed = await second.open("ignored", resume=True)
        assert (resumed["resumed"], resumed["pid"]) == (True, opened["pid"])
        snapshot = await second.expect("snapshot")
        assert base64.b64decode(snapshot["dataBase64"]) == b"before\r\n"
        await second.type(b"\n")
        await second.read_until(b"after")
        assert (await second.expect("exit"))["code"] == 0
        assert b"before" not in second.output["s1"]


async def test_without_resume_the_old_session_is_ended_first(bridge: BridgeProcess) -> None:
    async with connected(bridge.websocket_url, bridge.token) as client:
        first = await client.open("/bin/sh", ["-c", "echo one; sleep 60"])
        await client.read_until(b"one")
        second = await client.open("/bin/sh", ["-c", f"kill -0 {first['pid']} 2>/dev/null || echo gone; sleep 60"])
        assert second["pid"] != first["pid"]
        await client.read_until(b"gone")


async def test_without_resume_a_new_one_starts_where_the_old_one_has_ended(bridge: BridgeProcess) -> None:
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.open("/bin/sh", ["-c", "exit 3"])
        assert (await client.expect("exit"))["code"] == 3
        opened = await client.open("/bin/sh", ["-c", "exit 4"], resume=True)
        assert opened["resumed"] is False
        assert (await client.expect("exit"))["code"] == 4


async def test_close_ends_the_program_and_says_so(bridge: BridgeProcess) -> None:
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.open("/bin/sh", ["-c", "echo here; sleep 60"])
        await client.read_until(b"here")
        await client.say("close", sessionId="s1")
        exit_message = await client.expect("exit")
        assert (exit_message["code"], exit_message["signal"], exit_message["reason"]) == (129, "SIGHUP", "closed")
        await client.type(b"x")
        assert (await client.expect("error"))["code"] == "unknown_session"


async def test_pipes_instead_of_a_terminal(bridge: BridgeProcess) -> None:
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.open("/bin/sh", ["-c", "test -t 0 || echo none; cat; echo error >&2"], pty=False)
        await client.read_until(b"none\n")
        await client.type(b"through\n")
        await client.read_until(b"through\n")


async def test_environment_and_folder_are_the_clients(bridge: BridgeProcess, workspace: Path) -> None:
    (workspace / "sub").mkdir()
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.open("/bin/sh", ["-c", "echo $GREETING in $PWD"], env=["GREETING=a=b"], cwd="sub")
        await client.read_until(f"a=b in {workspace / 'sub'}".encode())


async def test_the_child_knows_nothing_of_the_token(bridge: BridgeProcess) -> None:
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.open("/bin/sh", ["-c", "env; cat /proc/$PPID/cmdline; echo; ls -l /proc/self/fd"])
        await client.expect("exit")
    assert bridge.token.encode() not in client.output["s1"]
    assert bridge.token not in bridge.log_text()


@pytest.mark.parametrize(
    ("message", "code", "field"),
    [
        ({"type": "dance"}, "unknown_type", "type"),
        ({"type": 7}, "bad_field", "type"),
        ({}, "missing_field", "type"),
        ([1, 2], "bad_field", "type"),
        ({"type": "stdin", "sessionId": "s1"}, "missing_field", "dataBase64"),
        ({"type": "stdin", "sessionId": "s1", "dataBase64": "*"}, "bad_field", "dataBase64"),
        ({"type": "stdin", "sessionId": "s1", "dataBase64": "abc"}, "bad_field", "dataBase64"),
        ({"type": "resize", "sessionId": "s1", "cols": 0, "rows": 5}, "bad_field", "cols"),
        ({"type": "resize", "sessionId": "s1", "cols": "80", "rows": 5}, "bad_field", "cols"),
        ({"type": "resize", "sessionId": "nobody", "cols": 80, "rows": 5}, "unknown_session", "sessionId"),
        ({"type": "openSession"}, "missing_field", "id"),
        ({"type": "openSession", "id": "x", "env": ["NOVALUE"]}, "bad_field", "env[0]"),
        ({"type": "openSession", "id": "x", "cmd": "/bin/sh", "cwd": "/nowhere"}, "not_a_folder", "cwd"),
        ({"type": "openSession", "id": "x", "cmd": "no-such-program"}, "start_failed", "cmd"),
        ({"type": "openSession", "id": "x", "cmd": "a\0b"}, "bad_field", "cmd"),
        ({"type": "openSession", "id": "x\n"}, "bad_field", "id"),
        ({"type": "savePrompt", "historyEntry": {"id": "a"}}, "missing_field", "historyEntry.serializedContent"),
        ({"type": "fontSizeChanged", "fontSize": 7}, "bad_field", "fontSize"),
        ({"type": "updateSessionConfig", "customCommand": "echo 'unbalanced"}, "bad_field", "customCommand"),
        ({"type": "attach", "sessionId": "s1"}, "not_agreed", "type"),
    ],
)
async def test_a_wrong_message_is_answered_and_the_connection_stays(
    bridge: BridgeProcess, message: object, code: str, field: str
) -> None:
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.socket.send_str(json.dumps(message))
        error = await client.expect("error")
        assert (error["code"], error["field"]) == (code, field)
        assert error["message"]
        assert await client.hello()


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("no json", 1007),
        ('{"type": "hello"', 1007),
        ("", 1007),
        (b"\x02\x00", 1003),
        ('"' + "x" * 5_000_000 + '"', 1009),
    ],
)
async def test_what_is_no_message_at_all_closes_the_connection(
    bridge: BridgeProcess, frame: str | bytes, code: int
) -> None:
    async with connected(bridge.websocket_url, bridge.token) as client:
        if isinstance(frame, bytes):
            await client.socket.send_bytes(frame)
        else:
            await client.socket.send_str(frame)
        with pytest.raises(ConnectionError):
            await client.receive()
        assert client.socket.close_code == code


async def test_other_messages_before_hello_close_the_connection(bridge: BridgeProcess) -> None:
    async with connected(bridge.websocket_url, bridge.token, greet=False) as client:
        await client.say("listSessions")
        with pytest.raises(ConnectionError):
            await client.receive()
        assert client.socket.close_code == 1008


async def test_prompts_are_remembered_newest_first_and_forgotten(bridge: BridgeProcess, workspace: Path) -> None:
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.open("/bin/cat")
        for number in (1, 2):
            await client.say(
                "savePrompt", sessionId="s1", historyEntry={"id": f"p{number}", "serializedContent": "text"}
            )
            await client.expect("promptSaved")
        await client.type(b"x", historyEntry={"id": "p3", "serializedContent": "with stdin"})
        await client.read_until(b"x")
        await client.say("removePrompt", promptId="p1")
        assert (await client.expect("promptRemoved"))["promptId"] == "p1"
        history: list[dict[str, object]] = []
        async with asyncio.timeout(10):
            while [entry["id"] for entry in history] != ["p3", "p2"]:
                history = (await client.open("/bin/cat", resume=True))["promptHistory"]
        assert set(history[0]) == {"id", "timestamp", "serializedContent", "projectCwd"}
        assert history[0]["projectCwd"] == str(workspace)


async def test_a_prompt_is_remembered_even_without_a_session(bridge: BridgeProcess) -> None:
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.type(b"x", session="none", historyEntry={"id": "p1", "serializedContent": "kept"})
        assert (await client.expect("error"))["code"] == "unknown_session"
        history: list[object] = []
        async with asyncio.timeout(10):
            while not history:
                history = (await client.open("/bin/cat", resume=True))["promptHistory"]


async def test_files_reach_a_raw_program_as_one_paste_and_enter_is_the_clients(
    launcher: Launcher, workspace: Path
) -> None:
    (workspace / "a.py").write_text("first\nsecond\nthird\n")
    record = (
        "import tty,os\ntty.setraw(0)\nos.write(1,b'\\x1b[?2004hready')\nd=b''\n"
        "while not d.endswith(b'\\r'): d+=os.read(0,65536)\nos.write(1,b'<'+repr(d).encode()+b'>')"
    )
    bridge = launcher.start()
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.open(sys.executable, ["-c", record])
        await client.read_until(b"ready")
        text = base64.b64encode("look\\\rhere ü\x1b[201~".encode()).decode()
        await client.say("send", sessionId="s1", dataBase64=text, paths=["a.py:1-1", "gone.py"])
        await client.type(b"\r")
        output = await client.read_until(b">")
    received = eval(output[output.index(b"<") + 1 : -1])
    assert received.startswith("\x1b[200~look\nhere ü".encode())
    assert received.endswith(b"\x1b[201~\r")
    assert received.count(b"\x1b") == 2
    assert b"python\n   1 second\n`" in received
    assert b"first" not in received
    assert b"gone.py" in received


async def test_search_finds_what_git_does_not_ignore(bridge: BridgeProcess, workspace: Path) -> None:
    (workspace / ".gitignore").write_text("target/\n")
    for name in ("src/KontoKorrent2020.java", "target/KontoKorrent.class"):
        (workspace / name).parent.mkdir(exist_ok=True)
        (workspace / name).write_text("")
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.say("searchIndex", pattern="konk", opened=["src/KontoKorrent2020.java"], limit=10)
        found = await client.expect("searchResult")
    hit = {"short": "KontoKorrent2020.java", "path": "src/KontoKorrent2020.java", "isDir": False}
    assert found["results"] == [hit]
    assert found["openedResults"] == [hit]


async def test_a_new_command_is_told_to_every_client_and_used_when_none_is_named(bridge: BridgeProcess) -> None:
    async with (
        connected(bridge.websocket_url, bridge.token) as one,
        connected(bridge.websocket_url, bridge.token) as other,
    ):
        await one.say("updateSessionConfig", customCommand="/bin/sh -c 'echo \"new one\"; exit 5'")
        for client in (one, other):
            config = (await client.expect("sessionConfigUpdated"))["sessionConfig"]
            assert (config["cmd"], config["args"]) == ("/bin/sh", ["-c", 'echo "new one"; exit 5'])
        await one.open()
        assert (await one.expect("exit"))["code"] == 5
        assert b"new one" in one.output["s1"]


async def test_input_that_comes_while_a_session_opens_is_kept_in_order(bridge: BridgeProcess) -> None:
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.say("openSession", id="s1", cmd="/bin/cat")
        for letter in b"abcdefgh":
            await client.type(bytes([letter]))
        await client.type(b"\n\x04")
        await client.expect("exit")
        assert client.output["s1"].split()[0] == b"abcdefgh"
