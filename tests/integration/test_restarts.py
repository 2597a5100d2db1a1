"""What a bridge had open is there again after it was killed or stopped, for clients that ask for it."""

import sys
from collections.abc import Callable

import pytest

from tests.binary_client import BinaryClient, Message, connected
from tests.bridge_process import BridgeProcess, Launcher, end_tree
from tests.version1 import connected as version_1

pytestmark = pytest.mark.timeout(60)

FEATURES = ("binary", "ack", "attach", "tabs")
SLEEPER = ["-I", "-c", "print('up', flush=True); import time; time.sleep(300)"]


def kill(bridge: BridgeProcess) -> None:
    end_tree(bridge.process)


def stop(bridge: BridgeProcess) -> None:
    bridge.stop()


async def listed(client: BinaryClient) -> Message:
    """The answer to a page that has just come."""
    await client.say("listSessions")
    answer = await client.expect("sessionsChanged")
    while "first" not in answer:
        answer = await client.expect("sessionsChanged")
    return answer


async def written(client: BinaryClient, launcher: Launcher, text: str) -> None:
    """Once this is on the disk."""
    while not any(text in file.read_text() for file in launcher.home.rglob("tabs/*/*.json")):
        await client.answered()


async def left_open(launcher: Launcher) -> BridgeProcess:
    """A bridge with two sessions of which the second was started anew and is looked at, and one that was closed."""
    (launcher.workspace / "sub").mkdir()
    bridge = launcher.start("--cmd", "sh")
    async with connected(bridge.websocket_url, bridge.token, features=FEATURES) as client:
        assert [(await listed(client))[key] for key in ("sessions", "first", "selected")] == [[], "main", ""]
        await client.open(session="main")
        await client.open(sys.executable, SLEEPER, session="a", cwd="sub", env=["SECRET=hush-hush"])
        await client.open(sys.executable, SLEEPER, session="b")
        await client.say("restartSession", sessionId="a")
        await client.expect("opened")
        await client.say("renameSession", sessionId="a", name="Mine")
        await client.say("close", sessionId="b")
        await client.say("showSession", sessionId="a")
        await client.sessions_when("a", "running")
        await written(client, launcher, '"selected": "a"')
    return bridge


@pytest.mark.parametrize("end", [kill, stop])
async def test_sessions_come_back_ended_in_their_order_and_start_again_as_they_were(
    launcher: Launcher, end: Callable[[BridgeProcess], None]
) -> None:
    bridge = await left_open(launcher)
    end(bridge)
    assert not any("hush-hush" in file.read_text() for file in launcher.home.rglob("tabs/*/*"))

    bridge = launcher.start("--cmd", "sh")
    async with connected(bridge.websocket_url, bridge.token, features=FEATURES) as client:
        answer = await listed(client)
        assert (answer["first"], answer["selected"]) == ("main", "a")
        rows = [(each["sessionId"], each["state"], each["name"]) for each in answer["sessions"]]
        assert rows == [("main", "exited", ""), ("a", "exited", "Mine")]
        await client.attach("a")
        ended = await client.expect("exit")
        assert (ended["reason"], ended["offset"]) == ("bridge", 0)
        await client.say("restartSession", sessionId="a", resume=True)
        assert (await client.expect("error"))["field"] == "resume"
        await client.say("restartSession", sessionId="a")
        await client.expect("opened")
        await client.read_until(b"up", "a")
        again = await client.sessions_when("a", "running")
        assert (again["name"], again["cwd"]) == ("Mine", str(launcher.workspace / "sub"))
        answer = await listed(client)
        assert [each["sessionId"] for each in answer["sessions"]] == ["main", "a"]
        assert answer["first"] == "", "something runs"
        await client.say("close", sessionId="main")
        while len((await listed(client))["sessions"]) > 1:
            pass


async def test_a_client_that_did_not_ask_hears_nothing_of_them_and_may_use_their_ids(launcher: Launcher) -> None:
    bridge = launcher.start("--cmd", "sh")
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.open(sys.executable, SLEEPER, session="s1")
        await written(client, launcher, '"id": "s1"')
    kill(bridge)

    bridge = launcher.start("--cmd", "sh")
    async with connected(bridge.websocket_url, bridge.token, features=FEATURES) as page:
        assert [each["sessionId"] for each in (await listed(page))["sessions"]] == ["s1"]
        async with connected(bridge.websocket_url, bridge.token) as client:
            await client.say("listSessions")
            assert (await client.expect("sessionsChanged")) == {"type": "sessionsChanged", "sessions": []}
            await client.say("attach", sessionId="s1")
            assert (await client.expect("error"))["code"] == "unknown_session"
            await client.say("showSession", sessionId="s1")
            assert (await client.expect("error"))["code"] == "not_agreed"
        async with version_1(bridge.websocket_url, bridge.token) as old:
            await old.say("openSession", id="s1", cmd=sys.executable, args=SLEEPER, resume=True)
            assert (await old.expect("opened"))["resumed"] is False
        assert (await page.sessions_when("s1", "running"))["pid"] > 0


async def test_a_program_that_is_there_no_more_is_said_and_its_tab_stays(launcher: Launcher) -> None:
    program = launcher.workspace / "agent"
    program.write_text("#!/bin/sh\nsleep 300\n")
    program.chmod(0o755)
    bridge = launcher.start("--cmd", "sh")
    async with connected(bridge.websocket_url, bridge.token, features=FEATURES) as client:
        await client.open(str(program), session="a")
        await written(client, launcher, '"id": "a"')
    stop(bridge)
    program.unlink()
    bridge = launcher.start("--cmd", "sh")
    async with connected(bridge.websocket_url, bridge.token, features=FEATURES) as client:
        await listed(client)
        await client.say("restartSession", sessionId="a")
        assert (await client.expect("error"))["code"] == "start_failed"
        assert [each["sessionId"] for each in (await listed(client))["sessions"]] == ["a"]


async def test_an_agent_goes_on_with_its_last_conversation_and_keeps_its_own_command(launcher: Launcher) -> None:
    folder = launcher.workspace / "bin"
    folder.mkdir()
    agent = folder / "claude"
    agent.write_text('#!/bin/sh\necho "started with [$*]"\nsleep 300\n')
    agent.chmod(0o755)
    bridge = launcher.start("--cmd", "sh")
    async with connected(bridge.websocket_url, bridge.token, features=FEATURES) as client:
        await client.open(str(agent), ["--model", "opus"], session="a")
        await written(client, launcher, '"id": "a"')
    kill(bridge)
    bridge = launcher.start("--cmd", "sh")
    async with connected(bridge.websocket_url, bridge.token, features=FEATURES) as client:
        await listed(client)
        await client.attach("a")
        assert (await client.expect("exit"))["resumable"] is True
        for resume, arguments in ((True, b"[--model opus --continue]"), (False, b"[--model opus]")):
            await client.say("restartSession", sessionId="a", resume=resume)
            await client.expect("opened")
            await client.read_until(b"started with " + arguments, "a")
