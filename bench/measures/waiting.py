"""How soon the page says that an agent waits for its person."""

import json
import shlex
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Page

from bench import chromium
from bench.effort import Effort, percentile
from bench.peers.bridge import COMMAND
from bench.programs import REPORTING, noting
from bench.report import Promise, Table
from bench.server_process import REPOSITORY, first_line, started

NOTE = (
    "A program in a terminal reports that it waits (OSC 7501); the time runs from its write to the change of its tab in"
    " Chromium. The program: one of ours, {reports} reports. Claude Code: the real one, asked by a model server on"
    " loopback to write a file, {turns} times in a session of its own; measured where its output leaves it."
)
_LIMIT_MS = 300
_WATCH = """
addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
  const tab = document.querySelector('[role=tab]');
  const waits = tab?.dataset.state === 'blocked';
  if (waits && !window.waits) {
    const since = Number(/\\d{13}\\.\\d+/.exec(tab.title)?.[0] ?? NaN);
    window.waiting = { at: performance.timeOrigin + performance.now(), since };
  }
  window.waits = waits;
}).observe(document.body, { subtree: true, childList: true, attributes: true }));
"""


async def measure(effort: Effort) -> Table:
    """Milliseconds."""
    reports, turns = effort.launches * 4, max(2, effort.rounds)
    rows = [("a program", await _of_program(reports))]
    if (REPOSITORY / ".cache" / "agents" / "node_modules").exists():
        rows.append(("Claude Code", [await _of_claude() for _ in range(turns)]))
    return Table(
        "Waiting for you",
        NOTE.format(reports=reports, turns=turns),
        ("", "reports", "p50 ms", "max ms"),
        [(name, str(len(times)), f"{percentile(times, 50):.1f}", f"{max(times):.1f}") for name, times in rows],
        [Promise(f"a tab says that {name} waits", max(times), _LIMIT_MS, "ms") for name, times in rows],
    )


@asynccontextmanager
async def _page_of(program: Sequence[str], *options: str) -> AsyncIterator[Page]:
    """A page that shows this program."""
    command = [*COMMAND, "--http", "127.0.0.1:0", "--cmd", shlex.join(program), *options]
    async with chromium.browser() as browser, started(command) as process:
        ready = json.loads(await first_line(process))
        async with chromium.tab(browser, ready["token"]) as page:
            await page.add_init_script(_WATCH)
            await page.goto(ready["uiBase"])
            await chromium.reported(page, "shown")
            yield page


async def _of_program(reports: int) -> list[float]:
    times = []
    async with _page_of(REPORTING) as page:
        await page.locator(".xterm-helper-textarea").first.focus()
        for _ in range(reports):
            await page.keyboard.press("b")
            waiting = await chromium.until(page, "window.waiting ?? null")
            times.append(float(waiting["at"]) - float(waiting["since"]))
            await page.evaluate("delete window.waiting")
            await page.keyboard.press("i")
            await chromium.until(page, "window.waits ? null : true")
    return times


async def _of_claude() -> float:
    from tests.fakes.model_server import ModelServer, Text, ToolCall
    from tests.real_agents import settings

    with tempfile.TemporaryDirectory(prefix="bench-") as folder, ModelServer() as model:
        home, workspace, noted = Path(folder, "home"), Path(folder, "workspace"), Path(folder, "noted")
        environment = settings.prepare("claude", home, workspace, model.port)
        settings.let_claude_ask_before_it_writes(home)
        model.replies += [ToolCall("Write", {"file_path": str(workspace / "new"), "content": "x"}), Text("done")]
        given = [f"{name}={value}" for name, value in environment.items()]
        claude = ["env", *given, settings.executable("claude"), "write a file"]
        async with _page_of(noting(str(noted), *claude), "--cwd", str(workspace)) as page:
            waiting = await chromium.until(page, "window.waiting ?? null")
            return float(waiting["at"]) - float(noted.read_text().split()[0])
