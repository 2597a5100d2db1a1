"""A hostile program in the terminal, and a hostile repository in the workspace."""

import asyncio
import base64
import os
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from tests.binary_client import BinaryClient, connected
from tests.bridge_process import BridgeProcess, Launcher
from tests.raw_reader import END, RAW_READER, got_by_reader

MIB = 2**20
GROWTH = 16 * MIB
SILENCE = 0.4
"""Seconds in which an answer would have come: the program asks something that is answered behind what must not be."""

ASK = """
import os, sys, tty, select, base64
tty.setraw(0)
question = base64.b64decode(sys.argv[1])
os.write(1, question + b"\\x1b[5n")
got = b""
while b"\\x1b[0n" not in got:  # what is asked last is answered last
    got += os.read(0, 65536)
os.write(1, b"<" + base64.b64encode(got) + b">")
"""
FLOOD = """
import os, sys, base64
piece, count, begin = base64.b64decode(sys.argv[1]), int(sys.argv[2]), base64.b64decode(sys.argv[3])
os.write(1, begin)
text = piece * max(1, 65536 // len(piece))
left = len(piece) * count
while left:
    left -= os.write(1, text[:left])
os.write(1, b"\\x18\\r\\nTHE END\\r\\n")
"""


def python(program: str, *arguments: str) -> dict[str, object]:
    return {"cmd": sys.executable, "args": ["-I", "-S", "-c", program, *arguments]}


def packed(data: bytes) -> str:
    return base64.b64encode(data).decode()


def unpacked(output: bytes) -> bytes:
    return base64.b64decode(output.partition(b"<")[2].partition(b">")[0])


@pytest.fixture
async def client(shared_bridge: BridgeProcess) -> AsyncIterator[BinaryClient]:
    """One that has shown nothing yet: what a program asks the bridge answers."""
    features = ("binary", "attach", "agentState")
    url, token = shared_bridge.websocket_url, shared_bridge.token
    async with connected(url, token, features=features, acks=False) as connection:
        yield connection


NEVER_ANSWERED = {
    "reading the clipboard (OSC 52)": b"\x1b]52;c;?\x07",
    "reading the selection (OSC 52)": b"\x1b]52;p;?\x1b\\",
    "asking for the window's title": b"\x1b[21t",
    "asking for the icon's title": b"\x1b[20t",
    "asking for the window's place and size": b"\x1b[13t\x1b[14t\x1b[18t",
    "asking for a font": b"\x1b]50;?\x07",
    "reading a file (iTerm2)": b"\x1b]1337;ReportVariable=cGF0aA==\x07",
    "asking for the answerback": b"\x05",
    "asking for macros": b"\x1b[?62n",
    "a checksum of the screen": b"\x1b[1;1;1;1;9;9*y",
    "setting an answerback": b"\x1bP1;1|17/41\x1b\\",
    "echoing a terminfo string": b"\x1bP+q436F\x1b\\",
    "echoing what DECRQSS cannot know": b"\x1bP$q;rm -rf ~\r\x1b\\",
}


@pytest.mark.parametrize(
    ("case", "question"),
    [
        pytest.param(name, text, id=name, marks=pytest.mark.attack("terminal", "{case}", "questions"))
        for name, text in NEVER_ANSWERED.items()
    ],
)
async def test_what_would_come_back_as_input_is_not_answered(client: BinaryClient, case: str, question: bytes) -> None:
    client.handles.clear()
    await client.open(session="ask", **python(ASK, packed(question)))  # type: ignore[arg-type]
    following = await client.read_until(b">", "ask")
    got = unpacked(bytes(following.data))
    assert got == b"\x1b[0n", case


FLOODS: dict[str, tuple[str, bytes, bytes, int]] = {
    "50 MB without a line's end": ("scrollback", b"", b"x", 50 * 10**6),
    "commands (OSC) of 80 kB": ("", b"", b"\x1b]0;" + b"x" * 80_000, 60),
    "a command (OSC) of 20 MB": ("command-size", b"\x1b]0;", b"y", 20 * 10**6),
    "a sixel image of 20 MB": ("", b"\x1bPq", b"#0;2;0;0;0~~@@vv@@~~$", 10**6),
    "an inline image of 20 MB (OSC 1337)": ("command-size", b"\x1b]1337;File=inline=1:", b"QUJD", 5 * 10**6),
    "20,000 titles": ("", b"", b"\x1b]0;title %d\x07", 20_000),
    "20,000 bells": ("", b"", b"\x07", 20_000),
    "20,000 clipboards": ("", b"", b"\x1b]52;c;" + b"QUJD" * 25 + b"\x07", 20_000),
    "20,000 links": ("", b"", b"\x1b]8;;javascript:alert(1)\x1b\\x\x1b]8;;\x1b\\", 20_000),
    "20,000 status records": ("", b"", b"\x1b]7501;state=working;id=a/b/c\x07", 20_000),
    "half sequences": ("", b"", b"\x1b[\x1b]\x1bP\x1b[38;2;", 100_000),
}


def flood(piece: bytes, count: int, begin: bytes = b"") -> dict[str, object]:
    return python(FLOOD, packed(piece), str(count), packed(begin))


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(name, id=name, marks=[pytest.mark.attack("terminal", "{case}", defence)] if defence else [])
        for name, (defence, *_) in FLOODS.items()
    ],
)
async def test_a_flood_is_bounded_and_nobody_else_waits(shared_bridge: BridgeProcess, case: str) -> None:
    _, begin, piece, count = FLOODS[case]
    process = psutil.Process(int(str(shared_bridge.ready["pid"])))
    features = ("binary", "ack", "attach", "agentState")
    async with connected(shared_bridge.websocket_url, shared_bridge.token, features=features) as client:
        await client.open("/bin/cat", session="other")
        await client.read_to(0, "other")
        before = process.memory_info().rss
        Path(f"/proc/{process.pid}/clear_refs").write_text("5")  # the peak is counted from here
        await client.open(session="flood", **flood(piece, count, begin))  # type: ignore[arg-type]
        told = 0
        for number in range(3):
            await client.type(b"line %d\n" % number, "other")
            await client.read_until(b"line %d\r\nline %d\r\n" % (number, number), "other")
        following = client.following["flood"]
        while b"THE END" not in following.data[-100:]:
            received = await client.receive()
            told += isinstance(received, dict)
        assert len(following.data) == len(begin) + len(piece) * count + len("\x18\r\r\nTHE END\r\r\n"), "bytes are lost"
        peak = int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text())[1]) * 1024  # type: ignore[index]
        assert peak - before < GROWTH
        assert told < 500, "news came as fast as the program made them"
        await client.say("close", sessionId="other")
        await client.say("close", sessionId="flood")


@pytest.mark.attack("terminal", "200 notifications at once", "notification-rate")
async def test_few_of_many_notifications_are_passed_on(client: BinaryClient) -> None:
    await client.open(session="flood", **flood(b"\x1b]9;look\x07", 200))  # type: ignore[arg-type]
    await client.read_until(b"THE END", "flood")
    await client.answered()
    assert len([message for message in client.waiting if message["type"] == "notification"]) <= 10


@pytest.mark.attack("terminal", "a title and a notification with controls, bidi and line breaks", "plain-text")
async def test_what_a_program_says_of_itself_is_plain(client: BinaryClient) -> None:
    said = "\x1b]9;a\u202eb\u200b\u0085c\ufeff<script>\x07".encode()
    await client.open(session="says", **flood(said, 1))  # type: ignore[arg-type]
    assert (await client.expect("notification"))["body"] == "ab c<script>"


@pytest.mark.attack("terminal", "60,000 questions from a program that reads no answer", "input-bound")
async def test_a_storm_of_questions_is_bounded(client: BinaryClient, shared_bridge: BridgeProcess) -> None:
    process = psutil.Process(int(str(shared_bridge.ready["pid"])))
    before = process.memory_info().rss
    await client.open(session="storm", **flood(b"\x1b[c\x1b[6n\x1b]11;?\x07", 20_000))  # type: ignore[arg-type]
    await client.read_until(b"THE END", "storm")
    assert process.memory_info().rss - before < GROWTH
    await client.open("/bin/cat", session="other")
    await client.type(b"well\n", "other")
    await client.read_until(b"well\r\nwell", "other")


@pytest.mark.attack("terminal", "the cursor moved by numbers of 5,000 digits", "digits")
async def test_a_number_without_end_is_a_number(client: BinaryClient) -> None:
    moves = b"".join(b"\x1b[" + b"9" * 5000 + final for final in (b"B", b"C", b"G", b"d", b";1H"))
    await client.open(session="ask", **python(ASK, packed(moves + b"\x1b[6n")))  # type: ignore[arg-type]
    got = unpacked(bytes((await client.read_until(b">", "ask")).data))
    assert got == b"\x1b[24;1R\x1b[0n"


# -- a hostile repository --

HOSTILE_NAMES = [
    b"esc\x1b[201~\rrm -rf x\r.txt",
    b"line\nbreak.txt",
    b"ret\rurn.txt",
    b"bell\x07.txt",
    b"c1\xc2\x9b201~.txt",
    b"raw\x9b.txt",
    "bidi\u202egnp.txt".encode(),
    "zero\u200bwidth.txt".encode(),
    b"tick`$(reboot)`.txt",
    b"quote'\".txt",
    b"-rf.txt",
    b"~.txt",
    b"sp ace.txt",
    b"csi\xc2\x9b.txt",
    b"x" * 250 + b".txt",
]
CONTENT = b"text\n\x1b[201~\rtouch hacked\r\x1b[200~\x03\x04\x1a\x1c\x15 \xc2\x9b201~ \xe2\x80\xae end\n"


@pytest.mark.parametrize("number", range(len(HOSTILE_NAMES)), ids=lambda number: repr(HOSTILE_NAMES[number])[1:40])
@pytest.mark.attack("terminal", "a file called {case} with keys in its content, given to an agent", "paste")
async def test_files_cannot_type(client: BinaryClient, shared_workspace: Path, number: int) -> None:
    name = os.fsdecode(HOSTILE_NAMES[number])
    (shared_workspace / name).write_bytes(CONTENT)
    shown = os.fsencode(name).decode(errors="replace") if b"\x9b" in HOSTILE_NAMES[number] else name
    await client.open(session="reads", **python(RAW_READER))  # type: ignore[arg-type]
    await client.read_until(b"READY", "reads")
    for path in (shown, os.fsencode(name).decode("utf-8", "backslashreplace"), f"{shown}:0-1"):
        await client.say("injectFiles", sessionId="reads", paths=[path.replace("\ud800", "?")])
    await client.say("stdin", sessionId="reads", dataBase64=packed(END))  # behind the files, in the order of messages
    got = got_by_reader(bytes((await client.read_until(b">", "reads")).data))
    pastes = got.split(b"\x1b[201~")
    assert len(pastes) == 4, got
    assert pastes[-1] == b""
    for paste in pastes[:-1]:
        assert paste.startswith(b"\x1b[200~")
        text = paste.removeprefix(b"\x1b[200~").decode()
        assert [each for each in text if (each < " " and each not in "\t\n") or "\x7f" <= each <= "\x9f"] == []


@pytest.fixture(scope="module")
def shared_workspace(shared_launcher: Launcher) -> Path:
    return shared_launcher.workspace


TRAPS = {
    "a pipe": ("", "regular-file"),
    "a link to a device": ("/dev/null", "boundaries", "regular-file"),
    "a link to the bridge's own state": ("/proc/self/status", "boundaries"),
    "a link to a file outside": ("/etc/passwd", "boundaries"),
}
UP = "../" * 20
OUTSIDE = [f"{UP}etc/passwd", "/etc/passwd", "/proc/self/status", f"a/{UP}etc/passwd", f".//{UP}/etc/./passwd"]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        pytest.param(
            name, target, id=name, marks=pytest.mark.attack("terminal", "{case}, shown by the page", *defences)
        )
        for name, (target, *defences) in TRAPS.items()
    ],
)
async def test_a_trap_in_the_workspace_opens_nothing(
    client: BinaryClient, shared_workspace: Path, name: str, target: str
) -> None:
    place = shared_workspace / name.replace(" ", "-")
    place.unlink(missing_ok=True)
    if target:
        place.symlink_to(target)
    else:
        os.mkfifo(place)
    await client.say("readFile", requestId=1, path=place.name)
    assert (await client.expect("fileText")).get("problem")


async def test_what_cannot_be_shown_has_a_reason(client: BinaryClient, shared_workspace: Path) -> None:
    (shared_workspace / "loop").symlink_to("loop")
    (shared_workspace / "up").symlink_to("..")
    with (shared_workspace / "sparse").open("wb") as file:
        file.truncate(3 << 30)
    for path in ("loop", "up", "up/home", "sparse", "/dev/fd/0", "~/.ssh/id_rsa", "x" * 4000):
        await client.say("readFile", requestId=1, path=path)
        assert (await client.expect("fileText")).get("problem"), path


@pytest.mark.parametrize("path", OUTSIDE)
@pytest.mark.attack("terminal", "the page is made to read {path}", "boundaries")
async def test_nothing_outside_of_the_workspace_is_read(client: BinaryClient, path: str) -> None:
    await client.say("readFile", requestId=1, path=path)
    answer = await client.expect("fileText")
    assert answer.get("problem")
    assert "root:" not in str(answer)


@pytest.mark.attack("terminal", "a repository that brings settings of its own", "no-repository-settings")
def test_a_repository_chooses_no_program(launcher: Launcher) -> None:
    for name in ("settings.toml", ".agent-bridge.toml", "agent-bridge.toml", ".agent-bridge/settings.toml"):
        file = launcher.workspace / name
        file.parent.mkdir(exist_ok=True)
        file.write_text('cmd = "touch hacked"\nhttp = "0.0.0.0:0"\n')
    listed = launcher.run("settings")
    assert listed.returncode == 0, listed.stderr
    assert "hacked" not in listed.stdout
    assert "0.0.0.0" not in listed.stdout


async def test_nothing_that_was_typed_was_run(shared_workspace: Path) -> None:
    await asyncio.sleep(0)
    assert not (shared_workspace / "hacked").exists()
