"""Each question to the terminal is answered once: by the bridge, or by the one client whose turn it is."""

import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests import version1
from tests.binary_client import BinaryClient, connected
from tests.bridge_process import BridgeProcess

# Asks what it is told to ask, one line a time, in hexadecimal; prints in hexadecimal each piece it reads while it waits
# for Enter, as it came: one read is one line.
ASKS = """
import os, sys, tty
tty.setraw(0)
os.write(1, b"ready\\n")
line = b""
while True:
    data = os.read(0, 65536)
    if not data: break
    if data.endswith(b"!"):
        os.write(1, b"".join([line, data[:-1]]).replace(b"|", b"\\x1b") + b"<asked>\\n")
        line = b""
    else:
        os.write(1, b"<" + data.hex(" ").encode() + b">\\n")
"""
PROGRAM = ["-I", "-S", "-c", ASKS]
DA1 = b"\x1b[?1;2c"


def got(data: bytes) -> bytes:
    return b"<" + data.hex(" ").encode() + b">\n"


def client(bridge: BridgeProcess, *, acks: bool = True) -> AbstractAsyncContextManager[BinaryClient]:
    return connected(bridge.websocket_url, bridge.token, acks=acks)


@pytest.fixture
async def first(bridge: BridgeProcess) -> AsyncIterator[BinaryClient]:
    """A client that has shown the whole replay of a program that asks."""
    async with client(bridge) as connection:
        await connection.open(sys.executable, PROGRAM)
        await connection.expect("replayEnd")
        await connection.read_until(b"ready\n")
        yield connection


async def test_the_bridge_answers_while_no_client_has_shown_the_replay(bridge: BridgeProcess) -> None:
    async with client(bridge, acks=False) as silent:
        await silent.open(sys.executable, PROGRAM)
        await silent.read_until(b"ready\n")
        await silent.type(b"|[10;20H|]11;?|\\|[5n|[6n|[?2004$p|[?u|[>c|[c!")
        answers = b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\\x1b[0n\x1b[10;20R\x1b[?2004;2$y\x1b[?0u\x1b[>0;276;0c" + DA1
        while len(read_by_program(silent)) < len(answers):
            await silent.receive()
        await silent.type(b"k")
        await silent.read_until(got(b"k"))
        assert read_by_program(silent) == answers + b"k"


def read_by_program(connection: BinaryClient) -> bytes:
    lines = bytes(connection.following["s1"].data).split(b"\n")
    pieces = [line.rpartition(b"<")[2][:-1] for line in lines if line.endswith(b">") and not line.endswith(b"<asked>")]
    return bytes.fromhex(b" ".join(pieces).decode())


async def test_a_client_that_has_shown_the_replay_answers_and_the_bridge_is_silent(first: BinaryClient) -> None:
    await first.type(b"|[c!")
    await first.read_until(b"<asked>\n")
    await first.type(b"k")
    await first.read_until(b"<asked>\n" + got(b"k"))
    await first.type(b"\x1b[?777c")
    await first.read_until(got(b"\x1b[?777c"))


async def test_only_the_active_client_answers(bridge: BridgeProcess, first: BinaryClient) -> None:
    async with client(bridge) as second:
        await second.attach()
        await second.type(b"|[c!")
        for each in (first, second):
            await each.read_until(b"\x1b[c<asked>\n")
        await first.type(b"\x1b[?111c")
        await first.answered()
        await second.type(b"\x1b[?222c")
        await second.read_until(got(b"\x1b[?222c"))
        await second.type(b"\x1b[?222c")
        await second.type(b"k")
        await second.read_until(got(b"k"))
        assert read_by_program(second) == b"\x1b[?222ck"


async def test_an_answer_out_of_a_replay_goes_nowhere(bridge: BridgeProcess, first: BinaryClient) -> None:
    await first.type(b"|[c!")
    await first.read_until(b"<asked>\n")
    await first.type(DA1)
    await first.read_until(got(DA1))
    async with client(bridge) as late:
        await late.attach()
        assert b"\x1b[c" in late.following["s1"].replayed
        await late.type(DA1 + b"\x1b]11;rgb:0000/0000/0000\x07\x1b[0n")
        await late.type(b"z")
        await late.read_until(got(DA1) + got(b"z"))


async def test_a_split_answer_reaches_the_program_in_one_piece(first: BinaryClient) -> None:
    for cut in (1, 2, 3, 10, len(b"\x1b]11;rgb:1111/2222/3333\x1b")):
        await first.type(b"|]11;?|\\%d!" % cut)
        reply = b"\x1b]11;rgb:1111/2222/33%02d\x1b\\" % cut
        await first.read_until(b"%d<asked>\n" % cut)
        await first.type(reply[:cut])
        await first.type(reply[cut:])
        await first.read_until(got(reply))


async def test_several_answers_in_one_chunk_arrive_whole_and_once(first: BinaryClient) -> None:
    await first.type(b"|[c|[5n|[6n!")
    await first.read_until(b"<asked>\n")
    await first.type(DA1 + b"\x1b[0n\x1b[7;7R\x1b[7;7R")
    await first.type(b"k")
    while not read_by_program(first).endswith(b"k"):
        await first.receive()
    assert read_by_program(first) == DA1 + b"\x1b[0n\x1b[7;7Rk"


async def test_keys_that_look_like_answers_are_keys(first: BinaryClient) -> None:
    for key in (b"\x1b[1;2R", b"\x1b", b"\x1b[", b"\x1b[A", b"\x1b[?", b"\x1b]"):
        await first.type(key)
        await first.read_until(got(key))


async def test_when_the_client_that_is_to_answer_goes_the_bridge_answers(
    bridge: BridgeProcess, first: BinaryClient
) -> None:
    async with client(bridge, acks=False) as onlooker:
        await onlooker.attach(visible=False)
        async with client(bridge) as leaving:
            await leaving.attach()
            await leaving.type(b"|[c!")
            await leaving.read_until(b"<asked>\n")
        await onlooker.read_until(got(DA1))


async def test_a_hidden_client_is_not_asked(first: BinaryClient) -> None:
    await first.say("visibility", visible=False)
    await first.type(b"|[c!")
    await first.read_until(got(DA1))


async def test_a_version_1_client_need_not_answer_and_its_answers_go_nowhere(bridge: BridgeProcess) -> None:
    async with version1.connected(bridge.websocket_url, bridge.token) as old:
        await old.open(sys.executable, PROGRAM)
        await old.read_until(b"ready\n")
        await old.type(b"|[c!")
        await old.read_until(got(DA1))
        await old.type(b"\x1b[?6c")
        await old.type(b"z")
        assert got(b"\x1b[?6c") not in await old.read_until(got(DA1) + got(b"z"))


async def test_colours_are_those_that_a_client_told_last(bridge: BridgeProcess) -> None:
    async with client(bridge, acks=False) as silent:
        await silent.say("theme", foreground="#FFFFFF", background="#102030", cursor="#ffffff")
        await silent.open(sys.executable, PROGRAM)
        await silent.read_until(b"ready\n")
        await silent.type(b"|]11;?|\\!")
        await silent.read_until(got(b"\x1b]11;rgb:1010/2020/3030\x1b\\"))
        await silent.say("theme", foreground="white", background="#102030", cursor="#ffffff")
        assert (await silent.expect("error"))["field"] == "foreground"


async def test_fish_starts_without_waiting_for_a_terminal(bridge: BridgeProcess, home: Path) -> None:
    async with client(bridge, acks=False) as silent:
        await silent.open("fish", ["--private"], cols=80, rows=24)
        await silent.type(b"echo (math 6 x 7)\r")
        following = await silent.read_until(b"42")
        assert b"could not" not in following.data
        assert b"compatib" not in following.data
