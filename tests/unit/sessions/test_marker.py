import os
import subprocess
import sys

import psutil
import pytest

from bridge.sessions import marker
from bridge.terminal import inherited_mark

NAMESPACE = os.stat("/proc/self/ns/pid").st_ino if sys.platform == "linux" else 0
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this mark")


def a_dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def carrying(text: str, number: int | None) -> "subprocess.Popen[bytes]":
    def carry() -> None:
        if number is not None:
            inherited_mark.carry(number)

    return subprocess.Popen(
        ["/bin/cat"],
        env={marker.VARIABLE: text} if text else {},
        stdin=subprocess.PIPE,
        preexec_fn=carry,  # noqa: PLW1509 - as terminals do
    )


def swept(text: str, number: int | None) -> bool:
    """Whether a process with these marks counts as left behind."""
    process = carrying(text, number)
    try:
        texts, numbers = marker.of_dead_bridges()
        return text in texts or number in numbers
    finally:
        process.communicate(b"")


def test_a_session_of_a_dead_bridge_is_left_behind() -> None:
    assert swept(f"{a_dead_pid()}-1-1-{NAMESPACE}-abc.1", None)


def test_a_session_of_a_living_bridge_is_not() -> None:
    mark = marker.of_session(marker.of_this_bridge())
    assert not swept(mark, marker.number_of(mark))


def test_a_later_process_with_the_pid_of_the_bridge_is_not_the_bridge() -> None:
    started = int(psutil.Process().create_time() * 1000) - 60_000
    assert swept(f"{os.getpid()}-{started}-1-{NAMESPACE}-abc.1", None)


@pytest.mark.parametrize("text", ["", "x", "1-2-3", f"{2**21}-one-1-{NAMESPACE}-a.1"])
def test_a_mark_of_another_form_is_nobody_s(text: str) -> None:
    assert not swept(text, None)


@linux
def test_a_bridge_in_a_container_is_not_ours_to_judge() -> None:
    assert not swept(f"{a_dead_pid()}-1-1-{NAMESPACE + 1}-abc.1", None)


@linux
def test_the_number_alone_tells_whose_a_process_is() -> None:
    dead = marker.number_of(f"{a_dead_pid()}-1-1-{NAMESPACE}-abc.1")
    assert swept("", dead)
    assert not swept("", marker.number_of(marker.of_session(marker.of_this_bridge())))
    before = marker.of_this_bridge().split("-")
    before[2] = str(int(before[2]) - 1)
    assert swept("", marker.number_of("-".join(before) + ".1")), "another process had this pid before"


@linux
def test_the_number_is_inherited_by_what_forgets_everything_else() -> None:
    script = (
        "import os, subprocess; print(subprocess.run(['/bin/sleep', '0'], env={}).returncode); os.setsid(); input()"
    )
    mark = marker.number_of(marker.of_session(marker.of_this_bridge()))
    assert mark is not None
    process = subprocess.Popen(
        ["/usr/bin/env", "-i", sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        preexec_fn=lambda: inherited_mark.carry(mark),  # noqa: PLW1509 - as terminals do
    )
    assert process.stdout is not None
    process.stdout.readline()
    assert inherited_mark.carried_by(process.pid) == mark
    process.communicate(b"\n")


@linux
def test_who_has_no_mark_carries_nothing() -> None:
    assert inherited_mark.carried_by(1) is None
    assert inherited_mark.carried_by(a_dead_pid()) is None


def test_two_sessions_have_two_numbers() -> None:
    bridge = marker.of_this_bridge()
    assert marker.number_of(marker.of_session(bridge)) != marker.number_of(marker.of_session(bridge))
