"""The real agents from npm, in the real page, against our own model server."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import SCREENSHOTS
from tests.e2e.page_driver import FIRST_SCREEN_SECONDS, PageDriver
from tests.fakes.model_server import ModelServer, Text
from tests.real_agents import settings

pytestmark = [pytest.mark.browser, pytest.mark.agents, pytest.mark.timeout(240)]


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


def start(page: PageDriver, agent: str, home: Path, workspace: Path, model: ModelServer, *arguments: str) -> None:
    environment = settings.prepare(agent, home, workspace, model.port)
    page.open(*(arguments or ("--cmd", settings.executable(agent))), **environment)


def test_claude_answers_survives_a_reload_ends_and_starts_again(
    page: PageDriver, home: Path, workspace: Path, model: ModelServer
) -> None:
    model.replies += [Text("The first answer is kumquat."), Text("The second answer is rambutan.")]
    environment = settings.prepare("claude", home, workspace, model.port)
    page.open(**environment)  # nothing configured: the first agent on PATH
    page.wait_for("Claude Code", seconds=FIRST_SCREEN_SECONDS)
    page.settled_screen()

    page.type("Which fruit is it?")
    page.press("Enter")
    page.wait_for("kumquat", seconds=FIRST_SCREEN_SECONDS)
    before = page.settled_screen()
    page.screenshot(SCREENSHOTS / "claude-answer.png")
    assert "Which fruit is it?" in model.prompts()[-1]

    page.page.reload()
    page.wait_for("kumquat")
    assert page.settled_screen() == before
    page.screenshot(SCREENSHOTS / "claude-after-reload.png")

    page.type("And the next?")
    page.press("Enter")
    page.wait_for("rambutan", seconds=FIRST_SCREEN_SECONDS)
    assert "And the next?" in model.prompts()[-1]

    page.settled_screen()
    page.type("/exit")
    page.wait_for("/exit", "screen")
    banner = quit_with_enter(page)
    page.screenshot(SCREENSHOTS / "claude-exit.png")

    page.page.get_by_role("button", name="Restart").last.click()
    expect(banner).to_be_hidden()
    page.wait_for("Claude Code", seconds=FIRST_SCREEN_SECONDS)
    assert "rambutan" not in "\n".join(page.settled_screen())


def quit_with_enter(page: PageDriver) -> Locator:
    """Press Enter until the agent has ended: while one still loads, the first may only choose the command.

    Not right behind the text: several agents take what comes that fast for a paste, Enter and all.
    """
    page.page.wait_for_timeout(1000)
    banner = page.page.get_by_text(re.compile(r"ended \(code 0\)"))
    for _ in range(FIRST_SCREEN_SECONDS // 4):
        page.press("Enter")
        page.page.wait_for_timeout(4000)
        if banner.count():
            break
    expect(banner).to_be_visible()
    return banner


QUIT = {"codex": "/quit", "gemini": "/quit", "opencode": "/exit"}
START_SCREEN = {"codex": "for shortcuts", "gemini": "Type your message", "opencode": "Ask anything"}


@pytest.mark.parametrize("agent", sorted(QUIT))
def test_the_others_draw_their_start_screen_and_quit(
    page: PageDriver, home: Path, workspace: Path, model: ModelServer, agent: str
) -> None:
    start(page, agent, home, workspace, model)
    page.wait_for(START_SCREEN[agent], seconds=FIRST_SCREEN_SECONDS)
    page.settled_screen()
    page.screenshot(SCREENSHOTS / f"{agent}-start.png")
    page.type(QUIT[agent])
    page.wait_for(QUIT[agent], "screen")
    quit_with_enter(page)
