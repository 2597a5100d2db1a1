"""Every command, menu entry and key of the extension, through the workbench; drags; what is shared."""

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.vscode.conftest import PLUGIN, Desk, MakeDesk
from tests.vscode.workbench import Workbench

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
MOST_MS = 60_000
DROP = """(strings) => {
  const data = new DataTransfer();
  for (const [type, value] of Object.entries(strings)) data.setData(type, value);
  const target = document.querySelector('.composer .cm-content');
  for (const type of ['dragenter', 'dragover', 'drop']) {
    target.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  }
}"""


@pytest.fixture(scope="module")
def desk(make_desk: MakeDesk) -> Iterator[Desk]:
    with make_desk() as one:
        (one.workspace / "broken.json").write_text('{\n  "a": nonsense\n}\n')
        yield one


@pytest.fixture
def window(open_window: Callable[..., Workbench]) -> Workbench:
    one = open_window()
    one.open_panel()
    return one


def test_files_lines_and_folders_come_from_keys_menus_and_drags(window: Workbench) -> None:
    window.open_file("app.py")
    window.page.keyboard.press("Control+'")
    window.expect_chips("src/app.py")
    window.clear_composer()
    window.page.keyboard.press("Control+'")  # with the focus in the page
    window.expect_chips("src/app.py")
    window.clear_composer()

    window.menu(window.tab("app.py"), "Add File to Agent")
    window.expect_chips("src/app.py")
    window.clear_composer()

    window.tab("app.py").click()
    window.select_lines(2, 4)
    window.command("Agent Bridge: Add Selected Lines to Agent")
    window.expect_chips("src/app.py:2-4")
    window.clear_composer()


def test_the_explorer_adds_and_what_is_dropped_becomes_a_chip(window: Workbench, desk: Desk) -> None:
    window.command("Agent Bridge: Open in Editor Area")
    window.tab("Agents").wait_for()
    window.show_explorer()
    window.wait_for_page()
    window.clear_composer()  # a window that was closed a moment ago may have left its draft
    window.menu(window.explorer_row("broken.json"), "Add File to Agent")
    window.expect_chips("broken.json")
    window.clear_composer()
    window.menu(window.explorer_row("src"), "Add Folder to Agent")
    window.expect_chips("src")
    window.clear_composer()
    window.menu(window.explorer_row("broken.json"), "Paste Path into Agent's Prompt")
    expect(window.composer).to_contain_text("broken.json")
    window.clear_composer()

    # what VS Code hands over when its explorer is dragged from; the mouse cannot be made to drag into a frame here
    remote = f"vscode-remote://127.0.0.1:{desk.server.port}{desk.workspace}/broken.json"
    frame = window.bridge_frame()
    assert frame is not None
    frame.evaluate(DROP, {"text/uri-list": remote, "application/vnd.code.uri-list": remote})
    window.expect_chips("broken.json")


def test_selections_and_problems_become_prompts(window: Workbench, desk: Desk) -> None:
    (desk.workspace / "words.txt").write_text("some selected words\n")
    window.open_file("words.txt")
    window.select_lines(1, 1)
    window.command("Agent Bridge: Send Selection as Prompt")
    window.wait_for("some selected words")

    window.open_file("broken.json")
    window.page.locator(".squiggly-error").first.wait_for()
    window.select_lines(2, 2)
    window.command("Agent Bridge: Explain Problem")
    window.wait_for("Explain th")
    window.tab("broken.json").click()
    window.command("Agent Bridge: Fix Problem")
    window.wait_for("and nothing else")


def test_the_other_commands_do_what_they_say(window: Workbench) -> None:
    window.command("Agent Bridge: New Session")
    window.inner.get_by_role("button", name="Start").click()
    expect(window.inner.get_by_role("tab")).to_have_count(2, timeout=MOST_MS)

    window.command("Agent Bridge: Show Agents Found")
    window.quick_pick("aider")
    window.page.locator(".terminal-wrapper:visible").first.wait_for()

    window.command("Agent Bridge: Show Log")
    expect(window.page.locator(".part.panel")).to_contain_text(re.compile("starting|ready|serving"), timeout=MOST_MS)
    window.command("Agent Bridge: Doctor")
    expect(window.page.locator(".part.editor")).to_contain_text("Extension:", timeout=MOST_MS)
    window.command("Agent Bridge: Open Settings")
    expect(window.page.locator(".settings-editor")).to_contain_text("Font Family", timeout=MOST_MS)
    window.command("Agent Bridge: Get Started")
    expect(window.page.locator(".part.editor")).to_contain_text("See which agents you have", timeout=MOST_MS)

    with window.page.context.expect_page(timeout=MOST_MS) as opened:
        window.command("Agent Bridge: Open in Browser")
    # the editor's own way to a port, which this server, unlike those it is made for, does not go; the ticket is good
    opened.value.wait_for_url(re.compile("/proxy/"), wait_until="commit")
    found = re.search(r"/proxy/(\d+)/#ticket=(.+)", opened.value.url)
    assert found, opened.value.url
    port, ticket = found.groups()
    opened.value.goto(f"http://127.0.0.1:{port}/#ticket={ticket}")
    expect(opened.value.locator("#app[data-connection=open]")).to_be_visible(timeout=MOST_MS)

    window.page.bring_to_front()
    window.command("View: Close All Editors")  # the walkthrough is a frame too
    window.command("Agent Bridge: Focus Agents")
    window.inner.locator(".composer .cm-focused").wait_for()
    window.page.keyboard.type("this is focused")
    expect(window.composer).to_contain_text("this is focused")


def test_each_command_is_in_a_test() -> None:
    commands = json.loads((PLUGIN / "package.json").read_text())["contributes"]["commands"]
    text = "".join(path.read_text() for path in (PLUGIN.parents[1] / "tests" / "vscode").glob("test_*.py"))
    assert [one["title"] for one in commands if one["title"].rstrip("…").partition(":")[0] not in text] == []
