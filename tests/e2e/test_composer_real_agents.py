"""Prompts from the composer to the real agents: what arrives at the model is what was written, to the byte."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.composer_driver import Composer
from tests.e2e.conftest import SCREENSHOTS
from tests.e2e.page_driver import PageDriver
from tests.fakes.model_server import ModelServer, Text
from tests.real_agents import settings

pytestmark = [pytest.mark.browser, pytest.mark.agents, pytest.mark.timeout(300)]

START_SECONDS = 90
_CLAUDES_FRAME = re.compile(r'\s*<pasted_content id="[^"]+">\n(.*)\n</pasted_content id="[^"]+">\s*', re.DOTALL)
_GEMINIS_FILES = "\n\n--- Content from referenced files ---"


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


def start(page: PageDriver, agent: str, home: Path, workspace: Path, model: ModelServer) -> Composer:
    environment = settings.prepare(agent, home, workspace, model.port)
    page.open("--cmd", settings.executable(agent), **environment)
    page.wait_for(settings.START_SCREEN[agent], seconds=START_SECONDS)
    composer = Composer(page)
    composer.focus()
    return composer


def as_written(agent: str, prompt: str) -> str:
    """Without what the agent itself puts around a paste, or behind it."""
    framed = _CLAUDES_FRAME.fullmatch(prompt)
    if agent == "claude" and framed:
        return framed[1]
    if agent == "opencode":
        return prompt.removesuffix(" ")
    return prompt.partition(_GEMINIS_FILES)[0] if agent == "gemini" else prompt


@pytest.mark.parametrize("agent", settings.AGENTS)
def test_a_prompt_of_three_lines_and_two_files_arrives_byte_for_byte(
    page: PageDriver, home: Path, workspace: Path, model: ModelServer, agent: str
) -> None:
    (workspace / "src").mkdir()
    (workspace / "src" / "app.py").write_text("".join(f"line_{n} = '{n} ✓'\n" for n in range(1, 31)))
    (workspace / "docs").mkdir()
    (workspace / "docs" / "notes.md").write_text("Some notes.\n")
    model.replies.append(Text("kumquat"))
    composer = start(page, agent, home, workspace, model)

    composer.write("Vergleiche ")
    composer.pick("app.py:2-3", "src/app.py")
    composer.check(0)
    composer.write("mit ")
    composer.pick("notes", "docs/notes.md")
    composer.write("«genau», 日本語 👩‍💻 é\n  zweite Zeile\nthird line, @decorator #hash")
    page.press("Escape")
    composer.focus()
    page.screenshot(SCREENSHOTS / f"composer-{agent}.png")
    composer.send_and_wait()
    page.wait_for("kumquat", seconds=START_SECONDS)
    page.screenshot(SCREENSHOTS / f"composer-{agent}-sent.png")

    expected = (
        "Vergleiche src/app.py:2-3 mit @docs/notes.md «genau», 日本語 👩‍💻 é\n  zweite Zeile\n"
        "third line, @decorator #hash\n\n"
        "The content of these files follows; it does not need to be read again.\n\n"
        "src/app.py:2-3\n````python\n   2 line_2 = '2 ✓'\n   3 line_3 = '3 ✓'\n````"
    )
    [prompt] = model.prompts()
    assert as_written(agent, prompt) == expected
    assert composer.paths(composer.kept) == ["src/app.py:2-3"]
    expect(composer.chips).to_have_count(0)
