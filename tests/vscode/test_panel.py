"""The panel in a real VS Code, with the real Claude Code."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.fakes.model_server import Text
from tests.vscode.conftest import SCREENSHOTS, Desk
from tests.vscode.workbench import Workbench

pytestmark = [pytest.mark.browser, pytest.mark.agents, pytest.mark.timeout(300)]


def test_lines_reach_the_agent_paths_open_keys_reach_the_workbench_and_themes_the_page(
    open_window: Callable[..., Workbench], desk: Desk
) -> None:
    desk.model.replies.append(Text("See src/other.py:7 for the kumquat."))
    window = open_window()
    window.open_panel()
    window.wait_for("Claude Code")
    window.settled_screen()

    window.focus_terminal()
    window.open_file("app.py")  # F1, while the terminal has the focus
    window.select_lines(3, 5)
    window.page.keyboard.press("Control+Shift+'")
    window.expect_chips("src/app.py:3-5")
    window.composer.click()
    window.page.keyboard.press("Control+End")
    window.page.keyboard.type("Welche Frucht? «✓»")
    window.page.keyboard.press("Control+Enter")
    window.wait_for("kumquat")
    [prompt] = desk.model.prompts()
    assert prompt == "@src/app.py#L3-5 Welche Frucht? «✓»"
    window.settled_screen()

    window.click_in_terminal("src/other.py")
    window.tab("other.py").wait_for()
    window.expect_cursor(7)
    window.screenshot(SCREENSHOTS / "panel-light.png")

    window.command("Preferences: Toggle between Light/Dark Themes")
    expect(window.inner.locator("html")).to_have_attribute("data-theme", "dark")
    window.screenshot(SCREENSHOTS / "panel-dark.png")
