"""Prompts from the composer to the real agents: what arrives at the model is what was written, to the byte."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.agent_page import ANSWER_SECONDS, as_written, large_prompt, red_square, start
from tests.e2e.composer_driver import Composer
from tests.e2e.conftest import SCREENSHOTS
from tests.e2e.page_driver import PageDriver
from tests.fakes.model_server import ModelServer, Text
from tests.real_agents import settings

pytestmark = [pytest.mark.browser, pytest.mark.agents, pytest.mark.timeout(400)]

PROMPT = (
    "Vergleiche src/app.py:2-3 mit @docs/notes.md «genau», 日本語 👩‍💻 é\n  zweite Zeile\n"
    "third line, @decorator #hash\n\n"
    "The content of these files follows; it does not need to be read again.\n\n"
    "src/app.py:2-3\n````python\n   2 line_2 = '2 ✓'\n   3 line_3 = '3 ✓'\n````"
)


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


# One story for each agent and not three tests: each start costs seconds.
@pytest.mark.parametrize("agent", settings.AGENTS)
def test_files_an_image_and_a_prompt_of_3000_lines_arrive_byte_for_byte(
    page: PageDriver, home: Path, workspace: Path, model: ModelServer, agent: str
) -> None:
    (workspace / "src").mkdir()
    (workspace / "src" / "app.py").write_text("".join(f"line_{n} = '{n} ✓'\n" for n in range(1, 31)))
    (workspace / "docs").mkdir()
    (workspace / "docs" / "notes.md").write_text("Some notes.\n")
    model.replies += [Text("kumquat"), Text("rambutan"), Text("carambola")]
    composer = start(page, agent, home, workspace, model)

    write_three_lines_and_two_files(composer)
    page.screenshot(SCREENSHOTS / f"composer-{agent}.png")
    composer.send_and_wait()
    page.wait_for("kumquat", seconds=ANSWER_SECONDS)
    page.screenshot(SCREENSHOTS / f"composer-{agent}-sent.png")
    assert as_written(agent, model.prompts()[0]) == PROMPT
    assert composer.paths(composer.kept) == ["src/app.py:2-3"]
    expect(composer.chips).to_have_count(0)

    write_an_image_and_a_file_at_the_end(composer)
    composer.send_and_wait()
    if agent == "gemini":  # it asks before it looks at a file that is not of the workspace
        allow_the_reading(page)
    page.wait_for("rambutan", seconds=ANSWER_SECONDS)
    assert "/Bild-1.png" in model.prompts()[1]
    assert "@docs/notes.md" in model.prompts()[1]
    if agent == "gemini":
        assert base64.b64encode(red_square()).decode() in json.dumps(model.requests[-1].body)

    composer.focus()
    composer.paste_text(large_prompt())
    composer.send_and_wait()
    page.wait_for("carambola", seconds=ANSWER_SECONDS)
    assert as_written(agent, model.prompts()[2]) == large_prompt()


def write_three_lines_and_two_files(composer: Composer) -> None:
    composer.write("Vergleiche ")
    composer.pick("app.py:2-3", "src/app.py")
    composer.check(0)
    composer.write("mit ")
    composer.pick("notes", "docs/notes.md")
    composer.write("«genau», 日本語 👩‍💻 é\n  zweite Zeile\nthird line, @decorator #hash")
    composer.page.press("Escape")
    composer.focus()


def write_an_image_and_a_file_at_the_end(composer: Composer) -> None:
    composer.focus()
    composer.write("Is ")
    composer.paste_made_up({}, [("Bild 1.png", "image/png", red_square())])
    expect(composer.chips).to_have_count(1)
    composer.write("as in ")
    composer.pick("notes", "docs/notes.md")


def allow_the_reading(page: PageDriver) -> None:
    page.wait_for("Do you want to allow this read?", seconds=ANSWER_SECONDS)
    page.command("Go to the terminal")
    page.press("Enter")
