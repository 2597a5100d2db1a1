"""A Chromium, where there is one, and what the page in it says about itself."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
LIMIT_MS = 60_000

# Our page is asked nothing: what it sends says how far it is, two frames later that is on the screen.
_WATCH = """
window.bench = {};
window.WebSocket = class extends WebSocket {
  send(data) {
    const kind = typeof data === 'string' && data[0] === '{' ? JSON.parse(data).type : 'input';
    if (kind === 'openSession' || kind === 'attach') window.bench.asked ??= performance.now();
    if (kind === 'checkpoint') window.bench.checkpoint = true;
    if (kind === 'replayAck' && window.bench.read === undefined) {
      window.bench.read = performance.now();
      requestAnimationFrame(() => requestAnimationFrame(() => (window.bench.shown = performance.now())));
    }
    super.send(data);
  }
};
"""


def executable() -> str | None:
    """Path of a Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """The browser; RuntimeError where there is none."""
    path = executable()
    if path is None:
        raise RuntimeError("no Chromium on PATH; `make test` installs one where it may")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield started
        finally:
            await started.close()


@asynccontextmanager
async def tab(started: Browser, token: str = "") -> AsyncIterator[Page]:
    """A tab in a profile of its own, which has our page's token."""
    context = await started.new_context(viewport={"width": 1000, "height": 620})
    context.set_default_timeout(LIMIT_MS)
    await context.add_init_script(_WATCH)
    if token:
        await context.add_init_script(f"sessionStorage.setItem('agent-bridge.token', {token!r})")
    try:
        yield await context.new_page()
    finally:
        await context.close()


async def until(page: Page, expression: str) -> Any:
    """The expression's value, as soon as it has one; asked from outside, since our page forbids `eval` within."""
    async with asyncio.timeout(LIMIT_MS / 1000):
        while (value := await page.evaluate(expression)) is None:
            await asyncio.sleep(0.02)
    return value


async def reported(page: Page, name: str) -> Any:
    """What the page's `bench` says, as soon as it does."""
    return await until(page, f"window.bench?.{name} ?? null")
