"""The real Claude Code asks whether it may; what a person writes meanwhile must not be the answer."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.agent_page import ANSWER_SECONDS, start
from tests.e2e.page_driver import PageDriver
from tests.fakes.model_server import ModelServer, Text, ToolCall
from tests.real_agents import settings

pytestmark = [pytest.mark.browser, pytest.mark.agents, pytest.mark.timeout(240)]

LATER = "And after that: größer ✓"


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


def asked_for(model: ModelServer, words: str) -> list[int]:
    """The numbers of the requests that hold these words, in the order in which they came."""
    return [n for n, request in enumerate(model.requests) if words in json.dumps(request.body, ensure_ascii=False)]


def test_a_prompt_sent_while_claude_asks_goes_out_after_the_answer_and_is_not_taken_for_it(
    page: PageDriver, home: Path, workspace: Path, model: ModelServer
) -> None:
    wanted = workspace / "kumquat.txt"
    model.replies.append(ToolCall("Write", {"file_path": str(wanted), "content": "kumquat\n"}))
    model.replies += [Text("It is written."), Text("rambutan")]
    settings.let_claude_ask_before_it_writes(home)
    composer = start(page, "claude", home, workspace, model)
    composer.write("Write the file")
    composer.send_and_wait()
    expect(page.page.get_by_role("tab", name=re.compile("waiting for you"))).to_be_visible(
        timeout=ANSWER_SECONDS * 1000
    )
    page.wait_for("kumquat.txt?", "unwrapped")

    composer.write(LATER)
    composer.send()
    expect(composer.waiting).to_have_text(LATER)
    expect(page.page.get_by_text("The agent waits for your answer")).to_be_visible()
    # enough time for an Enter that nobody held back: its prompt is drawn, or the file is written
    page.settled_screen()
    assert not wanted.exists()
    assert asked_for(model, LATER) == []

    page.command("Go to the terminal")
    page.press("Enter")
    page.wait_for("rambutan", seconds=ANSWER_SECONDS)
    expect(composer.waiting).to_have_count(0)
    assert wanted.read_text() == "kumquat\n"
    assert asked_for(model, "tool_result")[0] <= asked_for(model, LATER)[0]
    assert asked_for(model, "The user doesn't want to proceed") == []
