"""The echo agent over pipes."""

import os
import socket
import subprocess
import sys

from bridge.echo_agent.visible import flood

COMMAND = [sys.executable, "-m", "bridge.echo_agent"]
LIMIT_S = 20


def test_over_pipes_it_answers_lines() -> None:
    given = b"hello\r\n/size\n/env ECHO_TEST\nlast line without an end"
    environment = {**os.environ, "ECHO_TEST": "piped"}
    done = subprocess.run(COMMAND, input=given, capture_output=True, timeout=LIMIT_S, env=environment, check=True)
    lines = done.stdout.decode().split("\n")
    assert lines[1:] == [
        'you said: "hello"',
        "size 80x24",
        "ECHO_TEST=piped",
        'you said: "last line without an end"',
        "",
    ]
    assert done.stderr == b""
    assert b"\x1b" not in done.stdout


def test_over_pipes_a_flood_is_exact_too() -> None:
    done = subprocess.run(
        [*COMMAND, "--run", "/flood 100000; /exit 4"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 4
    assert b"".join(flood(100_000, b"\n")) in done.stdout


def test_a_non_blocking_output_loses_nothing() -> None:
    ours, theirs = socket.socketpair()  # takes much less at once than one chunk of the flood
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    theirs.setblocking(False)
    command = [*COMMAND, "--run", "/flood 1000000; /exit"]
    with ours, ours.makefile("rb") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=theirs.fileno())
        theirs.close()
        assert b"".join(flood(1_000_000, b"\n")) in output.read()
    assert process.wait(LIMIT_S) == 0


def test_it_ends_quietly_when_nobody_reads() -> None:
    process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    _, errors = process.communicate(b"hello\n" * 1000, timeout=LIMIT_S)
    assert errors == b""
    assert process.returncode == 0
