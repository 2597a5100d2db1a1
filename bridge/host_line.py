"""Who holds the bridge: the host that started it, then whoever takes it over before its grace is over.

An editor that reloads its window ends the process that started us and starts another one a moment later. Without a
grace, every reload would cost the agents and what they were doing; with a long one, they would outlive a window that is
closed. So the grace is short, and longer only when another host like the first is seen to start.
"""

import asyncio
import logging
from collections.abc import Awaitable

import psutil

_LOG = logging.getLogger(__name__)

_SUCCESSOR_SECONDS = 30.0
"""What a new host gets that has started in time: on a busy machine an editor loads for that long."""

_POLL_SECONDS = 0.25


class HostLine:
    """At most one host at a time. `grace`: seconds without one; 0: none. `host`: pid of the first one."""

    def __init__(self, grace: float, host: int) -> None:
        self._grace = grace
        self._vacancy: asyncio.Future[asyncio.Event] | None = None
        self._kin = _Kin(host)

    async def until_gone(self, first: Awaitable[str]) -> str:
        """Wait until there is no host and none comes; how the last one was noticed to be gone.

        first: ends, with how that was noticed, when the host that started us is gone.
        """
        reason = await first
        while (gone := await self._successor(reason)) is not None:
            await gone.wait()
            reason = "the host that took over is gone"
        return reason

    def take_over(self) -> asyncio.Event | None:
        """What the new host sets when it goes; None while there is another one."""
        if self._vacancy is None or self._vacancy.done():
            return None
        gone = asyncio.Event()
        self._vacancy.set_result(gone)
        return gone

    async def _successor(self, reason: str) -> asyncio.Event | None:
        if self._grace <= 0:
            return None
        _LOG.info("%s: waiting for another host", reason)
        clock = asyncio.get_running_loop().time
        before = await asyncio.to_thread(self._kin.pids)
        self._vacancy = asyncio.get_running_loop().create_future()
        ends = longest = clock() + self._grace
        longest += _SUCCESSOR_SECONDS
        try:
            while not self._vacancy.done() and clock() < ends:
                await asyncio.wait([self._vacancy], timeout=_POLL_SECONDS)
                if ends < longest and await asyncio.to_thread(self._kin.pids) - before:
                    ends = longest
            return self._vacancy.result() if self._vacancy.done() else None
        finally:
            self._vacancy = None


class _Kin:
    """Processes like the host: children of its parent, started by the same command line."""

    def __init__(self, host: int) -> None:
        try:
            process = psutil.Process(host)
            self._parent, self._command = process.parent(), process.cmdline()
        except psutil.Error:
            self._parent, self._command = None, []

    def pids(self) -> frozenset[int]:
        """Those that live now; blocks for some milliseconds."""
        if self._parent is None:
            return frozenset()
        try:
            children = self._parent.children()
        except psutil.Error:
            return frozenset()
        return frozenset(child.pid for child in children if _command_of(child) == self._command)


def _command_of(process: psutil.Process) -> list[str] | None:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return None
