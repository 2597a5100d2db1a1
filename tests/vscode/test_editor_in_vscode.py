"""Real agents in a real VS Code: they see the editor and its problems, and what they propose is decided there.

Claude Code in each run; `make editors` tries all of them.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.agent_page import press_until_hidden
from tests.fakes.model_server import Text, ToolCall
from tests.real_agents import settings
from tests.real_agents.test_agents_propose_changes import SAYS_NO, proposals
from tests.real_agents.test_agents_see_the_editor import SAYS, SECRET, asked
from tests.vscode.conftest import Desk, MakeDesk
from tests.vscode.workbench import Workbench

pytestmark = [pytest.mark.browser, pytest.mark.agents, pytest.mark.timeout(400)]

BEFORE = b"first\r\nold\r\nlast"
NAMES = {"claude": "Claude Code", "gemini": "Gemini CLI"}


@pytest.fixture(scope="module", params=settings.WITH_EDITORS)
def agent(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def desk(make_desk: MakeDesk, agent: str) -> Iterator[Desk]:
    command = settings.command(agent, *settings.ASKS_BEFORE_EDITS.get(agent, ()))
    with make_desk(agent=agent, AGENT_BRIDGE_CMD=command) as one:
        (one.workspace / ".env").write_text(f"PASSWORD={SECRET}\n")
        (one.workspace / "data.json").write_text('{\n  "old": 1\n}\n')
        yield one


@pytest.fixture
def window(open_window: Callable[..., Workbench], desk: Desk, agent: str) -> Workbench:
    desk.model.replies.clear()
    for name in ("accept", "edit", "reject", "close", "terminal"):
        (desk.workspace / f"{name}.py").write_bytes(BEFORE)
    one = open_window()
    one.open_panel()
    one.wait_for(settings.START_SCREEN[agent])
    if agent == "codex":  # it looks when a person has told it to
        one.focus_terminal()
        one.page.keyboard.type("/ide on")
        one.wait_for("/ide on")
        one.page.keyboard.press("Enter")
        one.wait_for("IDE context is on")
    else:
        expect(one.inner.locator(".shared[data-listens=true]")).to_be_attached(timeout=90_000)
    return one


def prompt(window: Workbench, text: str, answer: str = "") -> None:
    window.composer.click()
    window.page.keyboard.type(text)
    window.page.keyboard.press("Control+Enter")
    if answer:
        window.wait_for(answer)


def chip(window: Workbench) -> Locator:
    return window.inner.get_by_role("group", name="What the agent sees of the editor")


def test_a_selection_arrives_a_secret_does_not_and_off_is_off(window: Workbench, desk: Desk, agent: str) -> None:
    path = desk.workspace / "src" / "app.py"
    desk.model.replies.extend(Text(word) for word in ("kumquat", "rambutan", "mangosteen"))
    window.open_file("app.py")
    window.select_lines(3, 4)
    expect(chip(window)).to_contain_text("Shared: app.py:3-4")
    prompt(window, "what is selected?", "kumquat")
    assert SAYS[agent](path, 3, 4, "line 3\nline 4") in asked(desk.model)

    window.open_file(".env")
    expect(chip(window)).to_be_hidden()  # the extension keeps it back, so there is nothing to say
    window.select_lines(1, 1)
    prompt(window, "and now?", "rambutan")
    assert SECRET not in asked(desk.model)

    window.tab("app.py").click()
    window.select_lines(7, 8)
    expect(chip(window)).to_contain_text("Shared: app.py:7-8")
    chip(window).get_by_role("button").first.click()
    expect(chip(window)).to_contain_text("Not shared")
    prompt(window, "and now that it is off?", "mangosteen")
    assert "line 7" not in asked(desk.model)


def diff_tab(window: Workbench, name: str, agent: str) -> Locator:
    return window.tab(f"{name} (proposed by {NAMES[agent]})")


def action(window: Workbench, title: str) -> Locator:
    return window.page.locator(f".editor-actions a.action-label[aria-label^='{title}']").first


@pytest.mark.parametrize("agent", settings.WITH_DIFFS, indirect=True, scope="module")
def test_a_change_is_accepted_edited_rejected_closed_or_decided_in_the_terminal(  # noqa: PLR0915 - one story: a start costs seconds
    window: Workbench, desk: Desk, agent: str
) -> None:
    def propose(name: str, word: str) -> Path:
        """The agent changes `old` to `new` in a file: the diff is there, and the focus where it was."""
        path = desk.workspace / name
        desk.model.replies.clear()
        desk.model.replies.extend(proposals(agent, path, word))
        prompt(window, f"change {name}")
        diff_tab(window, name, agent).wait_for()
        expect(window.composer).to_be_focused()
        assert path.read_bytes() == BEFORE
        return path

    path = propose("accept.py", "kumquat")
    action(window, "Accept Proposed Change").click()
    window.wait_for("kumquat")
    assert path.read_bytes() == BEFORE.replace(b"old", b"new")
    expect(diff_tab(window, "accept.py", agent)).to_be_hidden()

    path = propose("edit.py", "rambutan")
    window.command("Show Proposed Changes")
    window.quick_pick(f"edit.py (proposed by {NAMES[agent]})")
    window.page.locator(".monaco-diff-editor .editor.modified .view-line", has_text="new").first.click()
    window.page.keyboard.press("End")
    window.page.keyboard.type("est")
    action(window, "Accept Proposed Change").click()
    window.wait_for("rambutan")
    assert path.read_bytes() == BEFORE.replace(b"old", b"newest")
    expect(diff_tab(window, "edit.py", agent)).to_be_hidden()

    path = propose("terminal.py", "mangosteen")
    window.focus_terminal()
    press_until_hidden(window.page, "Enter", diff_tab(window, "terminal.py", agent))
    window.wait_for("mangosteen")
    assert path.read_bytes() == BEFORE.replace(b"old", b"new")

    for name, word in (("reject.py", "durian"), ("close.py", "tamarind")):
        path = propose(name, "nothing")
        if name == "reject.py":
            action(window, "Reject Proposed Change").click()
        else:
            diff_tab(window, name, agent).locator(".codicon-close").click()
        expect(diff_tab(window, name, agent)).to_be_hidden()
        desk.model.replies.clear()
        desk.model.replies.append(Text(word))
        prompt(window, "and then?", word)
        assert path.read_bytes() == BEFORE
        assert any(no in asked(desk.model) for no in SAYS_NO)


@pytest.mark.parametrize("agent", ["claude"], indirect=True, scope="module")  # no other one asks for them
def test_problems_of_the_editor_reach_the_agent_after_its_change(window: Workbench, desk: Desk, agent: str) -> None:
    path = desk.workspace / "data.json"
    arguments = {"file_path": str(path), "old_string": "1", "new_string": "nonsense"}
    path.write_text('{\n  "old": 1\n}\n')
    desk.model.replies.extend([ToolCall("Read", {"file_path": str(path)}), ToolCall("Edit", {**arguments})])
    desk.model.replies.extend([Text("kumquat"), Text("rambutan")])
    window.open_file("data.json")
    prompt(window, "change data.json")
    diff_tab(window, "data.json", agent).wait_for()
    action(window, "Accept Proposed Change").click()
    window.wait_for("kumquat")
    window.tab("data.json").click()
    window.command("Revert File")  # this VS Code is set to watch no files
    window.page.locator(".part.editor .squiggly-error").first.wait_for()
    prompt(window, "what is wrong with it?", "rambutan")
    assert "Value expected" in asked(desk.model)
