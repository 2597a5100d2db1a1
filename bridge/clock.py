"""Time as a parameter, so that tests own it."""

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Monotonic seconds for limits, wall-clock milliseconds for what people read, and waiting."""

    def monotonic(self) -> float:
        """Seconds that never go backwards; only differences mean anything."""
        ...

    def unix_ms(self) -> int:
        """Milliseconds since 1970-01-01 UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The machine's own clock."""

    def monotonic(self) -> float:
        """Seconds of `time.monotonic`."""
        return time.monotonic()

    def unix_ms(self) -> int:
        """Milliseconds of `time.time`."""
        return time.time_ns() // 1_000_000

    async def sleep(self, seconds: float) -> None:
        """`asyncio.sleep`."""
        await asyncio.sleep(seconds)
