"""Take the pictures in docs/screenshots: the page in four themes and at the widths of panels and tabs.

`python tools/screenshots.py [name …]` takes all, or those named. It needs what the browser tests need: a built page and
a Chromium. Bridge and history are real, the agent is ours (demo_agent.py); nothing of the machine is in the pictures.
"""

import json
import re
import shlex
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, expect, sync_playwright  # noqa: E402 - the project need not be installed

from tests.bridge_process import ECHO_AGENT, Launcher  # noqa: E402
from tests.chromium import FLAGS, chromium  # noqa: E402
from tests.e2e.agent_page import red_square  # noqa: E402
from tests.e2e.composer_driver import Composer  # noqa: E402
from tests.e2e.page_driver import PageDriver, open_page  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
Theme = Literal["light", "dark", "high-contrast", "high-contrast-light"]

_PROMPTS = (
    "Why does the parser take the last line twice when a file does not end in a newline?",
    "Write a test for the case that the configuration file is empty.\nThen make it pass.",
    "Explain src/parser.py line by line, for somebody who has never seen a parser.",
    "Rename `Konto` to `Account` everywhere but in the database.",
)
_LAST_PROMPT_MS = 1_700_000_000_000
_SOURCE = """import sys


def parse(text: str) -> list[str]:
    lines = text.splitlines()
    return [line.strip() for line in lines if line]
"""


_OTHER_FILES = (
    "src/parse_error.py",
    "src/tokens.py",
    "tests/test_parser.py",
    "docs/grammar.md",
    "docs/parsing/README.md",
    "pyproject.toml",
)
_COMMANDS = {"review": "Look through the last commit", "release": "Write the changelog and tag a version"}


@dataclass(frozen=True)
class Shot:
    """One picture. `act`: what a person did to get there."""

    name: str
    theme: Theme
    width: int
    act: Callable[[PageDriver], None]
    height: int = 560
    connected: bool = True


def terminal(page: PageDriver) -> None:
    """What the agent has said, with a file in it."""
    Composer(page).focus()


def chips(page: PageDriver) -> None:
    """A prompt with files, one of which goes along, and one that the agent has."""
    composer = Composer(page)
    composer.focus()
    composer.write("Look at ")
    composer.pick("test_parser", "tests/test_parser.py")
    composer.check(0)
    composer.send_and_wait()
    composer.write("Compare ")
    composer.pick("parser.py:5-7", "src/parser.py")
    composer.check(0)
    composer.write("with ")
    composer.pick("grammar", "docs/grammar.md")
    composer.paste_made_up({}, [("diagram.png", "image/png", red_square())])
    expect(composer.chips).to_have_count(3)
    composer.write("and say where\nthey differ.")


def picker(page: PageDriver) -> None:
    """Files while one types."""
    composer = Composer(page)
    composer.focus()
    composer.write("Explain @par")
    expect(composer.rows.first).to_contain_text("pars")


def commands_of_the_agent(page: PageDriver) -> None:
    """The agent's own slash commands."""
    composer = Composer(page)
    composer.focus()
    composer.write("/")
    expect(composer.rows.first).to_contain_text("release")


def queue(page: PageDriver) -> None:
    """The agent asks; prompts wait."""
    page.command("Go to the terminal")
    page.type("/ask\r")
    page.wait_for("Update")
    composer = Composer(page)
    composer.focus()
    for text in ("Then run the tests.", "And write the changelog, in two sentences."):
        composer.write(text)
        composer.send()
        expect(composer.waiting.last).to_have_text(text)
    composer.write("My next thought")


def several(page: PageDriver) -> None:
    """Sessions in several states."""
    page.command("Go to the terminal")
    page.type("/ask\r")
    page.wait_for("Update")
    for name, line in (("Parser", "sleep 60"), ("Docs", "ls src docs"), ("Release", "exit 2")):
        page.new_session()
        page.rename(name)
        page.type(line + "\r")
    page.page.get_by_text("code 2").wait_for()
    page.page.get_by_role("tab", name="Docs").click()
    page.page.get_by_role("button", name="No", exact=True).click()
    page.wait_for("grammar.md")


def command(name: str) -> Callable[[PageDriver], None]:
    """A command from the palette."""
    return lambda page: page.command(name)


def palette(page: PageDriver) -> None:
    """The palette with a few letters in it."""
    page.press("Control+Shift+P")
    page.type("se")


def stopped(page: PageDriver) -> None:
    """The bridge has gone."""
    page.launcher.started[-1].stop()
    page.expect_status("stopped")


def ended(page: PageDriver) -> None:
    """The agent has ended."""
    page.command("Go to the terminal")
    page.type("/exit 3\r")
    page.page.get_by_text("code 3").wait_for()


def refused(page: PageDriver) -> None:
    """A file that is too large for an upload, and a prompt that was not lost."""
    chips(page)
    composer = Composer(page)
    composer.paste_made_up({}, [("scan.png", "image/png", b"no image at all")])
    page.page.get_by_text("was not uploaded").wait_for()


def file(page: PageDriver) -> None:
    """A file that the output names, at its line."""
    page.click_text("src/parser.py:6")
    page.page.get_by_role("dialog").wait_for()


def search(page: PageDriver) -> None:
    """Finding in the terminal."""
    page.press("Control+Shift+F")
    page.type("line")


def nothing(page: PageDriver) -> None:
    """As it is."""


SHOTS = (
    Shot("terminal-dark-900", "dark", 900, terminal),
    Shot("terminal-light-900", "light", 900, terminal),
    Shot("terminal-dark-300", "dark", 300, terminal),
    Shot("terminal-high-contrast-900", "high-contrast", 900, terminal),
    Shot("terminal-high-contrast-light-1400", "high-contrast-light", 1400, terminal, 760),
    Shot("composer-dark-900", "dark", 900, chips),
    Shot("composer-light-300", "light", 300, chips),
    Shot("composer-light-1400", "light", 1400, chips, 760),
    Shot("composer-high-contrast-700", "high-contrast", 700, chips),
    Shot("composer-high-contrast-light-700", "high-contrast-light", 700, chips),
    Shot("picker-dark-700", "dark", 700, picker),
    Shot("picker-light-300", "light", 300, picker),
    Shot("picker-high-contrast-light-900", "high-contrast-light", 900, picker),
    Shot("slash-commands-dark-700", "dark", 700, commands_of_the_agent),
    Shot("queue-dark-900", "dark", 900, queue),
    Shot("queue-light-300", "light", 300, queue),
    Shot("queue-high-contrast-700", "high-contrast", 700, queue),
    Shot("tabs-light-1200", "light", 1200, several),
    Shot("tabs-dark-700", "dark", 700, several),
    Shot("tabs-high-contrast-light-700", "high-contrast-light", 700, several),
    Shot("palette-dark-900", "dark", 900, palette),
    Shot("new-session-light-700", "light", 700, command("New session")),
    Shot("history-light-900", "light", 900, command("Prompt history")),
    Shot("history-dark-300", "dark", 300, command("Prompt history")),
    Shot("history-high-contrast-700", "high-contrast", 700, command("Prompt history")),
    Shot("settings-dark-1400", "dark", 1400, command("Settings"), 760),
    Shot("settings-light-300", "light", 300, command("Settings")),
    Shot("settings-high-contrast-light-700", "high-contrast-light", 700, command("Settings")),
    Shot("file-light-900", "light", 900, file),
    Shot("search-dark-700", "dark", 700, search),
    Shot("ended-light-700", "light", 700, ended),
    Shot("refused-dark-700", "dark", 700, refused),
    Shot("stopped-dark-300", "dark", 300, stopped),
    Shot("sign-in-dark-700", "dark", 700, nothing, connected=False),
)


def take(browser: Browser, shot: Shot) -> None:
    """Start a bridge, act, look."""
    with tempfile.TemporaryDirectory() as folder:
        home, workspace = Path(folder) / "home", Path(folder) / "project"
        _furnish(home, workspace)
        scheme: Literal["light", "dark"] = "light" if shot.theme.endswith("light") else "dark"
        with (
            Launcher(home, workspace) as launcher,
            open_page(browser, launcher, shot.width, shot.height, scheme) as page,
        ):
            _open(page, shot)
            shot.act(page)
            page.page.wait_for_timeout(400)  # what moves in comes to rest
            page.screenshot(FOLDER / f"{shot.name}.png")


def _open(page: PageDriver, shot: Shot) -> None:
    if not shot.connected:
        page.page.goto(page.launcher.start("--cmd", ECHO_AGENT).base)
        page.page.get_by_label("Token").wait_for()
        return
    page.open("--cmd", str(_agent(page.launcher.home)), "--theme", shot.theme)
    page.wait_for("14 passed")


def _agent(home: Path) -> Path:
    """Our agent for pictures, under a name that the catalog knows."""
    program = home / "bin" / "claude"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\nexec {shlex.join([sys.executable, str(ROOT / 'tools' / 'demo_agent.py')])}\n")
    program.chmod(0o755)
    return program


def _furnish(home: Path, workspace: Path) -> None:
    (workspace / "src").mkdir(parents=True)
    (workspace / "src" / "parser.py").write_text(_SOURCE, encoding="utf-8")
    for path in _OTHER_FILES:
        (workspace / path).parent.mkdir(parents=True, exist_ok=True)
        (workspace / path).write_text(f"# {path}\n", encoding="utf-8")
    (workspace / ".claude" / "commands").mkdir(parents=True)
    for name, text in _COMMANDS.items():
        (workspace / ".claude" / "commands" / f"{name}.md").write_text(f"---\ndescription: {text}\n---\n")
    state = home / ".local" / "state" / "agent-bridge"
    state.mkdir(parents=True)
    lines = [
        json.dumps(
            {
                "v": 1,
                "id": f"p{number}",
                "timestamp": _LAST_PROMPT_MS - 40_000_000 * (len(_PROMPTS) - number),
                "projectCwd": str(workspace.resolve()),
                "serializedContent": prompt,
            },
            separators=(",", ":"),
        )
        for number, prompt in enumerate(_PROMPTS)
    ]
    (state / "history.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(names: list[str]) -> int:
    """Take those whose name matches one of `names`, or all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = [shot for shot in SHOTS if not names or any(re.search(name, shot.name) for name in names)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for shot in wanted:
            take(browser, shot)
            print(f"{shot.name}.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
