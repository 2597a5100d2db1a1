"""What a person does in the page, and what they see: through the DOM, real keys, and the terminal's own buffer."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, ConsoleMessage, Frame, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.bridge_process import BridgeProcess, Launcher

SECONDS = 30
FIRST_SCREEN_SECONDS = 90
"""opencode draws its start screen after 4 s on an idle machine, and after a minute on a busy one."""
_READ_SCREEN = """() => {
  const detail = {};
  detail.silent = true, detail.text = '', detail.screen = [];  // between two sessions there is no terminal
  document.querySelector('#terminal')?.dispatchEvent(new CustomEvent('agent-bridge:read-screen', { detail }));
  return detail;
}"""


class PageDriver:
    """One tab. `framed`: our page is in a host's."""

    framed = False

    def __init__(self, page: Page, launcher: Launcher) -> None:
        self.page = page
        self.launcher = launcher
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        page.on("console", self._on_console)

    @property
    def content(self) -> Page | Frame:
        """Our page: the tab, or the frame in a host's."""
        return self.page.frames[1] if self.framed else self.page

    def _on_console(self, message: ConsoleMessage) -> None:
        # a failed request is how a page learns that the bridge is gone or a token is wrong
        if (
            message.type == "error"
            and "Failed to load resource" not in message.text
            and "WebSocket" not in message.text
        ):
            self.problems.append(message.text)

    def open(self, *arguments: str, **environment: str) -> BridgeProcess:
        """Start a bridge and open its page with a ticket."""
        bridge = self.launcher.start(*arguments, environment=environment)
        self.page.goto(self.link())
        self.expect_status("Connected")
        self.wait_for_any_output()
        return bridge

    def link(self) -> str:
        printed = self.launcher.run("open", "--print")
        assert printed.returncode == 0, printed.stderr
        return printed.stdout.strip()

    def expect_status(self, text: str, seconds: float = SECONDS) -> None:
        expect(self.content.get_by_role("status").first).to_contain_text(text, timeout=seconds * 1000)

    def read(self) -> dict[str, Any]:
        """The terminal's buffer, see ui/src/view/screen_probe.ts."""
        report: dict[str, Any] = self.content.evaluate(_READ_SCREEN)
        return report

    def wait_for(
        self, text: str, where: Literal["text", "screen", "unwrapped"] = "text", seconds: float = SECONDS
    ) -> str:
        """Until `text` is in the terminal; the whole text. `unwrapped`: without the ends of lines."""
        deadline = time.monotonic() + seconds
        while True:
            report = self.read()
            shown = "\n".join(report["screen"]) if where == "screen" else report["text"]
            if where == "unwrapped":
                shown = shown.replace("\n", "")
            if text in shown and not report["silent"]:
                return str(shown)
            if time.monotonic() > deadline:
                raise AssertionError(f"{text!r} did not come up in:\n{shown}")
            self.page.wait_for_timeout(50)

    def wait_for_any_output(self) -> None:
        """Until the program has drawn something and the terminal listens: a prompt, a start screen."""
        deadline = time.monotonic() + FIRST_SCREEN_SECONDS
        while (report := self.read())["silent"] or not report["text"].strip():
            assert time.monotonic() < deadline, "the program drew nothing"
            self.page.wait_for_timeout(20)

    def wait_until_gone(self, text: str) -> None:
        """Until `text` is no longer in the terminal."""
        deadline = time.monotonic() + SECONDS
        while text in self.read()["text"]:
            assert time.monotonic() < deadline, f"{text!r} stayed"
            self.page.wait_for_timeout(20)

    def settled_screen(self, quiet_ms: int = 700) -> list[str]:
        """The lines in view once they stay the same; programs draw in several steps."""
        last: list[str] = []
        for _ in range(40):
            screen: list[str] = self.read()["screen"]
            if screen == last and any(line.strip() for line in screen):
                return screen
            last = screen
            self.page.wait_for_timeout(quiet_ms)
        return last

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def paste(self, text: str, key: str = "Control+Shift+V") -> None:
        """From the browser's clipboard, with its key where the keyboard is."""
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
        self.press(key)

    def command(self, name: str) -> None:
        """Run a command by its name, as the palette finds it."""
        self.press("Control+Shift+P")
        field = self.content.get_by_role("combobox", name="Type to find a command")
        expect(field).to_be_focused()
        field.fill(name)
        self.press("Enter")

    def new_session(self, agent: str = "Shell") -> None:
        """Start another session and wait until it has drawn something."""
        count = self.content.get_by_role("tab").count()
        self.command("New session")
        dialog = self.content.get_by_role("dialog", name="New session")
        dialog.get_by_role("radio", name=agent).check()
        dialog.get_by_role("button", name="Start").click()
        expect(self.content.get_by_role("tab")).to_have_count(count + 1)
        self.wait_for_any_output()

    def rename(self, name: str) -> None:
        """Call the selected session something."""
        self.command("Rename session")
        field = self.content.get_by_role("textbox", name="Rename session")
        field.fill(name)
        field.press("Enter")
        expect(self.content.get_by_role("tab", selected=True)).to_contain_text(name)
        self.command("Go to the terminal")

    def place_of(self, text: str) -> tuple[float, float]:
        """Where in the window the middle of `text` is; it is in the terminal's last screen."""
        report = self.read()
        row = next(i for i in range(len(report["screen"]) - 1, -1, -1) if text in report["screen"][i])
        column = report["screen"][row].index(text) + len(text) / 2
        box = self.page.locator("#terminal .xterm-screen").bounding_box()
        assert box
        return (
            box["x"] + box["width"] * column / report["cols"],
            box["y"] + box["height"] * (row + 0.5) / report["rows"],
        )

    def click_text(self, text: str) -> None:
        """Click on text in the terminal, once it is a link."""
        link = self.page.locator("#terminal .xterm-cursor-pointer")
        deadline = time.monotonic() + SECONDS
        while True:
            x, y = self.place_of(text)
            # from another line: while the pointer stays in one xterm.js asks once, whatever comes to stand there
            self.page.mouse.move(x, y + 60)
            self.page.mouse.move(x, y)
            try:
                link.wait_for(state="attached", timeout=2000)
                break
            except PlaywrightTimeoutError:
                assert time.monotonic() < deadline, f"{text!r} became no link"
        self.page.mouse.click(x, y)

    def screenshot(self, path: Path) -> None:
        self.page.screenshot(path=path)


@contextmanager
def open_page(
    browser: Browser,
    launcher: Launcher,
    width: int = 900,
    height: int = 600,
    scheme: Literal["light", "dark"] = "dark",
) -> Iterator[PageDriver]:
    """A tab in a profile of its own."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    context.set_default_timeout(SECONDS * 1000)
    try:
        yield PageDriver(context.new_page(), launcher)
    finally:
        context.close()
