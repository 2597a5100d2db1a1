"""The frozen binary, beside the least that a program of its kind costs."""

import asyncio
import json
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import psutil

from bench.effort import Effort, in_rounds, median
from bench.peers import bare
from bench.peers.bridge import BINARY, RunningBridge
from bench.report import Table, ratio
from bench.server_process import first_line, started
from binaries import places

NOTE = (
    "Of each form: from the start of the process to its first line (of the bridge: the ready line), to a client's"
    " `welcome`, and to the first byte of a program in the terminal of the page, in a Chromium that runs already; and"
    " what it weighs. The bare program is made by the same PyInstaller of a script that prints a line. Resident memory"
    " after a client came and went, of the process that serves; a one-file binary has another, which waits for it"
    " ({waits:.0f} MB). Median of {count} launches in turns, warm file caches."
)
_MEGABYTE = 1e6
_READY_LIMITS = (2.0, 3.0)
_WELCOME_LIMITS = (8.0, 5.0)
_SIZE_LIMITS = (65.0, 25.0)
_MEMORY_LIMIT = 55.0
_IDLE_SECONDS = 1.0
_SHOWN = "shown-in-the-page"

Seconds = Callable[[], Awaitable[float]]


async def measure(effort: Effort) -> Table:
    """Both forms side by side; RuntimeError where the binaries are not built."""
    programs = (places.one_folder(), places.one_file())
    missing = [str(program) for program in programs if not program.is_file()]
    if missing:
        raise RuntimeError(f"build the binaries first (make binaries): {', '.join(missing)} is not there")
    least = await asyncio.to_thread(bare.built)
    subjects: list[Seconds] = [
        *(partial(_to_first_line, program) for program in (least.folder, least.file)),
        *(partial(_to_first_line, program, "--http", "127.0.0.1:0") for program in programs),
        *(partial(_to_welcome, program) for program in programs),
    ]
    figures = [median(found) for found in await in_rounds(effort.launches, subjects, _once)]
    bares, readies, welcomes = figures[0:2], figures[2:4], figures[4:6]
    memory = [await _memory(program) for program in programs]
    screens = [await _to_screen(program) for program in programs]
    sizes = [sum(_size(file) for file in _files(places.one_folder().parent)), _size(places.one_file())]
    rows = [
        ("bare program, a line, ms", *_cells(_milliseconds(bares))),
        ("ready line, ms", *_cells(_milliseconds(readies))),
        ("… / bare", *_limited(_ratios(readies, bares), _READY_LIMITS)),
        ("welcome, ms", *_cells(_milliseconds(welcomes))),
        ("… / bare", *_limited(_ratios(welcomes, bares), _WELCOME_LIMITS)),
        ("first byte in Chromium, ms", *_cells(_milliseconds(screens))),
        ("size, MB", *_limited([f"{size / _MEGABYTE:.1f}" for size in sizes], _SIZE_LIMITS)),
        ("idle memory, MB", *_limited([f"{served:.1f}" for served, _ in memory], (_MEMORY_LIMIT,) * 2)),
    ]
    note = NOTE.format(count=effort.launches, waits=memory[1][1] - memory[1][0])
    return Table("Binary", note, ("", "one folder", "at most", "one file", "at most"), rows)


async def _once(subject: Seconds) -> list[float]:
    return [await subject()]


def _milliseconds(figures: list[float]) -> list[str]:
    return [f"{seconds * 1e3:.0f}" if seconds else "" for seconds in figures]


def _ratios(figures: list[float], to: list[float]) -> list[str]:
    return [ratio(figure, least) for figure, least in zip(figures, to, strict=True)]


def _cells(figures: list[str]) -> Iterator[str]:
    for figure in figures:
        yield from (figure, "")


def _limited(figures: list[str], limits: tuple[float, ...]) -> Iterator[str]:
    for figure, limit in zip(figures, limits, strict=True):
        yield from (figure, f"{limit:g}")


async def _to_first_line(program: Path, *arguments: str) -> float:
    start = time.perf_counter()
    async with started([str(program), *arguments], stdin=asyncio.subprocess.PIPE) as process:
        await first_line(process)
        return time.perf_counter() - start


@asynccontextmanager
async def _bridge(program: Path, *arguments: str) -> AsyncIterator[RunningBridge]:
    async with started([str(program), "--http", "127.0.0.1:0", *arguments]) as process:
        ready = json.loads(await first_line(process))
        yield RunningBridge(process.pid, ready["port"], ready["token"], (), BINARY.features)


async def _to_welcome(program: Path) -> float:
    start = time.perf_counter()
    async with _bridge(program) as bridge, bridge.greeted():
        return time.perf_counter() - start


async def _memory(program: Path) -> tuple[float, float]:
    """MB of the process that serves, and of all."""
    async with _bridge(program) as bridge:
        async with bridge.greeted():
            pass
        await asyncio.sleep(_IDLE_SECONDS)
        first = psutil.Process(bridge.pid)
        sizes = [process.memory_info().rss / _MEGABYTE for process in (first, *first.children(recursive=True))]
        return max(sizes), sum(sizes)


async def _to_screen(program: Path) -> float:
    """Nothing (0) where there is no Chromium."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        return 0.0
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = await browser.new_page()
        start = time.perf_counter()
        async with _bridge(program, "--cmd", f"/bin/sh -c 'echo {_SHOWN}; cat'") as bridge:
            origin = f"http://127.0.0.1:{bridge.port}"
            script = f"sessionStorage.setItem('agent-bridge.token', {json.dumps(bridge.token)})"
            await page.add_init_script(f"if (location.origin === {json.dumps(origin)}) {script}")
            await page.goto(origin)
            await page.wait_for_function(_SCREEN_HAS, arg=_SHOWN, polling=5)
            took = time.perf_counter() - start
        await browser.close()
        return took


_SCREEN_HAS = """text => {
  const detail = {};
  document.querySelector('#terminal')?.dispatchEvent(new CustomEvent('agent-bridge:read-screen', { detail }));
  return detail.text?.includes(text);
}"""


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def _size(file: Path) -> int:
    return file.stat().st_size
