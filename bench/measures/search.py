"""Searching at every letter through the WebSocket, while the tree changes and a terminal echoes."""

import asyncio
import base64
import json
import random
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

from bench.effort import Effort, percentile
from bench.programs import ECHO
from bench.report import Promise, Table
from bench.server_process import first_line, started
from bench.trees import name, tree, typed

NOTE = (
    "{queries} queries typed letter by letter, each letter's answer awaited, by a page with match positions and a limit"
    " of 50; meanwhile files come and go all the time, and another client types into a terminal, which echoes."
)
_CHURN_SECONDS = 0.02
_ECHO_SECONDS = 0.01
_LARGE = 1_000_000


async def measure(effort: Effort) -> Table:
    """One row for each size."""
    rows: list[tuple[str, ...]] = []
    promises: list[Promise] = []
    for files in effort.files:
        row, promised = await _row(effort, files)
        rows.append(row)
        promises += promised
    columns = ("", "questions", "p50 ms", "p95 ms", "max ms", "echo p50 ms", "echo p99 ms")
    return Table("Search", NOTE.format(queries=effort.queries), columns, rows, promises)


async def _row(effort: Effort, files: int) -> tuple[tuple[str, ...], list[Promise]]:
    root = tree(files)
    async with _bridge(root) as (url, token), _client(url, token) as page, _client(url, token) as terminal:
        while not (await page.expect("indexStatus"))["live"]:
            pass
        echoes: list[float] = []
        tasks = [asyncio.create_task(_churn(root)), asyncio.create_task(_echo(terminal, echoes))]
        try:
            answers = await _type(page, effort.queries)
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
    figures = [
        percentile(answers, 50),
        percentile(answers, 95),
        max(answers),
        *(percentile(echoes, p) for p in (50, 99)),
    ]
    row = (f"{files:,} files", str(len(answers)), *(f"{figure * 1e3:.1f}" for figure in figures))
    return row, [
        Promise(f"search p95, {files:,} files", figures[1] * 1e3, 8 if files < _LARGE else 40, "ms"),
        Promise(f"echo p99 beside it, {files:,} files", figures[-1] * 1e3, 15, "ms"),
    ]


async def _type(page: "_Client", queries: int) -> list[float]:
    chance = random.Random(1)
    times: list[float] = []
    for _ in range(queries):
        query = typed(chance)
        for end in range(1, len(query) + 1):
            start = time.perf_counter()
            await page.say("searchIndex", pattern=query[:end], limit=50, requestId=len(times))
            while (await page.expect("searchResult"))["requestId"] != len(times):
                pass
            times.append(time.perf_counter() - start)
    return times


async def _churn(root: Path) -> None:
    """Files come in a few folders, and go again."""
    chance = random.Random(2)
    folders = [folder for folder in root.iterdir() if folder.is_dir() and folder.name != ".git"]
    made: list[Path] = []
    while True:
        path = chance.choice(folders) / f"new-{name(chance)}"
        path.touch()
        made.append(path)
        if len(made) > 100:
            made.pop(0).unlink(missing_ok=True)
        await asyncio.sleep(_CHURN_SECONDS)


async def _echo(terminal: "_Client", times: list[float]) -> None:
    await terminal.say("openSession", id="echo", cmd=ECHO[0], args=list(ECHO[1:]))
    await terminal.expect("stdout")
    while True:
        start = time.perf_counter()
        await terminal.say("stdin", sessionId="echo", dataBase64=base64.b64encode(b"k").decode())
        await terminal.expect("stdout")
        times.append(time.perf_counter() - start)
        await asyncio.sleep(_ECHO_SECONDS)


class _Client:
    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def say(self, kind: str, **fields: object) -> None:
        await self._socket.send_str(json.dumps({"type": kind, **fields}))

    async def expect(self, kind: str) -> dict[str, Any]:
        while True:
            message: dict[str, Any] = await self._socket.receive_json()
            if message["type"] == kind:
                return message


@asynccontextmanager
async def _bridge(root: Path) -> AsyncIterator[tuple[str, str]]:
    async with started([sys.executable, "-m", "bridge", "--cwd", str(root), "--exit-with-parent", "off"]) as process:
        ready = json.loads(await first_line(process))
        yield f"ws://127.0.0.1:{ready['port']}/ws", ready["token"]


@asynccontextmanager
async def _client(url: str, token: str) -> AsyncIterator[_Client]:
    protocols = ("agent-bridge.v1", f"auth.bearer.{token}")
    async with aiohttp.ClientSession() as http, http.ws_connect(url, protocols=protocols, max_msg_size=0) as socket:
        client = _Client(socket)
        await client.say("hello", protocolVersion=1, features=["search"])
        await client.expect("welcome")
        yield client
