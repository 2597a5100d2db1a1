"""Every state of the page in four themes, as axe-core sees it, and every command from the keyboard alone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, expect

from tests.bridge_process import Launcher
from tests.e2e.composer_driver import Composer
from tests.e2e.conftest import SCREENSHOTS
from tests.e2e.history_file import write_history
from tests.e2e.page_driver import PageDriver, open_page
from tests.e2e.test_composer import agent

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

AXE = Path(__file__).resolve().parents[2] / "ui" / "node_modules" / "axe-core" / "axe.min.js"
THEMES = ("light", "dark", "high-contrast", "high-contrast-light")


_AT_REST = """() => Promise.allSettled(document.getAnimations()
  .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity)
  .map((animation) => animation.finished))"""


def violations(page: PageDriver) -> list[str]:
    """What axe-core finds, once nothing moves any more: half faded in, every colour lacks contrast."""
    page.page.evaluate(_AT_REST)
    report: list[dict[str, Any]] = page.page.evaluate("axe.run(document).then((result) => result.violations)")
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in report for node in rule["nodes"]]


def dialog(name: str) -> Callable[[PageDriver], None]:
    """A dialog by the name of its command."""

    def act(page: PageDriver) -> None:
        page.command(name)
        expect(page.page.get_by_role("dialog", name=name)).to_be_visible()

    return act


def palette(page: PageDriver) -> None:
    page.press("Control+Shift+P")
    expect(page.page.get_by_role("dialog", name="Commands")).to_be_visible()


def search(page: PageDriver) -> None:
    page.command("Find in the terminal")
    expect(page.page.get_by_role("textbox", name="Find in the terminal")).to_be_focused()
    page.type("no such words")
    expect(page.page.get_by_text("No match")).to_be_visible()


def restarting(page: PageDriver) -> None:
    page.command("Restart session")
    expect(page.page.get_by_role("button", name="Cancel")).to_be_visible()


def menu(page: PageDriver) -> None:
    page.page.get_by_role("tab", selected=True).focus()
    page.press("Shift+F10")
    expect(page.page.get_by_role("menu")).to_be_visible()


def renaming(page: PageDriver) -> None:
    page.command("Rename session")
    expect(page.page.get_by_role("textbox", name="Rename session")).to_be_focused()


def clearing_the_history(page: PageDriver) -> None:
    dialog("Prompt history")(page)
    page.page.get_by_role("button", name="Clear the history").click()
    expect(page.page.get_by_text("This cannot be undone")).to_be_visible()


def file_view(page: PageDriver) -> None:
    page.click_text("app.py:2")
    expect(page.page.get_by_role("dialog", name="File")).to_be_visible()


def to_composer(page: PageDriver) -> None:
    page.command("Go to the composer")
    expect(page.page.locator(".composer .cm-content")).to_be_focused()


def picker(page: PageDriver) -> None:
    to_composer(page)
    page.type("\n@ap")
    expect(page.page.locator(".picker").get_by_role("option").first).to_contain_text("app.py")


def picker_without_a_match(page: PageDriver) -> None:
    to_composer(page)
    page.type("\n@zzzzzz")
    expect(page.page.get_by_text("No file matches").first).to_be_visible()


OVERLAYS: dict[str, Callable[[PageDriver], None]] = {
    "palette": palette,
    "new session": dialog("New session"),
    "history": dialog("Prompt history"),
    "history, a question": clearing_the_history,
    "settings": dialog("Settings"),
    "search": search,
    "a question": restarting,
    "menu": menu,
    "renaming": renaming,
    "file": file_view,
    "picker": picker,
    "picker, nothing": picker_without_a_match,
}


@pytest.mark.parametrize("theme", THEMES)
def test_nothing_is_hard_to_read_or_to_reach(browser: Browser, launcher: Launcher, theme: str) -> None:
    (launcher.workspace / "app.py").write_text("one\ntwo\nthree\n")
    write_history(launcher, [("Fix the parser", str(launcher.workspace.resolve()))])
    scheme: Literal["light", "dark"] = "light" if theme.endswith("light") else "dark"
    found: dict[str, list[str]] = {}
    with open_page(browser, launcher, width=700, scheme=scheme) as page:
        page.page.goto(launcher.start("--cmd", agent(page, "--run", "app.py:2 is wrong"), "--theme", theme).base)
        expect(page.page.get_by_label("Token")).to_be_visible()
        page.page.evaluate(AXE.read_text(encoding="utf-8"))
        found["sign in"] = violations(page)
        page.page.goto(page.link())  # in the same document, which asks for a token
        page.wait_for("is wrong")
        page.page.evaluate(AXE.read_text(encoding="utf-8"))
        look_at_composer_and_overlays(page, found)
        look_at_ends(page, found)
        page.screenshot(SCREENSHOTS / f"shell-{theme}.png")
        assert {state: rules for state, rules in found.items() if rules} == {}
        assert page.problems == []


def look_at_composer_and_overlays(page: PageDriver, found: dict[str, list[str]]) -> None:
    composer = Composer(page)
    composer.focus()
    found["terminal and composer"] = violations(page)
    composer.write("see ")
    composer.pick("app.py:1-2", "app.py")
    composer.check(0)
    composer.send_and_wait()
    composer.write("see ")
    composer.pick("app.py", "app.py")
    composer.drop({"codefiles": '["/elsewhere/notes.md"]'})
    found["chips in text and shelf"] = violations(page)
    for state, act in OVERLAYS.items():
        act(page)
        found[state] = violations(page)
        page.press("Escape")
        page.press("Escape")
    composer.focus()
    page.press("Control+A")
    page.press("Delete")
    page.command("Go to the terminal")
    expect(page.page.locator("#terminal textarea")).to_be_focused()
    page.type("/ask Really?\r")
    page.wait_for("[y/n]")
    composer.focus()
    composer.write("kept back")
    composer.send()
    expect(composer.waiting).to_have_text("kept back")
    found["a prompt waits"] = violations(page)
    page.command("Show or hide the composer")
    found["composer hidden"] = violations(page)


def look_at_ends(page: PageDriver, found: dict[str, list[str]]) -> None:
    page.new_session()
    page.type("exit 3\n")
    expect(page.page.get_by_text("code 3")).to_be_visible()
    found["ended"] = violations(page)
    page.page.context.set_offline(True)
    page.launcher.started[-1].stop()
    page.expect_status("stopped")
    found["stopped"] = violations(page)


def test_a_lost_connection_and_a_program_that_did_not_start_are_readable(browser: Browser, launcher: Launcher) -> None:
    found: dict[str, list[str]] = {}
    with open_page(browser, launcher, width=700) as page:
        bridge = launcher.start("--cmd", "no-such-agent")
        page.page.goto(page.link())
        expect(page.page.get_by_text("'no-such-agent' was not found")).to_be_visible()
        page.page.evaluate(AXE.read_text(encoding="utf-8"))
        found["not started"] = violations(page)
        bridge.kill()
        page.expect_status("Reconnecting")
        found["disconnected"] = violations(page)
    assert found == {"not started": [], "disconnected": []}
