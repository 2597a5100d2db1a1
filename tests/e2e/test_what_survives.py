"""What a person was at is there again after a reload, a restart of the bridge, and a restart of the host."""

import os
import re
import signal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.bridge_process import BridgeProcess
from tests.e2e.composer_driver import Composer
from tests.e2e.frame_host import HOST_PAGE, OtherOrigin
from tests.e2e.page_driver import PageDriver
from tests.e2e.test_composer import agent

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def open_framed(page: PageDriver, bridge: BridgeProcess, host: OtherOrigin) -> Composer:
    """The host's page with ours in it, which it has signed in."""
    host.page = HOST_PAGE.replace("BASE", bridge.base).replace("TOKEN", bridge.token).encode()
    page.page.goto(host.origin)
    return framed(page)


def framed(page: PageDriver) -> Composer:
    page.page.frame_locator("iframe").get_by_role("tab").first.wait_for()
    page.framed = True
    page.expect_status("Connected")
    page.wait_for_any_output()
    page.content.locator("#terminal").click()  # the keyboard is the host's until one goes into the frame
    return Composer(page)


def write_a_draft(composer: Composer) -> None:
    composer.focus()
    composer.write("half a thought, größer ✓\n")
    composer.pick("app.py:1-2", "app.py")
    composer.check(0)


def expect_the_draft(composer: Composer) -> None:
    expect(composer.text).to_contain_text("half a thought, größer ✓")
    expect(composer.chips).to_have_count(1)
    assert composer.paths() == ["app.py:1-2"]
    expect(composer.chips.get_by_role("checkbox")).to_have_attribute("aria-checked", "true")


def test_draft_chips_tabs_and_screen_survive_the_reload_of_the_host(page: PageDriver, host: OtherOrigin) -> None:
    (page.launcher.workspace / "app.py").write_text("one\ntwo\n")
    bridge = page.launcher.start("--cmd", agent(page, "--run", "what is said"), "--allow-origin", host.origin)
    composer = open_framed(page, bridge, host)
    page.wait_for("what is said")
    page.new_session()
    page.rename("Second one")
    page.type("echo second-$((1+1))\n")
    page.wait_for("second-2")
    page.content.get_by_role("tab").first.click()
    page.wait_for("what is said")
    write_a_draft(composer)
    before = page.settled_screen()
    tabs = page.content.get_by_role("tab").all_inner_texts()

    page.framed = False
    page.page.reload()
    composer = framed(page)
    expect_the_draft(composer)
    page.wait_for("what is said")
    assert page.settled_screen() == before
    assert page.content.get_by_role("tab").all_inner_texts() == tabs
    expect(page.content.get_by_role("tab", selected=True)).not_to_contain_text("Second one")
    page.content.get_by_role("tab", name="Second one").click()
    page.wait_for("second-2")


def test_tabs_and_their_drafts_survive_a_killed_bridge_and_each_is_started_again_with_one_click(
    page: PageDriver,
) -> None:
    (page.launcher.workspace / "app.py").write_text("one\ntwo\n")
    (page.launcher.workspace / "lib.py").write_text("one\ntwo\n")
    command = agent(page, "--run", "what is said")
    found = {"PATH": f"{Path(command).parent}{os.pathsep}{os.environ['PATH']}"}
    page.open("--cmd", command, **found)
    composer = Composer(page)
    write_a_draft(composer)
    page.new_session("Claude Code")
    page.rename("Second one")
    page.type("second one\r")
    page.wait_for('you said: "second one"')
    write_a_second_draft(composer)
    page.page.reload()
    page.wait_for('you said: "second one"')
    expect_the_second_draft(composer)

    tabs = page.page.get_by_role("tab")
    for stop in (kill, BridgeProcess.stop):
        stop(page.launcher.started[-1])
        open_another(page, command, found)
        expect(tabs).to_have_count(2)
        expect(tabs.nth(1)).to_contain_text("Second one")
        expect(tabs.nth(1)).to_have_attribute("aria-selected", "true")
        expect(page.page.get_by_text("ended with the bridge")).to_be_visible()
        expect_the_second_draft(composer)
        tabs.first.click()
        page.wait_for("what is said")  # the first session is started again, as it is at each start of a bridge
        expect_the_draft(composer)
        tabs.nth(1).click()

    page.page.get_by_role("button", name="Restart", exact=True).click()
    page.wait_for_any_output()
    page.page.locator("#terminal").click()
    page.type("again\r")
    page.wait_for('you said: "again"')
    expect(tabs).to_have_count(2)
    expect(tabs.nth(1)).to_contain_text("Second one")
    expect_the_second_draft(composer)


def write_a_second_draft(composer: Composer) -> None:
    composer.focus()
    composer.write("for the second: ")
    composer.pick("lib.py", "lib.py")


def expect_the_second_draft(composer: Composer) -> None:
    expect(composer.text).to_contain_text("for the second: ")
    assert composer.paths() == ["lib.py"]


def open_another(page: PageDriver, command: str, environment: dict[str, str] | None = None) -> None:
    """A bridge of the same workspace, on another port, and its page."""
    page.page.goto("about:blank")
    page.launcher.start("--cmd", command, environment=environment)
    page.page.goto(page.link())
    page.expect_status("Connected")


def kill(bridge: BridgeProcess) -> None:
    os.kill(bridge.process.pid, signal.SIGKILL)
    bridge.wait()


def test_a_second_bridge_of_the_workspace_has_tabs_and_drafts_of_its_own_and_inherits_when_the_first_has_gone(
    page: PageDriver,
) -> None:
    command = agent(page, "--run", "what is said")
    composer = Composer(page)
    for text in ("of the first", "of the second"):
        page.open("--cmd", command)
        expect(page.page.get_by_role("tab")).to_have_count(1)
        expect(composer.text).to_have_text(re.compile("^(?!of the first)"))
        composer.focus()
        composer.write(text)
        page.page.reload()
        expect(composer.text).to_have_text(text)
    for bridge in page.launcher.started:
        kill(bridge)
    open_another(page, command)
    tabs = page.page.get_by_role("tab")
    expect(tabs).to_have_count(2)
    seen = set()
    for index in range(2):
        tabs.nth(index).click()
        expect(composer.text).to_contain_text("of the")
        seen.add(composer.text.inner_text())
    assert seen == {"of the first", "of the second"}
