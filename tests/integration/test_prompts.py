"""Prompts from the page's composer: written and submitted by the bridge, or kept until the agent can take them."""

import io
import json
import shlex
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.bridge_process import ECHO_AGENT, BridgeProcess, Launcher
from tests.version1 import Version1Client, connected

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


def text(words: str) -> dict[str, object]:
    return {"kind": "text", "text": words}


def split(command: str) -> tuple[str, list[str]]:
    program, *arguments = shlex.split(command)
    return program, arguments


async def raw_program(client: Version1Client, *, pastes: bool) -> None:
    """A program that shows each read as hexadecimal digits, with or without bracketed paste."""
    greeting = b"\x1b[?2004h" if pastes else b""
    script = (
        f"import os,tty;tty.setraw(0);os.write(1,{greeting + b'ready'!r}+b'\\r\\n')\nwhile True:\n"
        " d=os.read(0,100000)\n os.write(1,d.hex().encode()+b'\\r\\n')"
    )
    await client.open(sys.executable, ["-c", script])
    await client.read_until(b"ready")


def reads(output: bytes) -> list[bytes]:
    """What each read of the raw program gave it."""
    lines = output.decode().split("ready\r\n")[1].split("\r\n")
    return [bytes.fromhex(line) for line in lines if line]


async def send(client: Version1Client, *parts: dict[str, object], prompt_id: str = "p1", **fields: object) -> None:
    await client.say("sendPrompt", sessionId="s1", promptId=prompt_id, parts=list(parts), **fields)


async def test_a_prompt_is_one_paste_and_its_enter_a_write_of_its_own(bridge: BridgeProcess) -> None:
    async with connected(bridge.websocket_url, bridge.token, features=["prompts"]) as client:
        await raw_program(client, pastes=True)
        await send(client, text("erste Zeile\nzweite ✓\x1b[201~\r"))
        assert (await client.expect("promptSent"))["promptId"] == "p1"
        output = await client.read_until(b"\r\n0d\r\n")
        *paste, enter = reads(output)
        assert enter == b"\r"
        assert b"".join(paste).decode() == "\x1b[200~erste Zeile\nzweite ✓\ufffd[201~\n\x1b[201~"


async def test_without_bracketed_paste_the_lines_are_typed(bridge: BridgeProcess) -> None:
    async with connected(bridge.websocket_url, bridge.token, features=["prompts"]) as client:
        await raw_program(client, pastes=False)
        await send(client, text("one\ntwo"))
        await client.expect("promptSent")
        *typed, enter = reads(await client.read_until(b"\r\n0d\r\n"))
        assert (b"".join(typed), enter) == (b"one\ntwo", b"\r")


async def test_content_follows_the_text_with_the_numbers_an_editor_shows(
    bridge: BridgeProcess, workspace: Path
) -> None:
    (workspace / "notes.md").write_text("a\nb\nc\nd\n")
    async with connected(bridge.websocket_url, bridge.token, features=["prompts"]) as client:
        await raw_program(client, pastes=True)
        checked = {"kind": "file", "path": "notes.md", "start": 1, "end": 2, "content": True}
        await send(
            client, text("Read"), checked, text("and"), {"kind": "file", "path": "my file", "start": 0, "end": 4}
        )
        await client.expect("promptSent")
        said = b"".join(reads(await client.read_until(b"\r\n0d\r\n"))[:-1]).decode()
        body = said.removeprefix("\x1b[200~").removesuffix("\x1b[201~")
        mentioned, content = body.split("\n\n", 1)
        assert mentioned == "Read notes.md:2-3 and 'my file':1-5"
        assert "notes.md:2-3\n````markdown\n   2 b\n   3 c\n````" in content


async def test_the_same_prompt_again_while_nothing_holds_it_is_sent_again(bridge: BridgeProcess) -> None:
    async with connected(bridge.websocket_url, bridge.token, features=["prompts"]) as client:
        await raw_program(client, pastes=False)
        for number in range(3):
            await send(client, text(f"prompt {number}"), prompt_id=f"p{number}")
        for number in range(3):
            assert (await client.expect("promptSent"))["promptId"] == f"p{number}"
        said = b"".join(reads(await client.read_until(b"70726f6d70742032\r\n0d\r\n")))
        assert said == b"prompt 0\rprompt 1\rprompt 2\r"


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"parts": []}, "bad_field", "parts"),
        ({"parts": [{"kind": "shell", "text": "x"}]}, "bad_field", "parts[0].kind"),
        ({"parts": [{"kind": "file", "path": "a", "start": 9, "end": 2}]}, "bad_field", "parts"),
        ({"parts": [{"kind": "upload", "uploadId": "../../etc/passwd"}]}, "unknown_upload", "parts"),
        ({"parts": [{"kind": "text", "text": "x"}], "sessionId": "nobody"}, "unknown_session", "sessionId"),
    ],
)
async def test_a_prompt_that_cannot_be_is_refused_with_a_reason(
    bridge: BridgeProcess, fields: dict[str, object], code: str, field: str
) -> None:
    async with connected(bridge.websocket_url, bridge.token, features=["prompts"]) as client:
        await client.open("/bin/cat")
        await client.say("sendPrompt", **{"sessionId": "s1", "promptId": "p1"} | fields)
        error = await client.expect("error")
        assert (error["code"], error["field"], error["requestType"]) == (code, field, "sendPrompt")


async def test_a_prompt_for_a_program_that_has_ended_is_refused(bridge: BridgeProcess) -> None:
    async with connected(bridge.websocket_url, bridge.token, features=["prompts"]) as client:
        await client.open("/bin/true")
        await client.expect("exit")
        await send(client, text("anybody?"))
        assert (await client.expect("error"))["code"] == "session_ended"


async def test_drafts_survive_the_bridge_and_belong_to_their_session(launcher: Launcher, home: Path) -> None:
    first = launcher.start()
    async with connected(first.websocket_url, first.token) as client:
        await client.say("saveDraft", sessionId="one", draft="half a thought ✓")
        await client.say("saveDraft", sessionId="two", draft="x")
        await client.say("saveDraft", sessionId="two", draft="")
        await client.say("loadDraft", sessionId="one")
        assert (await client.expect("draftLoaded"))["draft"] == "half a thought ✓"
    first.stop()
    second = launcher.start()
    async with connected(second.websocket_url, second.token) as client:
        await client.say("loadDraft", sessionId="one")
        loaded = await client.expect("draftLoaded")
        assert (loaded["draft"], loaded["savedAt"] > 0) == ("half a thought ✓", True)
        await client.say("loadDraft", sessionId="two")
        loaded = await client.expect("draftLoaded")
        assert (loaded["draft"], loaded["savedAt"]) == ("", 0)
    [file] = [path for path in home.rglob("drafts/*") if path.is_file()]
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


async def upload(
    bridge: BridgeProcess, body: bytes, *, name: str = "shot.png", session: str = "s1", token: str = "", **more: str
) -> tuple[int, dict[str, object]]:
    headers = {
        "Authorization": f"Bearer {token or bridge.token}",
        "Agent-Bridge-Session": session,
        "Agent-Bridge-Name": name,
        **more,
    }
    async with (
        aiohttp.ClientSession() as http,
        http.post(bridge.base + "upload", data=io.BytesIO(body), headers=headers) as answer,
    ):
        said = await answer.text()
        return answer.status, json.loads(said) if said else {}


async def test_an_image_goes_to_the_agent_as_the_path_of_a_private_file_that_ends_with_the_session(
    bridge: BridgeProcess, home: Path
) -> None:
    async with connected(bridge.websocket_url, bridge.token, features=["prompts"]) as client:
        await raw_program(client, pastes=True)
        status, kept = await upload(bridge, PNG, name="%2e%2e%2fBild%20schirm.jpeg")
        assert (status, kept["name"], kept["image"], kept["size"]) == (200, "Bild-schirm.png", True, len(PNG))
        await send(client, text("Look: "), {"kind": "upload", "uploadId": kept["uploadId"]})
        await client.expect("promptSent")
        said = b"".join(reads(await client.read_until(b"\r\n0d\r\n"))[:-1]).decode()
        path = Path(said.removeprefix("\x1b[200~Look: ").removesuffix("\x1b[201~"))
        assert path.read_bytes() == PNG
        assert path.is_relative_to(home)
        assert [p.stat().st_mode & 0o777 for p in (path, path.parent, path.parent.parent)] == [0o600, 0o700, 0o700]
        await client.say("close", sessionId="s1")
        await client.expect("exit")
        while path.exists():
            await client.say("listSessions")
            await client.expect("sessionsChanged")
    bridge.stop()
    assert list(home.rglob("uploads/*")) == []


async def test_uploads_that_are_refused(bridge: BridgeProcess, home: Path) -> None:
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.open("/bin/cat")
        only_images = {"Agent-Bridge-Image": "1"}
        for status, code, answer in [
            (415, "not_an_image", await upload(bridge, b"<svg onload=alert(1)>", **only_images)),
            (413, "upload_too_large", await upload(bridge, bytes(10 * 1024 * 1024 + 1))),
            (404, "unknown_session", await upload(bridge, PNG, session="../s1")),
            (400, "bad_field", await upload(bridge, b"")),
            (400, "bad_field", await upload(bridge, PNG, name="")),
        ]:
            assert (answer[0], answer[1]["code"]) == (status, code)
        assert await upload(bridge, PNG, token="wrong") == (403, {})
    assert list(home.rglob("uploads/*/*/*")) == []


async def test_the_agents_own_commands_are_read_from_its_files(launcher: Launcher, workspace: Path, home: Path) -> None:
    project, own = workspace / ".claude" / "commands", home / ".claude" / "commands"
    (project / "review").mkdir(parents=True)
    own.mkdir(parents=True)
    (project / "review" / "deep.md").write_text('---\nallowed-tools: Bash\ndescription: "Look <img> twice"\n---\nGo\n')
    (own / "deep.md").write_text("the project's comes first")
    (own / "tidy.md").write_text("\n# Tidy up\n")
    (own / "notes.txt").write_text("no command")
    fake = workspace / "bin" / "claude"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\nexec cat\n")
    fake.chmod(0o755)
    bridge = launcher.start()
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.open(str(fake))
        await client.say("listCommands", sessionId="s1")
        assert (await client.expect("commandList"))["commands"] == [
            {"name": "deep", "description": "Look <img> twice", "source": "project"},
            {"name": "tidy", "description": "Tidy up", "source": "user"},
        ]


async def asking_agent(client: Version1Client, *, session: str = "s1") -> None:
    """An agent that reports its state, and asks a question first."""
    await client.open(*split(f"{ECHO_AGENT} --status --run /ask"), session=session)
    await client.read_until(b"[y/n]", session)


async def test_a_prompt_waits_for_everybody_to_see_while_the_agent_asks_and_goes_in_after_the_answer(
    bridge: BridgeProcess,
) -> None:
    async with (
        connected(bridge.websocket_url, bridge.token, features=["prompts"]) as client,
        connected(bridge.websocket_url, bridge.token, features=["prompts"]) as other,
    ):
        await asking_agent(client)
        await send(client, text("first"), prompt_id="p1", draft="draft 1")
        await send(client, text("second"), prompt_id="p2", draft="draft 2")
        for each in (client, other):
            queue = await each.expect("promptQueue")
            while len(queue["prompts"]) < 2:
                queue = await each.expect("promptQueue")
            assert queue["reason"] == "blocked"
            assert [prompt["draft"] for prompt in queue["prompts"]] == ["draft 1", "draft 2"]
        await send(other, text("changed"), prompt_id="p1", draft="draft 1b")
        await other.say("removeQueuedPrompt", sessionId="s1", promptId="p2")
        while [prompt["draft"] for prompt in (await client.expect("promptQueue"))["prompts"]] != ["draft 1b"]:
            pass
        assert b"changed" not in client.output["s1"]
        await client.type(b"y")
        await client.read_until(b'you said: "changed"')
        assert b"answered: y" in client.output["s1"]
        assert (await client.expect("promptSent"))["promptId"] == "p1"
        assert b"second" not in client.output["s1"]
    async with connected(bridge.websocket_url, bridge.token, features=["prompts"]) as late:
        await late.say("listSessions")
        await late.expect("sessionsChanged")
        assert not [message for message in late.waiting if message["type"] == "promptQueue"]


async def test_what_waits_when_the_agent_ends_stays_and_goes_to_the_next_one_when_a_person_says_so(
    bridge: BridgeProcess,
) -> None:
    async with connected(bridge.websocket_url, bridge.token, features=["prompts"]) as client:
        await asking_agent(client)
        await send(client, text("left behind"), draft="left behind")
        await client.expect("promptQueue")
        await client.say("close", sessionId="s1")
        while (queue := await client.expect("promptQueue"))["reason"] != "ended":
            pass
        assert len(queue["prompts"]) == 1
        client.output.clear()
        await client.open(*split(ECHO_AGENT))
        await client.read_until(b"/help")
        await send(client, text("left behind"), draft="left behind", now=True)
        await client.read_until(b'you said: "left behind"')
        assert (await client.expect("promptSent"))["promptId"] == "p1"
