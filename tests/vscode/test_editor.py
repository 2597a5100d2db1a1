"""A real Claude Code in a real VS Code: it sees the editor and its problems, and what it proposes is decided there."""

import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.fakes.model_server import Text, ToolCall
from tests.real_agents import settings
from tests.real_agents.test_agents_see_the_editor import SECRET, asked
from tests.vscode.conftest import Desk, MakeDesk
from tests.vscode.workbench import Workbench

pytestmark = [pytest.mark.browser, pytest.mark.agents, pytest.mark.timeout(400)]

BEFORE = b"first\r\nold\r\nlast"


@pytest.fixture(scope="module")
def desk(make_desk: MakeDesk) -> Iterator[Desk]:
    command = shlex.join(["claude", *settings.ASKS_BEFORE_EDITS["claude"]])
    with make_desk(AGENT_BRIDGE_CMD=command) as one:
        (one.workspace / ".env").write_text(f"PASSWORD={SECRET}\n")
        (one.workspace / "data.json").write_text('{\n  "old": 1\n}\n')
        yield one


@pytest.fixture
def window(open_window: Callable[..., Workbench], desk: Desk) -> Workbench:
    desk.model.replies.clear()
    for name in ("accept", "edit", "reject", "close", "terminal"):
        (desk.workspace / f"{name}.py").write_bytes(BEFORE)
    one = open_window()
    one.open_panel()
    one.wait_for(settings.START_SCREEN["claude"])
    return one


def prompt(window: Workbench, text: str) -> None:
    window.composer.click()
    window.page.keyboard.type(text)
    window.page.keyboard.press("Control+Enter")


def chip(window: Workbench) -> Locator:
    return window.inner.get_by_role("group", name="What the agent sees of the editor")


def test_a_selection_arrives_a_secret_does_not_and_off_is_off(window: Workbench, desk: Desk) -> None:
    path = desk.workspace / "src" / "app.py"
    desk.model.replies.extend(Text(word) for word in ("kumquat", "rambutan", "mangosteen"))
    window.open_file("app.py")
    window.select_lines(3, 4)
    expect(chip(window)).to_contain_text("Shared: app.py:3-4")
    prompt(window, "what is selected?")
    window.wait_for("kumquat")
    assert f"The user selected the lines 3 to 4 from {path}:\nline 3\nline 4" in asked(desk.model)

    window.open_file(".env")
    expect(chip(window)).to_be_hidden()  # the extension keeps it back, so there is nothing to say
    window.select_lines(1, 1)
    prompt(window, "and now?")
    window.wait_for("rambutan")
    assert SECRET not in asked(desk.model)

    window.tab("app.py").click()
    window.select_lines(7, 8)
    expect(chip(window)).to_contain_text("Shared: app.py:7-8")
    chip(window).get_by_role("button").first.click()
    expect(chip(window)).to_contain_text("Not shared")
    prompt(window, "and now that it is off?")
    window.wait_for("mangosteen")
    assert "line 7" not in asked(desk.model)


def propose(window: Workbench, desk: Desk, name: str, word: str) -> Path:
    """Claude Code changes `old` to `new` in a file: the diff is there, and the focus where it was."""
    path = desk.workspace / name
    arguments = {"file_path": str(path), "old_string": "old", "new_string": "new"}
    desk.model.replies.extend([ToolCall("Read", {"file_path": str(path)}), ToolCall("Edit", {**arguments}), Text(word)])
    prompt(window, f"change {name}")
    diff_tab(window, name).wait_for()
    assert path.read_bytes() == BEFORE
    return path


def diff_tab(window: Workbench, name: str) -> Locator:
    return window.tab(f"{name} (proposed by Claude Code)")


def action(window: Workbench, title: str) -> Locator:
    return window.page.locator(f".editor-actions a.action-label[aria-label^='{title}']").first


def test_a_change_is_accepted_edited_rejected_closed_or_decided_in_the_terminal(window: Workbench, desk: Desk) -> None:
    path = propose(window, desk, "accept.py", "kumquat")
    expect(window.composer).to_be_focused()
    action(window, "Accept Proposed Change").click()
    window.wait_for("kumquat")
    assert path.read_bytes() == BEFORE.replace(b"old", b"new")
    expect(diff_tab(window, "accept.py")).to_be_hidden()

    path = propose(window, desk, "edit.py", "rambutan")
    window.page.locator(".monaco-diff-editor .editor.modified .view-line", has_text="new").first.click()
    window.page.keyboard.press("End")
    window.page.keyboard.type("est")
    action(window, "Accept Proposed Change").click()
    window.wait_for("rambutan")
    assert path.read_bytes() == BEFORE.replace(b"old", b"newest")
    expect(diff_tab(window, "edit.py")).to_be_hidden()

    path = propose(window, desk, "terminal.py", "mangosteen")
    window.focus_terminal()
    window.page.keyboard.press("1")
    window.wait_for("mangosteen")
    expect(diff_tab(window, "terminal.py")).to_be_hidden()
    assert path.read_bytes() == BEFORE.replace(b"old", b"new")

    path = propose(window, desk, "reject.py", "tamarind")
    action(window, "Reject Proposed Change").click()
    expect(diff_tab(window, "reject.py")).to_be_hidden()
    window.wait_for("reject.py")
    desk.model.replies.clear()
    assert path.read_bytes() == BEFORE

    path = propose(window, desk, "close.py", "longan")
    diff_tab(window, "close.py").locator(".codicon-close").click()
    expect(diff_tab(window, "close.py")).to_be_hidden()
    desk.model.replies.clear()
    desk.model.replies.append(Text("durian"))
    prompt(window, "and then?")
    window.wait_for("durian")
    assert path.read_bytes() == BEFORE
    assert "reject" in asked(desk.model)


def test_problems_of_the_editor_reach_the_agent_after_its_change(window: Workbench, desk: Desk) -> None:
    path = desk.workspace / "data.json"
    arguments = {"file_path": str(path), "old_string": "1", "new_string": "nonsense"}
    path.write_text('{\n  "old": 1\n}\n')
    desk.model.replies.extend([ToolCall("Read", {"file_path": str(path)}), ToolCall("Edit", {**arguments})])
    desk.model.replies.extend([Text("kumquat"), Text("rambutan")])
    window.open_file("data.json")
    prompt(window, "change data.json")
    diff_tab(window, "data.json").wait_for()
    action(window, "Accept Proposed Change").click()
    window.wait_for("kumquat")
    window.tab("data.json").click()
    window.command("Revert File")  # this VS Code is set to watch no files
    window.page.locator(".part.editor .squiggly-error").first.wait_for()
    prompt(window, "what is wrong with it?")
    window.wait_for("rambutan")
    assert "Value expected" in asked(desk.model)
