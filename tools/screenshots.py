"""Take the pictures in docs/screenshots: the page in four themes and at the widths of panels and tabs.

`python tools/screenshots.py [name …]` takes all, or those named. It needs what the browser tests need: a built page and
a Chromium. The bridge, the agents (our echo agent) and the history are real; nothing of the machine is in the pictures.
"""

import json
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, sync_playwright  # noqa: E402 - the project need not be installed

from tests.bridge_process import ECHO_AGENT, Launcher  # noqa: E402
from tests.chromium import FLAGS, chromium  # noqa: E402
from tests.e2e.page_driver import PageDriver, open_page  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
Theme = Literal["light", "dark", "high-contrast", "high-contrast-light"]

_PROMPTS = (
    "Why does the parser take the last line twice when a file does not end in a newline?",
    "Write a test for the case that the configuration file is empty.\nThen make it pass.",
    "Explain src/parser.py line by line, for somebody who has never seen a parser.",
    "Rename `Konto` to `Account` everywhere but in the database.",
)
_SOURCE = """import sys


def parse(text: str) -> list[str]:
    lines = text.splitlines()
    return [line.strip() for line in lines if line]
"""


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
    """Some output, with a file in it."""
    page.type("/colors\r")
    page.wait_for("italic")
    page.type("src/parser.py:5:13 takes the last line twice\r")
    page.wait_for("you said")


def several(page: PageDriver) -> None:
    """Sessions in several states."""
    page.type("/ask Run the tests?\r")
    page.wait_for("[y/n]")
    for name, line in (("Parser", "sleep 60"), ("Docs", "ls src"), ("Release", "exit 2")):
        page.new_session()
        page.rename(name)
        page.type(line + "\r")
        page.page.wait_for_timeout(300)
    page.page.get_by_role("tab", name="Docs").click()


def command(name: str) -> Callable[[PageDriver], None]:
    """A command from the palette."""

    def act(page: PageDriver) -> None:
        terminal(page)
        page.command(name)

    return act


def palette(page: PageDriver) -> None:
    """The palette with a few letters in it."""
    terminal(page)
    page.press("Control+Shift+P")
    page.type("se")


def stopped(page: PageDriver) -> None:
    """The bridge has gone."""
    terminal(page)
    page.launcher.started[-1].stop()
    page.expect_status("stopped")


def ended(page: PageDriver) -> None:
    """The agent has ended."""
    terminal(page)
    page.type("/exit 3\r")
    page.page.get_by_text("code 3").wait_for()


def file(page: PageDriver) -> None:
    """A file that the output names, at its line."""
    terminal(page)
    page.click_text("src/parser.py:5")
    page.page.get_by_role("dialog").wait_for()


def search(page: PageDriver) -> None:
    """Finding in the terminal."""
    terminal(page)
    page.press("Control+Shift+F")
    page.type("line")


def nothing(page: PageDriver) -> None:
    """As it is."""


SHOTS = (
    Shot("terminal-dark-900", "dark", 900, terminal),
    Shot("terminal-light-900", "light", 900, terminal),
    Shot("terminal-dark-300", "dark", 300, terminal),
    Shot("terminal-high-contrast-900", "high-contrast", 900, terminal),
    Shot("tabs-light-1200", "light", 1200, several),
    Shot("tabs-dark-700", "dark", 700, several),
    Shot("tabs-high-contrast-light-700", "high-contrast-light", 700, several),
    Shot("palette-dark-900", "dark", 900, palette),
    Shot("new-session-light-700", "light", 700, command("New session")),
    Shot("history-light-900", "light", 900, command("Prompt history")),
    Shot("history-dark-300", "dark", 300, command("Prompt history")),
    Shot("settings-dark-1400", "dark", 1400, command("Settings"), 760),
    Shot("settings-light-300", "light", 300, command("Settings")),
    Shot("file-light-900", "light", 900, file),
    Shot("search-dark-700", "dark", 700, search),
    Shot("ended-light-700", "light", 700, ended),
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
    page.open("--cmd", f"{ECHO_AGENT} --status", "--theme", shot.theme)
    page.wait_for("help")


def _furnish(home: Path, workspace: Path) -> None:
    (workspace / "src").mkdir(parents=True)
    (workspace / "src" / "parser.py").write_text(_SOURCE, encoding="utf-8")
    state = home / ".local" / "state" / "agent-bridge"
    state.mkdir(parents=True)
    lines = [
        json.dumps(
            {
                "v": 1,
                "id": f"p{number}",
                "timestamp": 1_600_000_000_000 + number,
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
