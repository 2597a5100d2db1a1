"""What a bridge holds: descriptors, threads, tasks, memory."""

import asyncio
import os
import signal
import time
from pathlib import Path
from typing import NamedTuple, Self

from tests.bridge_process import BridgeProcess

LIMIT_S = 30.0
_POLL_S = 0.1


class Counts(NamedTuple):
    """`memory`: bytes that are the process's own (anonymous and resident)."""

    descriptors: int
    threads: int
    tasks: int
    memory: int

    def more_than(self, other: Self) -> list[str]:
        """Names of what is counted and has grown; memory is not."""
        return [name for name in ("descriptors", "threads", "tasks") if getattr(self, name) > getattr(other, name)]


class Counter:
    """Asks one `counted_bridge`, which writes to `answers`."""

    def __init__(self, bridge: BridgeProcess, answers: Path) -> None:
        self._pid = int(str(bridge.ready["pid"]))
        self._answers = answers

    async def counts(self) -> Counts:
        """What there is now."""
        known = len(self._lines())
        os.kill(self._pid, signal.SIGUSR2)
        end = time.monotonic() + LIMIT_S
        while len(self._lines()) == known:
            assert time.monotonic() < end, "the bridge does not answer"
            await asyncio.sleep(_POLL_S / 10)
        process = Path(f"/proc/{self._pid}")
        status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
        return Counts(
            len(list((process / "fd").iterdir())),
            int(status["Threads"]),
            int(self._lines()[-1]),
            int(status["RssAnon"].split()[0]) * 1024,
        )

    async def settled(self) -> Counts:
        """What there is when nothing more goes away: connections linger, programs take a moment to end."""
        now = await self.counts()
        end = time.monotonic() + LIMIT_S
        still = 0
        while still < 10 and time.monotonic() < end:
            await asyncio.sleep(_POLL_S)
            before, now = now, await self.counts()
            still = 0 if before.more_than(now) or now.more_than(before) else still + 1
        return now

    def _lines(self) -> list[str]:
        return self._answers.read_text().splitlines() if self._answers.exists() else []
