"""What a person was at is there again after a reload, a restart of the bridge, and a restart of the host."""

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
