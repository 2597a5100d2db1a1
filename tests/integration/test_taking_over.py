"""A bridge whose host is gone waits for another one: a reload of an editor's window costs no agent."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bridge_process import BridgeProcess, Launcher, wait_until_none_lives_with


@contextmanager
def ask(bridge: BridgeProcess, request: str) -> Iterator[tuple[socket.socket, str]]:
    """A connection to the private socket, and the first line of the answer."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(20)
        connection.connect(str(bridge.ready["control"]))
        connection.sendall(request.encode())
        yield connection, connection.makefile().readline().strip()


def leave(bridge: BridgeProcess) -> None:
    """As a host does whose process ends."""
    assert bridge.process.stdin is not None
    bridge.process.stdin.close()


def take_over(bridge: BridgeProcess) -> socket.socket:
    """Ask until the bridge has noticed that its host is gone; the line that now holds it."""
    while True:
        with ask(bridge, "host\n") as (connection, answer):
            if answer != "busy":
                assert json.loads(answer) == bridge.ready
                return connection.dup()


def test_another_host_takes_over_and_holds_the_bridge_as_the_first_did(launcher: Launcher) -> None:
    bridge = launcher.start("--host-grace", "5")
    leave(bridge)
    with take_over(bridge) as line, ask(bridge, "host\n") as (_, answer):
        assert answer == "busy"
        line.shutdown(socket.SHUT_RDWR)
    assert bridge.wait() == 0


def test_a_bridge_that_has_its_host_gives_itself_to_nobody(launcher: Launcher) -> None:
    bridge = launcher.start("--host-grace", "60")
    with ask(bridge, "host\n") as (_, answer):
        assert answer == "busy"
    assert bridge.process.poll() is None


def test_without_a_successor_nothing_is_left(launcher: Launcher) -> None:
    bridge = launcher.start("--host-grace", "1", "--cmd", "sleep 4711")
    leave(bridge)
    assert bridge.wait() == 0
    assert wait_until_none_lives_with("sleep 4711") == []


def test_links_are_given_to_programs_that_ask_and_to_older_ones_that_do_not(launcher: Launcher) -> None:
    bridge = launcher.start()
    for request in ("link\n", "", "nonsense\n"):
        with ask(bridge, request) as (_, answer):
            assert answer.startswith(f"{bridge.base}#ticket=")
