"""What a person does in VS Code: the workbench by its own labels and keys, the page in its inner frame."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Frame, FrameLocator, Locator, Page, expect

SECONDS = 60
_READ_SCREEN = """() => {
  const detail = {};
  document.querySelector('#terminal, [data-focus-place=terminal]')
    .dispatchEvent(new CustomEvent('agent-bridge:read-screen', { detail }));
  return detail;
}"""


class Workbench:
    """One window of VS Code."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        page.set_default_timeout(SECONDS * 1000)

    def open(self) -> None:
        """Load the workbench, until its extensions have started."""
        self.page.goto(self.url)
        self.wait_until_loaded()

    def close(self) -> None:
        """As a person closes the tab: the workbench hears of it."""
        with self.page.expect_event("close"):
            self.page.close(run_before_unload=True)

    def wait_until_loaded(self) -> None:
        """Until the parts are there."""
        expect(self.activity_icon).to_be_visible(timeout=SECONDS * 1000)
        self.page.locator(".statusbar-item").first.wait_for()

    # the panel

    @property
    def activity_icon(self) -> Locator:
        return self.page.locator(".part.activitybar a.action-label[aria-label^='Agent Bridge']")

    def open_panel(self) -> None:
        """Click on the icon, and wait for a terminal that has drawn something."""
        self.activity_icon.click()
        self.wait_for_page()

    def wait_for_page(self) -> None:
        """Until the page is connected and the program has drawn."""
        self.wait_until(lambda: self.bridge_frame() is not None, "the page's frame")
        self.inner.locator("#app[data-connection=open]").wait_for()
        self.wait_until(lambda: bool(self.read()["text"].strip()) and not self.read()["silent"], "output")

    @property
    def webview(self) -> FrameLocator:
        """The extension's own document, around the page."""
        return self.page.frame_locator("iframe.webview.ready:visible").frame_locator("iframe#active-frame")

    @property
    def inner(self) -> FrameLocator:
        return self.webview.frame_locator("iframe")

    def bridge_frame(self) -> Frame | None:
        """The frame with the page of the bridge; it alone is on another port than the workbench."""
        ours = re.compile(r"^http://127\.0\.0\.1:\d+/$")
        frames = [frame for frame in self.page.frames if frame.parent_frame is not None and ours.match(frame.url)]
        return frames[-1] if frames else None

    @property
    def bridge_port(self) -> int:
        frame = self.bridge_frame()
        assert frame is not None
        return int(frame.url.rsplit(":", 1)[1].rstrip("/"))

    def read(self) -> dict[str, Any]:
        """The terminal's buffer, see ui/src/view/screen_probe.ts."""
        frame = self.bridge_frame()
        if frame is None:
            return {"text": "", "screen": [], "silent": True}
        report: dict[str, Any] = frame.evaluate(_READ_SCREEN)
        return report

    def text(self) -> str:
        """All that the terminal keeps."""
        return str(self.read()["text"])

    def wait_for(self, text: str) -> None:
        """Until `text` is in the terminal; blanks do not count, since the panel is narrow and lines are broken."""
        wanted = "".join(text.split())
        self.wait_until(lambda: wanted in "".join(self.text().split()), f"{text!r} in the terminal", self.text)

    def settled_screen(self, quiet_ms: int = 700) -> list[str]:
        """The lines in view once they stay the same."""
        last: list[str] = []
        for _ in range(40):
            screen: list[str] = self.read()["screen"]
            if screen == last and any(line.strip() for line in screen):
                return screen
            last = screen
            self.page.wait_for_timeout(quiet_ms)
        return last

    def focus_terminal(self) -> None:
        self.inner.locator(".xterm").first.click()

    @property
    def composer(self) -> Locator:
        return self.inner.locator(".composer .cm-content")

    @property
    def chips(self) -> Locator:
        return self.inner.locator(".composer-editor .chip")

    def chip_paths(self) -> list[str]:
        """Chips as `path`, or `path:10-25`."""
        found = self.chips.evaluate_all(
            "all => all.map((chip) => chip.dataset.path + (chip.querySelector('.chip-lines')?.textContent ?? ''))"
        )
        return [str(path) for path in found]

    def expect_chips(self, *paths: str) -> None:
        self.wait_until(lambda: self.chip_paths() == list(paths), f"the chips {paths}", self.chip_paths)

    def clear_composer(self) -> None:
        self.composer.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")

    def click_in_terminal(self, text: str) -> None:
        """On the first letter of `text`, where it is in view."""
        screen = self.read()["screen"]
        row = next(number for number, line in enumerate(screen) if text in line)
        column = screen[row].index(text)
        box = self.inner.locator(".xterm-screen").first.bounding_box()
        assert box is not None
        cell_width, cell_height = box["width"] / self.read()["cols"], box["height"] / self.read()["rows"]
        x, y = box["x"] + (column + 0.5) * cell_width, box["y"] + (row + 0.5) * cell_height
        self.page.mouse.move(x - 1, y)
        self.page.mouse.move(x, y, steps=3)
        self.inner.locator(".xterm-cursor-pointer").first.wait_for()
        self.page.mouse.click(x, y)

    # the workbench

    def command(self, title: str) -> None:
        """Run a command by its title in the palette."""
        field = self.page.locator(".quick-input-widget input")
        self.page.keyboard.press("F1")
        for _ in range(10):  # a part that is just being made takes the focus, and the key with it
            self.page.wait_for_timeout(300)
            if field.is_visible():
                break
            self.page.keyboard.press("F1")
        field.fill(f">{title}")
        self.page.locator(".quick-input-list .monaco-list-row", has_text=title).first.click()

    def quick_pick(self, text: str) -> None:
        self.page.locator(".quick-input-list .monaco-list-row", has_text=text).first.click()

    def open_file(self, name: str) -> None:
        """Through the quick open box."""
        self.page.keyboard.press("Escape")
        self.command("Go to File")
        self.page.locator(".quick-input-widget input").fill(name)
        self.page.locator(".quick-input-list .monaco-list-row", has_text=name).first.click()
        self.tab(name).wait_for()

    def tab(self, name: str) -> Locator:
        return self.page.locator(".tabs-container .tab", has_text=name).first

    def select_lines(self, first: int, last: int) -> None:
        """Whole lines of the active editor, 1-based, with the mouse and the keyboard."""
        lines = self.page.locator(".part.editor .monaco-editor .view-line")
        lines.first.click()
        self.page.keyboard.press("Control+Home")
        for _ in range(first - 1):
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Home")
        for _ in range(last - first):
            self.page.keyboard.press("Shift+ArrowDown")
        self.page.keyboard.press("Shift+End")

    def expect_cursor(self, line: int) -> None:
        """The status bar says where the cursor is."""
        expect(self.page.locator("#status\\.editor\\.selection")).to_contain_text(f"Ln {line},")

    def explorer_row(self, name: str) -> Locator:
        return self.page.locator(".explorer-folders-view .monaco-list-row", has_text=name).first

    def show_explorer(self) -> None:
        self.page.locator(".part.activitybar a.action-label[aria-label^='Explorer']").click()
        self.page.locator(".explorer-folders-view").wait_for()

    def notification(self, text: str) -> Locator:
        return self.page.locator(".notifications-toasts .notification-list-item", has_text=text).first

    def menu(self, target: Locator, item: str) -> None:
        """Choose from a context menu."""
        target.click(button="right")
        entry = self.page.locator(".monaco-menu .action-label", has_text=item).first
        entry.wait_for()
        # a click that comes with the menu is taken for the end of the one that opened it
        self.page.wait_for_timeout(300)
        entry.click()
        expect(entry).to_be_hidden()

    def wait_until(
        self,
        is_so: Callable[[], bool],
        what: str,
        otherwise: Callable[[], object] = lambda: "",
        seconds: float = SECONDS,
    ) -> None:
        """Poll until it is so; an AssertionError that says what did not come."""
        deadline = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < deadline, f"{what} did not come; there is: {otherwise()}"
            # Playwright hears of frames and messages only while it waits itself
            self.page.wait_for_timeout(50)

    def screenshot(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path)
