"""What a person does in the composer: real keys and clicks, and clipboard and drag events where no key makes them."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, expect

from tests.e2e.page_driver import SECONDS, PageDriver

_TRANSFER = """([selector, type, strings, files]) => {
  const target = document.querySelector(selector);
  const data = new DataTransfer();
  for (const [name, value] of Object.entries(strings)) data.setData(name, value);
  for (const [name, kind, bytes] of files) data.items.add(new File([new Uint8Array(bytes)], name, {type: kind}));
  const box = target.getBoundingClientRect();
  const place = {clientX: box.right - 4, clientY: box.bottom - 4, bubbles: true, cancelable: true};
  if (type === 'paste') target.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, ...place}));
  else for (const name of ['dragenter', 'dragover', 'drop']) {
    target.dispatchEvent(new DragEvent(name, {dataTransfer: data, ...place}));
  }
}"""
TEXT = ".composer .cm-content"


class Composer:
    """The composer of one page."""

    def __init__(self, page: PageDriver) -> None:
        self.page = page
        self.text = page.page.locator(TEXT)
        self.picker = page.page.locator(".picker")
        self.rows = self.picker.get_by_role("option")
        self.chips = page.page.locator(".composer-editor .chip")
        self.kept = page.page.locator(".shelf .chip")
        self.waiting = page.page.locator(".queue-text")
        self.send_button = page.page.locator(".composer-send")

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

    def transfer(
        self,
        kind: str,
        strings: Mapping[str, str],
        files: list[tuple[str, str, bytes]] | None = None,
        target: str = TEXT,
    ) -> None:
        """Paste or drop; the event is as the browser's own."""
        listed: list[Any] = [[name, mime, list(content)] for name, mime, content in files or []]
        self.page.page.evaluate(_TRANSFER, [target, kind, dict(strings), listed])
