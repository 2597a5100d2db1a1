"""The page as the editor: what is selected in its file view is seen by real agents, and changes are decided in it.

Claude Code in each run; `make editors` tries all of them.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.agent_page import ANSWER_SECONDS, press_until_hidden
from tests.e2e.composer_driver import Composer
from tests.e2e.conftest import SCREENSHOTS
from tests.e2e.page_driver import FIRST_SCREEN_SECONDS, PageDriver
from tests.fakes.model_server import ModelServer, Text
from tests.real_agents import settings
from tests.real_agents.test_agents_propose_changes import SAYS_NO, proposals
from tests.real_agents.test_agents_see_the_editor import SAYS, SECRET, asked

pytestmark = [pytest.mark.browser, pytest.mark.agents, pytest.mark.timeout(400)]

LINE_HEIGHT = 18


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


def start(page: PageDriver, agent: str, home: Path, workspace: Path, model: ModelServer) -> Composer:
    """The agent is there, and listens to the editor."""
    environment = settings.prepare(agent, home, workspace, model.port)
    command = settings.command(agent, *settings.ASKS_BEFORE_EDITS.get(agent, ()))
    page.open("--cmd", command, **environment)
    page.wait_for(settings.START_SCREEN[agent], seconds=FIRST_SCREEN_SECONDS)
    if agent == "codex":  # it looks when a person has told it to
        page.command("Go to the terminal")
        page.type("/ide on")
        page.wait_for("/ide on")
        page.press("Enter")
        page.wait_for("IDE context is on", seconds=ANSWER_SECONDS)
    else:
        expect(page.page.locator(".shared[data-listens=true]")).to_be_attached(timeout=ANSWER_SECONDS * 1000)
    composer = Composer(page)
    composer.focus()
    return composer


def chip(page: PageDriver) -> Locator:
    return page.page.get_by_role("group", name="What the agent sees of the editor")


def select_lines(page: PageDriver, composer: Composer, name: str, first: int, last: int) -> None:
    """Open the file from the composer and select with the mouse; lines from 1, both included."""
    composer.focus()
    composer.pick(name, name)
    page.page.get_by_role("button", name=f"Open {name}").click()
    expect(page.page.locator("dialog.file-view")).to_be_visible()
    box = page.page.locator(".file-lines code").first.bounding_box()
    assert box is not None
    page.page.mouse.move(box["x"] + 1, box["y"] + LINE_HEIGHT * (first - 0.5))
    page.page.mouse.down()
    page.page.mouse.move(box["x"] + 1, box["y"] + LINE_HEIGHT * (last + 0.5), steps=5)
    page.page.mouse.up()
    page.press("Escape")
    page.page.get_by_role("button", name=f"Remove {name}").click()


def ask(page: PageDriver, composer: Composer, text: str, answer: str) -> None:
    composer.focus()
    composer.write(text)
    composer.send_and_wait()
    page.wait_for(answer, seconds=ANSWER_SECONDS)


@pytest.mark.parametrize("agent", settings.WITH_EDITORS)
def test_lines_selected_in_the_file_view_reach_the_agent_a_secret_does_not_and_off_is_off(
    page: PageDriver, home: Path, workspace: Path, model: ModelServer, agent: str
) -> None:
    code = workspace / "a.py"
    code.write_text("".join(f"line_{number} = {number}\n" for number in range(1, 21)))
    (workspace / ".env").write_text(f"PASSWORD={SECRET}\nMORE=1\n")
    model.replies.extend(Text(word) for word in ("kumquat", "rambutan", "mangosteen"))
    composer = start(page, agent, home, workspace, model)

    select_lines(page, composer, "a.py", 3, 4)
    expect(chip(page)).to_contain_text("Shared: a.py:3-4")
    page.screenshot(SCREENSHOTS / f"editor-shared-{agent}.png")
    ask(page, composer, "what is selected?", "kumquat")
    assert SAYS[agent](code, 3, 4, "line_3 = 3\nline_4 = 4\n") in asked(model)

    select_lines(page, composer, ".env", 1, 1)
    expect(chip(page)).to_contain_text("Not shared: keys and .env files never are")
    ask(page, composer, "and now?", "rambutan")
    assert SECRET not in asked(model)

    select_lines(page, composer, "a.py", 7, 8)
    page.page.get_by_role("button", name="Shared: a.py:7-8").click()
    expect(chip(page)).to_contain_text("Not shared")
    ask(page, composer, "and when it is off?", "mangosteen")
    assert "line_7" not in asked(model)
    assert SECRET not in asked(model)


def review(page: PageDriver) -> Locator:
    return page.page.get_by_role("region", name="Proposed changes")


@pytest.mark.parametrize("agent", settings.WITH_DIFFS)
def test_a_change_is_accepted_edited_decided_in_the_terminal_rejected_or_closed(  # noqa: PLR0915 - one story: a start costs seconds
    page: PageDriver, home: Path, workspace: Path, model: ModelServer, agent: str
) -> None:
    before = b"first\r\nold\r\nlast"
    files = {name: workspace / f"{name}.py" for name in ("accept", "edit", "terminal", "reject", "close")}
    for path in files.values():
        path.write_bytes(before)
    composer = start(page, agent, home, workspace, model)

    def propose(name: str, word: str) -> None:
        """The agent changes `old` to `new` in a file; the change is shown, and the focus is where it was."""
        model.replies.clear()
        model.replies.extend(proposals(agent, files[name], word))
        composer.focus()
        composer.write(f"change {name}")
        composer.send_and_wait()
        expect(review(page).get_by_role("tab", name=f"{name}.py")).to_be_visible(timeout=ANSWER_SECONDS * 1000)
        expect(page.page.locator(".review .cm-editor").first).to_be_visible()
        expect(composer.text).to_be_focused()
        assert files[name].read_bytes() == before

    propose("accept", "kumquat")
    page.screenshot(SCREENSHOTS / f"editor-review-{agent}.png")
    review(page).get_by_role("button", name="Accept").click()
    page.wait_for("kumquat", seconds=ANSWER_SECONDS)
    assert files["accept"].read_bytes() == before.replace(b"old", b"new")
    expect(review(page)).to_be_hidden()

    propose("edit", "rambutan")
    proposed = page.page.get_by_label("Proposed; can be changed before it is accepted")
    proposed.get_by_text("new", exact=True).last.click()
    page.press("End")
    page.type("est")
    review(page).get_by_role("button", name="Accept").click()
    page.wait_for("rambutan", seconds=ANSWER_SECONDS)
    assert files["edit"].read_bytes() == before.replace(b"old", b"newest")

    propose("terminal", "mangosteen")
    page.command("Go to the terminal")
    press_until_hidden(page.page, "Enter", review(page))
    page.wait_for("mangosteen", seconds=ANSWER_SECONDS)
    assert files["terminal"].read_bytes() == before.replace(b"old", b"new")

    for name, word, button in (("reject", "durian", "text"), ("close", "tamarind", "sign")):
        propose(name, "nothing")
        buttons = review(page).get_by_role("button", name="Reject")
        (buttons.first if button == "text" else buttons.last).click()
        expect(review(page)).to_be_hidden()
        model.replies.clear()
        model.replies.append(Text(word))
        ask(page, composer, "and then?", word)
        assert files[name].read_bytes() == before
        assert any(no in asked(model) for no in SAYS_NO)
