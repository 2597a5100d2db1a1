"""Typing in the composer's list of files, in the page: from the key to the answer in the list."""

import asyncio
import json
import random
import sys

from playwright.async_api import Page

from bench import chromium
from bench.effort import Effort, percentile
from bench.report import Promise, Table
from bench.server_process import first_line, started
from bench.trees import tree, typed

NOTE = (
    "In Chromium: `@` and {queries} queries, typed letter by letter into the composer, over a workspace of {files:,}"
    " files that the bridge has indexed. Patient: the next key after the answer to the last one. Fast: a key every"
    " {step} ms, whatever has been answered; a key whose answer was overtaken by that to a later key waited for"
    " that one. From the key's event to the list drawn with the answer."
)
_FAST_MS = 60
_LIMIT_MS = 50
# Each key asks; what stands in the list when the answer was handled is the answer.
_WATCH = """
window.keys = [];
addEventListener('keydown', () => (window.pressed = performance.now()), true);
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    this.addEventListener('message', ({ data }) => {
      if (typeof data !== 'string' || !data.includes('"searchResult"')) return;
      const { requestId, cancelled } = JSON.parse(data);
      if (cancelled === true) return;
      setTimeout(() => {
        const now = performance.now();
        for (const key of window.keys) if (key.id <= requestId) key.answered ??= now;
      });
    });
  }
  send(data) {
    if (typeof data === 'string' && data.includes('"searchIndex"')) {
      window.keys.push({ id: JSON.parse(data).requestId, pressed: window.pressed });
    }
    super.send(data);
  }
};
"""
_DONE = "window.keys.every((key) => key.answered !== undefined) ? true : null"
_TIMES = "window.keys.splice(0).map((key) => key.answered - key.pressed)"


async def measure(effort: Effort) -> Table:
    """One row for each way of typing."""
    files = effort.files[0]
    root = tree(files)
    command = [sys.executable, "-m", "bridge", "--cwd", str(root), "--http", "127.0.0.1:0", "--composer", "on"]
    async with chromium.browser() as browser, started(command) as process:
        ready = json.loads(await first_line(process))
        async with chromium.tab(browser, ready["token"]) as page:
            await page.add_init_script(_WATCH)
            await page.goto(ready["uiBase"])
            await _indexed(page)
            patient = await _type(page, effort.queries // 2, patient=True)
            fast = await _type(page, effort.queries // 2, patient=False)
    return Table(
        "The list of files in the composer",
        NOTE.format(queries=effort.queries, files=files, step=_FAST_MS),
        ("", "keys", "p50 ms", "p95 ms", "p99 ms", "max ms"),
        [_row("patient", patient), _row("fast", fast)],
        [Promise(f"a key waits for the list of {files:,} files", max(patient), _LIMIT_MS, "ms")],
    )


def _row(name: str, times: list[float]) -> tuple[str, ...]:
    figures = [*(percentile(times, percent) for percent in (50, 95, 99)), max(times)]
    return name, str(len(times)), *(f"{figure:.1f}" for figure in figures)


async def _indexed(page: Page) -> None:
    """Until the list says that all files are known."""
    await page.locator(".composer .cm-content").click()
    await page.keyboard.type("@")
    async with asyncio.timeout(chromium.LIMIT_MS / 1000):
        while "Reading" in (await page.locator(".picker-hint").text_content() or ""):
            await asyncio.sleep(0.1)
    await page.keyboard.press("Backspace")
    await page.evaluate("window.keys.splice(0)")


async def _type(page: Page, queries: int, *, patient: bool) -> list[float]:
    chance = random.Random(3)
    times: list[float] = []
    for _ in range(queries):
        for letter in "@" + typed(chance):
            await page.keyboard.type(letter)
            if patient:
                await chromium.until(page, _DONE)
            else:
                await asyncio.sleep(_FAST_MS / 1e3)
        await chromium.until(page, _DONE)
        times += await page.evaluate(_TIMES)
        await page.keyboard.press("Control+A")
        await page.keyboard.press("Delete")
    return times
