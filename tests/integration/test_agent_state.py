"""What an agent tells its terminal reaches every client that asked for it, now or later, and nobody else."""

import base64
from contextlib import AbstractAsyncContextManager

from tests import version1
from tests.binary_client import FEATURES, BinaryClient, Message, connected
from tests.bridge_process import ECHO_AGENT, BridgeProcess, Launcher

# Prints each line it is sent, with its escapes: what a program says is what the test types.
SAYS = ["-c", 'stty -echo; echo ready; while read -r line; do printf "%b" "$line"; done']


def client(bridge: BridgeProcess) -> AbstractAsyncContextManager[BinaryClient]:
    return connected(bridge.websocket_url, bridge.token, features=(*FEATURES, "agentState"))


async def talker(connection: BinaryClient) -> None:
    await connection.open("/bin/sh", SAYS)
    await connection.read_until(b"ready")


async def state_when(connection: BinaryClient, **wanted: object) -> Message:
    """The first state told that says this."""
    while True:
        message = await connection.expect("agentState")
        if all(message.get(name) == value for name, value in wanted.items()):
            return message


def report(text: str) -> bytes:
    return rf"\033]7501;{text}\033\\".encode() + b"\n"


async def test_every_client_that_asked_hears_what_the_agent_does(bridge: BridgeProcess) -> None:
    message = base64.b64encode("approve Update: a\u202eb".encode()).decode()
    async with client(bridge) as first, client(bridge) as onlooker:
        await talker(first)
        await first.type(report(f"state=blocked:kind=permission:progress=40:app=x:msg={message}"))
        for each in (first, onlooker):
            assert await state_when(each, state="blocked") == {
                "type": "agentState",
                "sessionId": "s1",
                "state": "blocked",
                "source": "program",
                "kind": "permission",
                "message": "approve Update: ab",
                "app": "x",
                "progress": 40,
            }


async def test_a_client_that_comes_later_knows_it_too(bridge: BridgeProcess) -> None:
    async with client(bridge) as first:
        await talker(first)
        await first.type(report("state=working:progress=7"))
        await state_when(first, state="working")
    async with client(bridge) as late:
        await late.say("listSessions")
        (status,) = (await late.expect("sessionsChanged"))["sessions"]
        assert status["agentState"] == {"state": "working", "source": "program", "progress": 7}
        await late.attach()
        assert (await state_when(late, state="working"))["progress"] == 7


async def test_the_question_whether_reports_are_understood_is_answered_once(bridge: BridgeProcess) -> None:
    script = r"stty raw -echo; read -n 1; printf '\033]7501;?\033\\'; head -c 10 | od -An -tx1; head -c 3"
    async with client(bridge) as first, client(bridge) as second:
        await first.open("/bin/bash", ["-c", f"printf ready; {script}"])
        await second.attach()
        await first.read_until(b"ready")
        await first.type(b"x")
        said = bytes((await first.read_until(b"1b 5d 37 35 30 31 3b 3f 1b 5c\n")).data)
        await first.type(b"end")
        await first.expect("exit")
        assert bytes(first.following["s1"].data) == said + b"end", "nothing came behind the one answer"


async def test_a_detached_agent_is_answered_and_heard(bridge: BridgeProcess) -> None:
    async with client(bridge) as first:
        await first.open(
            "/bin/bash",
            ["-c", r"read; printf '\033]7501;?\007'; read -rsd $'\a'; printf '\033]7501;state=done\007'; read"],
        )
        await first.type(b"\n")
        await first.say("detach", sessionId="s1")
        await state_when(first, state="done")


async def test_the_echo_agents_own_reports_are_understood(launcher: Launcher) -> None:
    bridge = launcher.start("--cmd", f"{ECHO_AGENT} --status")
    async with client(bridge) as first:
        await first.open()
        await state_when(first, state="idle", app="echo-agent")
        await first.type(b"/ask Really?\r")
        assert (await state_when(first, state="blocked"))["message"] == "Really?"
        await first.type(b"y")
        await state_when(first, state="idle")


async def test_the_end_of_the_process_is_the_end_of_work(bridge: BridgeProcess) -> None:
    async with client(bridge) as first:
        await first.open("/bin/sh", ["-c", r"printf '\033]7501;state=working\007'; read x"])
        await state_when(first, state="working")
        await first.type(b"\n")
        await state_when(first, state="unknown")
        assert "agentState" not in [message["type"] for message in first.waiting]


async def test_a_program_of_a_known_agent_is_read_by_its_titles(launcher: Launcher) -> None:
    codex = launcher.home / "codex"
    codex.write_text("#!/bin/sh\nprintf '\\033]0;[ ! ] Action Required | here\\007'; read x\n")
    codex.chmod(0o755)
    bridge = launcher.start("--cmd", str(codex))
    async with client(bridge) as first:
        await first.open()
        message = await state_when(first, state="blocked")
        assert (message["source"], message["title"]) == ("title", "here")


async def test_notifications_are_plain_text_and_a_flood_of_them_is_not_passed_on(bridge: BridgeProcess) -> None:
    async with client(bridge) as first:
        await talker(first)
        await first.type(b"\\033]777;notify;Build;<b>done\\033\\\\\n")
        assert await first.expect("notification") == {
            "type": "notification",
            "sessionId": "s1",
            "title": "Build",
            "body": "<b>done",
        }
        await first.type(b"\\033]9;again\\007" * 200 + b"\\033]7501;state=done\\007\n")
        await state_when(first, state="done")
        await first.answered()
        assert len([message for message in first.waiting if message["type"] == "notification"]) < 10


async def test_a_bell_may_mean_waiting_until_somebody_types(bridge: BridgeProcess) -> None:
    async with client(bridge) as first:
        await talker(first)
        await first.type(b"\\007\n")
        await state_when(first, state="unknown", kind="maybeWaiting", source="bell")
        await first.type(b"\n")
        await state_when(first, state="unknown", source="none")


async def test_clients_that_did_not_ask_see_nothing_of_it(bridge: BridgeProcess) -> None:
    plain = connected(bridge.websocket_url, bridge.token)
    async with client(bridge) as first, plain as second, version1.connected(bridge.websocket_url, bridge.token) as old:
        await talker(first)
        await second.attach()
        await old.open("/bin/cat", session="other")
        await first.type(b"\\033]9;look\\007\\033]7501;state=done\\007\n")
        await state_when(first, state="done")
        await second.answered()
        assert not {"agentState", "notification"} & {message["type"] for message in second.waiting}
        await old.say("unheard of")
        while (message := await old.receive())["type"] != "error":
            assert message["type"] == "stdout"
