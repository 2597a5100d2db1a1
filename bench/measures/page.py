"""How soon our page is there, beside a bare xterm.js page in the same browser."""

import gzip
import json
import shlex

from playwright.async_api import Browser, Page

from bench import chromium
from bench.effort import Effort, in_rounds, median
from bench.peers.bridge import COMMAND
from bench.programs import CHOICE, READY
from bench.report import Promise, Table, ratio
from bench.server_process import REPOSITORY, first_line, serving, started

NOTE = (
    "A tab of a new profile loads the page, nothing in its cache: when Chromium first paints, when that first holds"
    " text, and when the first output of the program is on the screen, counted from the start of the navigation. Beside"
    " it the same xterm.js, bare, over terminado. The servers run already. Median of {loads} loads each, in turns."
    " JavaScript: all that the page loads at its start, {size:.0f} kB gzipped."
)
_BRIDGE, _BARE = "bridge and its page", "terminado and a bare xterm.js"
_SCRIPTS = REPOSITORY / "bridge" / "web" / "page" / "assets"
_PAINTS = """() => {
  const at = (name) => performance.getEntriesByName(name)[0]?.startTime;
  const [paint, text] = [at('first-paint'), at('first-contentful-paint')];
  return paint === undefined || text === undefined ? null : [paint, text];
}"""
# Of the bare page: a frame after xterm.js has drawn what was written, as `chromium.tab` tells of ours.
_BARE_SHOWN = """(text) => {
  const wanted = () => document.querySelector('.xterm-rows')?.textContent.includes(text);
  new MutationObserver((_, observer) => {
    if (!wanted()) return;
    observer.disconnect();
    requestAnimationFrame(() => (window.bench.shown = performance.now()));
  }).observe(document, { childList: true, subtree: true, characterData: true });
}"""


async def measure(effort: Effort) -> Table:
    """Milliseconds."""
    loads = effort.launches
    async with (
        chromium.browser() as browser,
        started([*COMMAND, "--http", "127.0.0.1:0", "--cmd", shlex.join(CHOICE)]) as process,
        serving("bench.terminado_server", *CHOICE) as (_, port),
    ):
        ready = json.loads(await first_line(process))

        async def load(one: str) -> list[tuple[float, float, float]]:
            if one == _BRIDGE:
                return [await _load(browser, ready["uiBase"], ready["token"])]
            return [await _load(browser, f"http://127.0.0.1:{port}/page.html", "")]

        for each in (_BRIDGE, _BARE):  # the first load of a browser pays for what all others find
            await load(each)
        ours, bare = await in_rounds(loads, [_BRIDGE, _BARE], load)
    mine, theirs = ([median(figures) for figures in zip(*each, strict=True)] for each in (ours, bare))
    size = sum(len(gzip.compress(script.read_bytes())) for script in _SCRIPTS.glob("*.js")) / 1e3
    return Table(
        "The page",
        NOTE.format(loads=loads, size=size),
        ("", "first paint, ms", "/ bare", "with text, ms", "/ bare", "output shown, ms", "/ bare"),
        [_row(_BRIDGE, mine, theirs), _row(_BARE, theirs, theirs)],
        [
            Promise("first paint of the page / of a bare xterm.js", mine[0] / theirs[0], 1.2),
            Promise("JavaScript of the page at its start, gzipped", size, 400, "kB"),
        ],
    )


def _row(name: str, figures: list[float], to: list[float]) -> tuple[str, ...]:
    cells = ((f"{figure:.0f}", ratio(figure, other)) for figure, other in zip(figures, to, strict=True))
    return (name, *(cell for pair in cells for cell in pair))


async def _load(browser: Browser, url: str, token: str) -> tuple[float, float, float]:
    """First paint, first paint with text, and the program's output on the screen; after the start of the navigation."""
    async with chromium.tab(browser, token) as page:
        if not token:
            await page.add_init_script(f"({_BARE_SHOWN})({json.dumps(READY.decode())})")
        await page.goto(url)
        shown = float(await chromium.reported(page, "shown"))
        return (*await _paints(page), shown)


async def _paints(page: Page) -> tuple[float, float]:
    paint, text = await chromium.until(page, f"({_PAINTS})()")
    return float(paint), float(text)
