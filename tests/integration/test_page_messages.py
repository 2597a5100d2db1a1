"""What a page asks beside its terminals, over a real socket."""

import sys

import pytest

from tests.binary_client import connected
from tests.bridge_process import Launcher

pytestmark = pytest.mark.timeout(60)

INTERRUPTED = """
import time
print("up", flush=True)
try:
    time.sleep(300)
except KeyboardInterrupt:
    print("bye", flush=True)
"""


async def test_a_session_is_named_stopped_kept_and_started_anew_by_a_client_that_did_not_open_it(
    launcher: Launcher,
) -> None:
    bridge = launcher.start("--cmd", "sh")
    async with (
        connected(bridge.websocket_url, bridge.token) as first,
        connected(bridge.websocket_url, bridge.token) as second,
    ):
        await first.open(sys.executable, ["-c", INTERRUPTED])
        await first.read_until(b"up")
        await second.say("renameSession", sessionId="s1", name=" A\x1b[31m \u202e name \n")
        named = await second.expect("sessionsChanged")
        while not named["sessions"][0]["name"]:
            named = await second.expect("sessionsChanged")
        assert named["sessions"][0]["name"] == "A[31m  name"
        await second.say("stopSession", sessionId="s1")
        ended = await second.sessions_when("s1", "exited")
        assert ended["name"] == "A[31m  name"
        await second.say("restartSession", sessionId="s1")
        opened = await second.expect("opened")
        assert opened["resumed"] is False
        running = await second.sessions_when("s1", "running")
        assert (running["name"], running["pid"]) == ("A[31m  name", opened["pid"])
        await second.say("restartSession", sessionId="none")
        assert (await second.expect("error"))["code"] == "unknown_session"


async def test_settings_are_listed_changed_and_refused_with_a_reason(launcher: Launcher) -> None:
    bridge = launcher.start()
    async with connected(bridge.websocket_url, bridge.token) as client:
        for name, value, scope, word in (
            ("font-size", 200, "user", "8 to 72"),
            ("font-size", True, "user", "whole number"),
            ("theme", "pink", "user", "one of system"),
            ("nonsense", 1, "user", "no setting"),
            ("cwd", "/", "workspace", "per workspace"),
            ("http", "0.0.0.0:1", "user", "loopback"),
        ):
            await client.say("changeSetting", name=name, value=value, scope=scope)
            error = await client.expect("error")
            assert error["code"] == "bad_field"
            assert word in error["message"]
        file = launcher.home / ".config" / "agent-bridge" / "settings.toml"
        assert not file.exists() or file.read_text() == ""
        await client.say("changeSetting", name="cmd", value="sh -c 'echo hi'", scope="workspace")
        updated = await client.expect("sessionConfigUpdated")
        assert updated["sessionConfig"]["args"] == ["-c", "echo hi"]
        table = await client.expect("settingsList")
        row = next(row for row in table["settings"] if row["name"] == "cmd")
        assert (row["value"], row["source"], row["workspace"]) == ("sh -c 'echo hi'", "workspace", "sh -c 'echo hi'")


async def test_prompts_are_listed_in_pages_and_paths_and_files_looked_up(launcher: Launcher) -> None:
    (launcher.workspace / "src").mkdir()
    (launcher.workspace / "src" / "app.py").write_text("one\ntwo\n")
    bridge = launcher.start("--cmd", "sh")
    async with connected(bridge.websocket_url, bridge.token) as client:
        for number in range(3):
            await client.say("savePrompt", historyEntry={"id": f"p{number}", "serializedContent": f"prompt {number}"})
            await client.expect("promptSaved")
        await client.say("listPrompts", requestId=1, pattern="prompt", project="this", skip=1, limit=1)
        answer = await client.expect("promptList")
        assert (answer["requestId"], answer["total"], len(answer["prompts"])) == (1, 3, 1)
        await client.say("clearPrompts", project="this")
        assert (await client.expect("promptsCleared"))["count"] == 3
        await client.say("checkPaths", requestId=2, sessionId="none", paths=["src/app.py", "app.py", "/etc/passwd"])
        found = (await client.expect("pathsChecked"))["found"]
        assert [(each["text"], each["path"]) for each in found] == [
            ("src/app.py", "src/app.py"),
            ("app.py", "src/app.py"),
        ]
        await client.say("readFile", requestId=3, path="src/app.py")
        assert (await client.expect("fileText"))["lines"] == ["one", "two", ""]
        await client.say("readFile", requestId=4, path="/etc/passwd")
        assert "no such file" in (await client.expect("fileText"))["problem"]
        await client.say("listAgents")
        agents = (await client.expect("agentList"))["agents"]
        assert [agents[0]["id"], agents[-1]["id"], agents[-1]["found"]] == ["claude", "shell", True]
