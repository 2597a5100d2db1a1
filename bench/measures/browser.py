"""Our page in Chromium: how fast it takes output, and how soon a full scrollback is on the screen again."""

import asyncio
import json
import shlex
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page

from bench import chromium
from bench.effort import Effort, in_rounds, median
from bench.peers.bridge import BINARY, COMMAND, RunningBridge
from bench.peers.contract import read_until
from bench.programs import GO, READY, asking_producer, producer
from bench.report import Promise, Table, ratio
from bench.server_process import first_line, serving, started

NOTE = (
    "Throughput: a program writes {size:.0f} MB of coloured lines and then asks the terminal how it is; the time is the"
    " program's own, until the answer of the page's xterm.js is there. Beside it the same xterm.js, bare, over"
    " terminado; median of {rounds}. Reattach: the page is loaded for a session with a full scrollback of 2 MiB that no"
    " page has shown before (the whole ring is read), and loaded again after it wrote a checkpoint; from the request to"
    " attach to the frame that shows the end, median of {loads} loads."
)
_MEGABYTE = 1e6
_RING = 2 * 1024 * 1024
_BRIDGE, _TERMINADO = "bridge and its page", "terminado and a bare xterm.js"
_LIMIT_SECONDS = 120.0


async def measure(effort: Effort) -> Table:
    """MB/s and milliseconds."""
    rounds = min(effort.rounds, 3)
    async with chromium.browser() as browser:

        async def took(one: str) -> list[float]:
            return [await (_in_our_page if one == _BRIDGE else _in_a_bare_page)(browser, effort.page_bytes)]

        found = await in_rounds(rounds, [_BRIDGE, _TERMINADO], took)
        ours, theirs = (effort.page_bytes / median(times) / _MEGABYTE for times in found)
        cold = median([await _reattach(browser, with_checkpoint=False) for _ in range(rounds)])
        warm = median([await _reattach(browser, with_checkpoint=True) for _ in range(rounds)])
    return Table(
        "In the browser",
        NOTE.format(size=effort.page_bytes / _MEGABYTE, rounds=rounds, loads=rounds),
        ("", "throughput, MB/s", "/ terminado", "full ring, ms", "from a checkpoint, ms"),
        [
            (_BRIDGE, f"{ours:.1f}", ratio(ours, theirs), f"{cold:.0f}", f"{warm:.0f}"),
            (_TERMINADO, f"{theirs:.1f}", "1.00", "", ""),
        ],
        [Promise("a full ring on the screen in Chromium", cold, 200, "ms")],
    )


async def _in_our_page(browser: Browser, size: int) -> float:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        result = Path(folder, "seconds")
        command = shlex.join(asking_producer(size, str(result)))
        async with started([*COMMAND, "--http", "127.0.0.1:0", "--cmd", command]) as process:
            ready = json.loads(await first_line(process))
            async with chromium.tab(browser, ready["token"]) as page:
                await page.goto(ready["uiBase"])
                await chromium.reported(page, "shown")
                return await _answered(page, result)


async def _in_a_bare_page(browser: Browser, size: int) -> float:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        result = Path(folder, "seconds")
        async with (
            serving("bench.terminado_server", *asking_producer(size, str(result))) as (_, port),
            chromium.tab(browser) as page,
        ):
            await page.goto(f"http://127.0.0.1:{port}/page.html")
            await chromium.until(page, "window.Terminal !== undefined && socket.readyState === 1 ? true : null")
            return await _answered(page, result)


async def _answered(page: Page, result: Path) -> float:
    """Seconds that the program measured, once its key was pressed."""
    await page.locator(".xterm-helper-textarea").first.focus()
    async with asyncio.timeout(_LIMIT_SECONDS):
        while not result.exists():  # the key may come before the program listens
            await page.keyboard.press(GO.decode())
            await page.wait_for_timeout(200)
            if await page.evaluate("document.hidden"):
                raise RuntimeError("the tab is hidden")
        while not result.read_text().endswith("\n"):
            await asyncio.sleep(0.01)
        return float(result.read_text())


async def _reattach(browser: Browser, *, with_checkpoint: bool) -> float:
    count = _RING + 512 * 1024
    async with started([*COMMAND, "--http", "127.0.0.1:0"]) as process:
        ready = json.loads(await first_line(process))
        bridge = RunningBridge(process.pid, ready["port"], ready["token"], producer(count), BINARY.features)
        async with bridge.open(session="main") as stream:
            await read_until(stream, READY)
            await stream.write(GO)
            while count > 0:
                count -= len(await stream.read())
        async with chromium.tab(browser, ready["token"]) as page:
            await page.goto(ready["uiBase"])
            if with_checkpoint:
                await chromium.reported(page, "checkpoint")
                await page.reload()
            shown = float(await chromium.reported(page, "shown"))
            return shown - float(await chromium.reported(page, "asked"))
