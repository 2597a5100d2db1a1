"""What a person does in the composer, with the browser's own keys, clicks, drags and clipboard."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, expect

from tests.e2e.page_driver import SECONDS, PageDriver

_PASTE = """([selector, strings, files]) => {
  const data = new DataTransfer();
  for (const [name, value] of Object.entries(strings)) data.setData(name, value);
  for (const [name, kind, bytes] of files) data.items.add(new File([new Uint8Array(bytes)], name, {type: kind}));
  const event = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});
  document.querySelector(selector).dispatchEvent(event);
}"""
_COPY_IMAGE = """(bytes) => navigator.clipboard.write(
  [new ClipboardItem({'image/png': new Blob([new Uint8Array(bytes)], {type: 'image/png'})})])"""
_COPY_NEXT = """(strings) => addEventListener('copy', (event) => {
  for (const [name, value] of Object.entries(strings)) event.clipboardData.setData(name, value);
  event.preventDefault();
  event.stopImmediatePropagation();
}, {capture: true, once: true})"""
TEXT = ".composer .cm-content"


class Composer:
    """The composer of one page."""

    def __init__(self, page: PageDriver) -> None:
        self.page = page
        self.text = page.content.locator(TEXT)
        self.picker = page.content.locator(".picker")
        self.rows = self.picker.get_by_role("option")
        self.chips = page.content.locator(".composer-editor .chip")
        self.kept = page.content.locator(".shelf .chip")
        self.waiting = page.content.locator(".queue-text")
        self.send_button = page.content.locator(".composer-send")

    def focus(self) -> None:
        self.text.click()

    def write(self, text: str) -> None:
        self.page.page.keyboard.type(text)

    def pick(self, query: str, path: str) -> None:
        """Type an `@` and a query, wait for the file to be the first, and take it."""
        self.write(f"@{query}")
        expect(self.rows.first).to_contain_text(path.rsplit("/", 1)[-1], timeout=SECONDS * 1000)
        self.page.press("Enter")
        expect(self.picker).to_be_hidden()

    def check(self, index: int) -> None:
        self.chips.nth(index).get_by_role("checkbox").click()

    def send(self) -> None:
        self.page.press("Control+Enter")

    def send_and_wait(self) -> None:
        self.send()
        expect(self.send_button).to_have_attribute("aria-disabled", "true")

    def paths(self, chips: Locator | None = None) -> list[str]:
        """Chips as `path`, or `name:10-25` behind it."""
        found = (chips or self.chips).evaluate_all(
            "all => all.map((chip) => chip.dataset.path + (chip.querySelector('.chip-lines')?.textContent ?? ''))"
        )
        return [str(path) for path in found]

    def drop(self, strings: Mapping[str, str], files: Sequence[Path] = (), target: str = TEXT) -> None:
        """A real drag: what it carries by type, or files and folders of this machine; let go at the end of `target`."""
        box = self.page.page.locator(target).bounding_box()
        assert box
        data = {
            "items": [{"mimeType": kind, "data": value} for kind, value in strings.items()],
            "files": [str(file) for file in files],
            "dragOperationsMask": 1,
        }
        place = {"x": box["x"] + box["width"] - 4, "y": box["y"] + box["height"] - 4}
        devtools = self.page.page.context.new_cdp_session(self.page.page)
        for step in ("dragEnter", "dragOver", "drop"):
            devtools.send("Input.dispatchDragEvent", {"type": step, **place, "data": data})
        devtools.detach()

    def paste_text(self, text: str) -> None:
        self.page.paste(text, "Control+V")

    def paste_copied(self, strings: Mapping[str, str]) -> None:
        """What another part of the page puts on the clipboard, with the browser's keys for both."""
        self._allow_clipboard()
        self.page.page.evaluate(_COPY_NEXT, dict(strings))
        self.page.press("Control+C")
        self.page.press("Control+V")

    def paste_image(self, png: bytes) -> None:
        """From the browser's clipboard, with its key."""
        self._allow_clipboard()
        self.page.page.evaluate(_COPY_IMAGE, list(png))
        self.page.press("Control+V")

    def paste_made_up(self, strings: Mapping[str, str], files: Sequence[tuple[str, str, bytes]] = ()) -> None:
        """What no browser lets a test put on its clipboard: files of other names and kinds."""
        listed: list[Any] = [[name, kind, list(content)] for name, kind, content in files]
        self.page.page.evaluate(_PASTE, [TEXT, dict(strings), listed])

    def _allow_clipboard(self) -> None:
        self.page.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
