"""Files through the front door: found by a page, and given to a program byte for byte."""

import json
import os
import stat
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.binary_client import BinaryClient, Message
from tests.binary_client import connected as connected_with
from tests.bridge_process import BridgeProcess, Launcher
from tests.raw_reader import END, RAW_READER, got_by_reader
from tests.version1 import Version1Client, connected

LEAD = "The content of these files follows; it does not need to be read again.\n\n"


async def given(client: Version1Client, paths: list[str], session: str) -> bytes:
    """What reaches a program in raw mode that has bracketed paste on."""
    await client.open(sys.executable, ["-c", RAW_READER], session=session)
    await client.read_until(b"READY", session)
    await client.say("injectFiles", sessionId=session, paths=paths)
    await client.type(END, session)
    output = await client.read_until(b">", session)
    return got_by_reader(output)


def pasted(text: str) -> bytes:
    return f"\x1b[200~{text}\x1b[201~".encode()


def filled(folder: Path) -> None:
    """One of everything."""
    (folder / "src").mkdir()
    (folder / "src/a.py").write_bytes(b"one\r\ntwo \x1b[31mred\nthree\n")
    (folder / "fence.md").write_text("````\n`````x\n")
    (folder / "wide.txt").write_bytes("grüße 😀\n".encode("utf-16"))
    (folder / "latin.txt").write_bytes("grüße\n".encode("latin-1"))
    (folder / "binary").write_bytes(b"ELF\0\1")
    with (folder / "sparse").open("wb") as file:
        file.truncate(3 << 30)
    os.mkfifo(folder / "pipe")
    (folder / "empty").touch()
    (folder / "out").symlink_to("/etc/hostname")
    (folder / "device").symlink_to("/dev/zero")
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text("coffee\n")
    (folder.parent / "beside.txt").write_text("secret\n")


KINDS: dict[str, Callable[[Path], tuple[str, str]]] = {
    "a file": lambda _: (
        "src/a.py",
        LEAD + "src/a.py\n````python\n   0 one\n   1 two \ufffd[31mred\n   2 three\n````\n",
    ),
    "a range": lambda _: (
        "src/a.py:1-7",
        LEAD + "src/a.py:1-2\n````python\n   1 two \ufffd[31mred\n   2 three\n````\n",
    ),
    "a folder": lambda _: ("src", LEAD + "src/\n````text\n   0 a.py\n````\n"),
    "a fence inside": lambda _: (
        "fence.md",
        LEAD + "fence.md\n``````markdown\n   0 ````\n   1 `````x\n``````\n",
    ),
    "UTF-16": lambda _: ("wide.txt", LEAD + "wide.txt\n````text\n   0 grüße 😀\n````\n"),
    "Latin-1": lambda _: ("latin.txt", LEAD + "latin.txt\n````text\n   0 grüße\n````\n"),
    "a name that is not UTF-8": lambda _: (
        "caf\\xe9.txt",
        LEAD + '"caf\\\\xe9.txt"\n````text\n   0 coffee\n````\n',
    ),
    "binary": lambda _: ("binary", "binary is left out: it is binary.\n"),
    "too large": lambda _: ("sparse", "sparse is left out: it is larger than 1 MiB.\n"),
    "missing": lambda _: ("gone", "gone is left out: it does not exist.\n"),
    "a pipe": lambda _: ("pipe", "pipe is left out: it is a pipe.\n"),
    "empty": lambda _: ("empty", "empty is left out: it is empty.\n"),
    "a link out": lambda _: ("out", "out is left out: it lies outside of the workspace.\n"),
    "a device": lambda _: ("device", "device is left out: it lies outside of the workspace.\n"),
    "a path out": lambda _: ("../beside.txt", "../beside.txt is left out: it lies outside of the workspace.\n"),
    "an absolute path out": lambda folder: (
        f"{folder.parent}/beside.txt",
        f"{folder.parent}/beside.txt is left out: it lies outside of the workspace.\n",
    ),
    "an absolute path in": lambda folder: (
        f"{folder}/latin.txt",
        LEAD + "latin.txt\n````text\n   0 grüße\n````\n",
    ),
}


async def test_each_kind_of_file_reaches_a_program_byte_for_byte(bridge: BridgeProcess, workspace: Path) -> None:
    filled(workspace)
    async with connected(bridge.websocket_url, bridge.token) as client:
        for number, (kind, case) in enumerate(KINDS.items()):
            path, expected = case(workspace)
            assert await given(client, [path], f"s{number}") == pasted(expected), kind


async def test_what_cannot_be_given_does_not_keep_the_rest_away(bridge: BridgeProcess, workspace: Path) -> None:
    filled(workspace)
    async with connected(bridge.websocket_url, bridge.token) as client:
        received = await given(client, ["gone", "latin.txt", "pipe"], "s1")
    assert received == pasted(
        LEAD
        + "gone is left out: it does not exist.\n\n"
        + "latin.txt\n````text\n   0 grüße\n````\n\n"
        + "pipe is left out: it is a pipe.\n"
    )


async def test_a_dropped_file_from_elsewhere_is_given_to_the_client_that_said_so(
    bridge: BridgeProcess, workspace: Path
) -> None:
    filled(workspace)
    outside = f"{workspace.parent}/beside.txt"
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.say("allowPaths", paths=[outside])
        assert await given(client, [outside], "s1") == pasted(f"{LEAD}{outside}\n````text\n   0 secret\n````\n")
        await client.say("allowPaths", paths=["relative"])
        assert (await client.expect("error"))["field"] == "paths"
    async with connected(bridge.websocket_url, bridge.token) as other:
        assert b"outside of the workspace" in await given(other, [outside], "s2")


async def test_limits_and_other_roots_are_settings(launcher: Launcher, workspace: Path, tmp_path: Path) -> None:
    root = tmp_path / "library"
    root.mkdir()
    (root / "lib.py").write_text("library\n")
    (workspace / "long").write_text("x" * 3000)
    (workspace / "hidden.log").touch()
    bridge = launcher.start("--root", str(root), "--file-limit", "2048", "--exclude", "*.log")
    async with connected(bridge.websocket_url, bridge.token) as client:
        assert await given(client, ["long"], "s1") == pasted("long is left out: it is larger than 2 KiB.\n")
        assert b"0 library" in await given(client, [f"{root}/lib.py"], "s2")
        await client.say("searchIndex", pattern="lib")
        assert [hit["path"] for hit in (await client.expect("searchResult"))["results"]] == [
            f"{root}/lib.py",
            str(root),
        ]
        await client.say("searchIndex", pattern="hidden")
        assert (await client.expect("searchResult"))["results"] == []


@pytest.fixture
async def page(bridge: BridgeProcess, workspace: Path) -> AsyncIterator[BinaryClient]:
    """A client with the feature `search`, after the first scan."""
    for name in ("src/view/Terminal.ts", "src/view/TerminalToolbar.ts", "docs/terms.md"):
        (workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace / name).touch()
    async with connected_with(
        bridge.websocket_url, bridge.token, features=("binary", "ack", "attach", "search")
    ) as page:
        while not (await page.expect("indexStatus"))["complete"]:
            pass
        yield page


async def test_a_page_is_told_where_what_it_typed_stands(page: BinaryClient) -> None:
    await page.say("searchIndex", pattern="view/tt", requestId=7)
    answer = await page.expect("searchResult")
    assert answer["requestId"] == 7
    assert answer["results"][0]["path"] == "src/view/TerminalToolbar.ts"
    path, positions = answer["results"][0]["path"], answer["results"][0]["positions"]
    assert "".join(path[at] for at in positions).lower() == "view/tt"
    assert "cancelled" not in answer


async def test_a_new_question_cancels_an_older_one_and_every_question_is_answered(page: BinaryClient) -> None:
    for number in range(50):
        await page.say("searchIndex", pattern="terminal"[: 1 + number % 8], requestId=number)
    answers: dict[int, Message] = {}
    while len(answers) < 50:
        answer = await page.expect("searchResult")
        answers[answer["requestId"]] = answer
    assert "cancelled" not in answers[49]
    assert any(answer.get("cancelled") for answer in answers.values())
    assert answers[49]["results"][0]["path"] == "docs/terms.md"


async def test_a_page_hears_of_changes_and_finds_what_is_new(page: BinaryClient, workspace: Path) -> None:
    (workspace / "fresh.py").touch()
    while (await page.expect("indexStatus"))["entries"] < 7:
        pass
    await page.say("searchIndex", pattern="fresh", requestId=1)
    assert [hit["path"] for hit in (await page.expect("searchResult"))["results"]] == ["fresh.py"]


async def test_a_version_1_page_gets_its_answers_in_order_and_as_they_always_were(
    bridge: BridgeProcess, workspace: Path
) -> None:
    for number in range(9):
        (workspace / f"file{number}.py").touch()
    async with connected(bridge.websocket_url, bridge.token) as client:
        for number in range(9):
            await client.say("searchIndex", pattern=f"file{number}", opened=[], limit=5)
        for number in range(9):
            answer = await client.expect("searchResult")
            hit = {"short": f"file{number}.py", "path": f"file{number}.py", "isDir": False}
            assert answer == {"type": "searchResult", "results": [hit], "openedResults": []}


async def test_files_that_were_given_come_first_next_time_and_only_their_owner_can_read_which(
    launcher: Launcher, workspace: Path
) -> None:
    for name in ("report.py", "report_longer.py"):
        (workspace / name).write_text("x\n")
    bridge = launcher.start()
    async with connected(bridge.websocket_url, bridge.token) as client:
        await given(client, ["report_longer.py:0-0"], "s1")
        while True:
            await client.say("searchIndex", pattern="repor")
            if (await client.expect("searchResult"))["results"][0]["path"] == "report_longer.py":
                break
    (kept,) = launcher.home.rglob("recent-files/*.json")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert list(json.loads(kept.read_bytes())["uses"]) == ["report_longer.py"]
    bridge.stop()
    kept.write_text("not json")
    bridge = launcher.start()
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.say("searchIndex", pattern="repor")
        assert (await client.expect("searchResult"))["results"][0]["path"] == "report.py"
