"""One bridge per window: reload, close, kill; and two windows that know nothing of each other."""

import time
from collections.abc import Callable, Iterator

import psutil
import pytest
from playwright.sync_api import expect

from tests.vscode.conftest import Desk, MakeDesk
from tests.vscode.workbench import SECONDS, Workbench

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def desk(make_desk: MakeDesk) -> Iterator[Desk]:
    """With a shell as the agent: what lives and what dies is the same for all."""
    with make_desk(AGENT_BRIDGE_CMD="/bin/sh") as one:
        yield one


def bridges(desk: Desk) -> list[psutil.Process]:
    """The bridges of this desk that live."""
    found = []
    for process in psutil.process_iter():
        try:
            if "--print-conn-json" in process.cmdline() and process.environ().get("HOME") == str(desk.home):
                found.append(process)
        except psutil.Error:
            continue
    return [process for process in found if process.status() != psutil.STATUS_ZOMBIE]


def type_into(window: Workbench, line: str) -> None:
    window.focus_terminal()
    window.page.keyboard.type(line)
    window.page.keyboard.press("Enter")


def test_a_reload_keeps_the_session_and_its_screen(open_window: Callable[..., Workbench], desk: Desk) -> None:
    # long enough for a machine on which everything else runs as well
    desk.server.write_machine_settings({"agentBridge.reloadSeconds": 60})
    window = open_window()
    window.open_panel()
    type_into(window, "echo kum''quat $$")
    window.wait_for("kumquat")
    screen = window.settled_screen()
    [bridge] = bridges(desk)

    window.page.reload()
    window.wait_until_loaded()
    window.wait_for_page()
    window.wait_for("kumquat")
    assert [process.pid for process in bridges(desk)] == [bridge.pid]
    assert window.settled_screen() == screen

    desk.server.write_machine_settings({})
    window.command("Agent Bridge: Restart Bridge")
    window.wait_until(lambda: bridge.pid not in [process.pid for process in bridges(desk)], "the end of the first")
    window.wait_for_page()


def test_a_closed_window_leaves_nothing(open_window: Callable[..., Workbench], desk: Desk) -> None:
    window = open_window()
    window.open_panel()
    [bridge] = bridges(desk)
    family = [bridge, *bridge.children(recursive=True)]
    assert len(family) > 1
    window.close()
    assert psutil.wait_procs(family, timeout=60)[1] == []


def test_a_killed_bridge_is_started_again_and_the_window_says_why(
    open_window: Callable[..., Workbench], desk: Desk
) -> None:
    window = open_window()
    window.open_panel()
    [bridge] = bridges(desk)
    bridge.kill()
    window.wait_until(lambda: [process.pid for process in bridges(desk)] not in ([], [bridge.pid]), "another bridge")
    window.wait_for_page()
    expect(window.notification("was ended by SIGKILL and was started again")).to_be_visible(timeout=60_000)


def test_two_windows_have_two_bridges_and_nothing_crosses(open_window: Callable[..., Workbench], desk: Desk) -> None:
    other_folder = desk.workspace.parent / "another workspace"
    other_folder.mkdir(exist_ok=True)
    one, other = open_window(), open_window(other_folder)
    one.open_panel()
    other.open_panel()
    assert one.bridge_port != other.bridge_port
    type_into(one, "echo only''here; pwd")
    one.wait_for(f"onlyhere{desk.workspace}")
    type_into(other, "pwd")
    other.wait_for(str(other_folder))
    assert "onlyhere" not in other.text()
    deadline = time.monotonic() + 60
    other.close()
    while len(bridges(desk)) > 1:
        assert time.monotonic() < deadline
        one.page.wait_for_timeout(100)
    type_into(one, "echo still''here")
    one.wait_for("stillhere")


def test_nothing_of_the_extension_runs_before_its_view_is_opened(open_window: Callable[..., Workbench]) -> None:
    window = open_window()
    window.command("Developer: Show Running Extensions")
    row = window.page.locator(".runtime-extensions-editor .extension", has_text="Agent Bridge")
    window.page.locator(".runtime-extensions-editor .extension").first.wait_for()
    expect(row).to_have_count(0)
    window.open_panel()
    # VS Code's own figure; it is kept in the test's screenshot, and a person reads it there
    expect(row.locator(".activation-time")).to_contain_text("ms", timeout=SECONDS * 1000)
