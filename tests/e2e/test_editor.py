"""The page as the editor: what is selected in its file view is seen by a real agent, and changes are decided in it."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.composer_driver import Composer
from tests.e2e.conftest import SCREENSHOTS
from tests.e2e.page_driver import PageDriver
from tests.fakes.model_server import ModelServer, Text, ToolCall
from tests.real_agents import settings
from tests.real_agents.test_agents_see_the_editor import asked

pytestmark = [pytest.mark.browser, pytest.mark.agents, pytest.mark.timeout(300)]

START_SECONDS = 60
LINE_HEIGHT = 18


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


def start(page: PageDriver, home: Path, workspace: Path, model: ModelServer) -> Composer:
    environment = settings.prepare("claude", home, workspace, model.port)
    command = shlex.join([settings.executable("claude"), *settings.ASKS_BEFORE_EDITS["claude"]])
    page.open("--cmd", command, **environment)
    page.wait_for(settings.START_SCREEN["claude"], seconds=START_SECONDS)
    composer = Composer(page)
    composer.focus()
    return composer


def chip(page: PageDriver) -> Locator:
    return page.page.get_by_role("group", name="What the agent sees of the editor")


def select_lines(page: PageDriver, first: int, last: int) -> None:
    """With the mouse, in the file view; counted from 1, both included."""
    box = page.page.locator(".file-lines code").first.bounding_box()
    assert box is not None
    page.page.mouse.move(box["x"] + 1, box["y"] + LINE_HEIGHT * (first - 0.5))
    page.page.mouse.down()
    page.page.mouse.move(box["x"] + 1, box["y"] + LINE_HEIGHT * (last + 0.5), steps=5)
    page.page.mouse.up()


def test_lines_selected_in_the_file_view_reach_the_agent_until_it_is_switched_off(
    page: PageDriver, home: Path, workspace: Path, model: ModelServer
) -> None:
    code = workspace / "a.py"
    code.write_text("".join(f"line_{number} = {number}\n" for number in range(1, 21)))
    model.replies.extend([Text("kumquat"), Text("rambutan")])
    composer = start(page, home, workspace, model)
    composer.pick("a.py", "a.py")
    page.page.get_by_role("button", name="Open a.py").click()
    expect(page.page.locator("dialog.file-view")).to_be_visible()
    select_lines(page, 3, 4)
    page.press("Escape")
    expect(chip(page)).to_contain_text("Shared: a.py:3-4")
    page.screenshot(SCREENSHOTS / "editor-shared.png")
    page.page.get_by_role("button", name="Remove a.py").click()

    composer.focus()
    composer.write("what is selected?")
    composer.send_and_wait()
    page.wait_for("kumquat", seconds=START_SECONDS)
    assert f"The user selected the lines 3 to 4 from {code}:\nline_3 = 3\nline_4 = 4\n" in asked(model)

    page.page.get_by_role("button", name="Shared: a.py:3-4").click()
    expect(chip(page)).to_contain_text("Not shared")
    composer.focus()
    composer.write("and now?")
    composer.send_and_wait()
    page.wait_for("rambutan", seconds=START_SECONDS)
    assert asked(model).count("line_3 = 3") == 1


def review(page: PageDriver) -> Locator:
    return page.page.get_by_role("region", name="Proposed changes")


def propose(page: PageDriver, composer: Composer, model: ModelServer, path: Path, word: str) -> None:
    """Let Claude Code change `old` to `new` in a file; the change is shown."""
    arguments = {"file_path": str(path), "old_string": "old", "new_string": "new"}
    model.replies.extend([ToolCall("Read", {"file_path": str(path)}), ToolCall("Edit", {**arguments}), Text(word)])
    composer.focus()
    composer.write(f"change {path.name}")
    composer.send_and_wait()
    expect(review(page).get_by_role("tab", name=path.name)).to_be_visible(timeout=START_SECONDS * 1000)


def test_a_change_is_accepted_edited_rejected_or_decided_in_the_terminal(
    page: PageDriver, home: Path, workspace: Path, model: ModelServer
) -> None:
    before = b"first\r\nold\r\nlast"
    files = {name: workspace / f"{name}.py" for name in ("accept", "edit", "terminal", "close")}
    for path in files.values():
        path.write_bytes(before)
    composer = start(page, home, workspace, model)

    propose(page, composer, model, files["accept"], "kumquat")
    expect(page.page.locator(".review .cm-editor").first).to_be_visible()
    page.screenshot(SCREENSHOTS / "editor-review.png")
    assert files["accept"].read_bytes() == before
    review(page).get_by_role("button", name="Accept").click()
    page.wait_for("kumquat", seconds=START_SECONDS)
    assert files["accept"].read_bytes() == before.replace(b"old", b"new")
    expect(review(page)).to_be_hidden()

    propose(page, composer, model, files["edit"], "rambutan")
    proposed = page.page.get_by_label("Proposed; can be changed before it is accepted")
    proposed.get_by_text("new", exact=True).last.click()
    page.press("End")
    page.type("est")
    review(page).get_by_role("button", name="Accept").click()
    page.wait_for("rambutan", seconds=START_SECONDS)
    assert files["edit"].read_bytes() == before.replace(b"old", b"newest")

    propose(page, composer, model, files["terminal"], "mangosteen")
    page.command("Go to the terminal")
    page.press("1")
    page.wait_for("mangosteen", seconds=START_SECONDS)
    expect(review(page)).to_be_hidden()
    assert files["terminal"].read_bytes() == before.replace(b"old", b"new")

    propose(page, composer, model, files["close"], "tamarind")
    review(page).locator("button[title=Reject]").click()
    expect(review(page)).to_be_hidden()
    page.wait_for("Rejected", seconds=START_SECONDS)
    assert files["close"].read_bytes() == before
