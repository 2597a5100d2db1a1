"""Ending everything that a session started, in stages: hang up, ask, kill.

Killing the group is not killing the agent: programs ignore signals, start background jobs, call setsid, fork twice and
leave daemons. A process belongs to a session if it is in the leader's terminal session, carries the session's mark
(`sessions.marker`), or descends from one that does. On Linux orphans become our children besides (`terminal.child`).
"""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

import psutil

from bridge import frozen
from bridge.sessions import marker
from bridge.terminal import child, inherited_mark

_LOG = logging.getLogger(__name__)

HANGUP_SECONDS = 2.0
TERMINATE_SECONDS = 1.0
KILL_SECONDS = 3.0
_POLLS = (0.02, 0.05, 0.1)


@dataclass(frozen=True)
class Family:
    """The processes of one session. `leader`: None once its pid was collected. `groups`: what to hang up first.

    mark and number: see `sessions.marker`; either may be all that is known.
    """

    leader: int | None
    mark: str | None
    number: int | None
    groups: frozenset[int] = frozenset()


async def end(
    families: Collection[Family],
    *,
    orphans: bool = False,
    hurry: asyncio.Event | None = None,
    spare_bridges: bool = False,
) -> int:
    """End all processes of `families`, and with `orphans` every adopted process too; returns how many are left (0).

    hurry: once set, the polite stages are skipped. spare_bridges: one that runs within them goes on, with its sessions.
    """
    hurry = hurry or asyncio.Event()
    members = partial(_members, families, orphans, spare_bridges)
    if sys.platform != "win32":
        for family in families:
            _hang_up(family)
        if await _gone(members, HANGUP_SECONDS, hurry, None):
            return 0
        if await _gone(members, TERMINATE_SECONDS, hurry, signal.SIGTERM):
            return 0
    await _gone(members, KILL_SECONDS, None, getattr(signal, "SIGKILL", signal.SIGTERM))
    try:
        return len(await asyncio.to_thread(members))
    except OSError:  # not to be told; they were hung up at least
        return len(families)


def _hang_up(family: Family) -> None:
    for group in family.groups:
        for number in (signal.SIGHUP, signal.SIGCONT):  # a stopped program sees the hang-up only when it goes on
            with contextlib.suppress(OSError):
                os.killpg(group, number)


async def _gone(
    members_now: Callable[[], set[psutil.Process]], seconds: float, hurry: asyncio.Event | None, number: int | None
) -> bool:
    """Wait until no process is left, at most `seconds`; with `number`, every process found gets it once."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    signalled: set[psutil.Process] = set()
    polls = iter(_POLLS)
    while True:
        try:
            members = await asyncio.to_thread(members_now)
        except OSError as failure:  # no descriptor is left to look with, for now
            _LOG.warning("the process table cannot be read: %s", failure)
            members = None
        if members is not None and not members:
            return True
        if number is not None and members is not None:
            for process in members - signalled:
                with contextlib.suppress(psutil.Error):
                    process.send_signal(number)  # psutil compares start times: a reused pid is never hit
            signalled |= members
        if loop.time() >= deadline or (hurry is not None and hurry.is_set()):
            return False
        await asyncio.sleep(next(polls, _POLLS[-1]))


def _members(families: Collection[Family], orphans: bool, spare_bridges: bool) -> set[psutil.Process]:
    """Every living process of the families. Blocking: reads the process table."""
    child.reap_orphans()
    table = {process.pid: process for process in psutil.process_iter()}
    table.pop(os.getpid(), None)  # it may run in another bridge's session itself; what it starts is its own
    if frozen.is_one_file():
        table.pop(os.getppid(), None)  # its own bootloader, which would pass the signal on
    if spare_bridges:
        for pid in marker.carried_for_living_bridges(table):
            del table[pid]
    marks = {family.mark for family in families if family.mark is not None}
    numbers = {family.number for family in families if family.number is not None}
    leaders = {family.leader for family in families if family.leader is not None}
    ours = {pid for pid, process in table.items() if _belongs(process, leaders, marks, numbers)}
    if orphans:
        ours |= child.adopted() & table.keys()
    _add_descendants(ours, table)
    return {table[pid] for pid in ours if _lives(table[pid])}


def _belongs(process: psutil.Process, leaders: set[int], marks: set[str], numbers: set[int]) -> bool:
    if process.pid in leaders or inherited_mark.carried_by(process.pid) in numbers:
        return True
    with contextlib.suppress(OSError, AttributeError):  # AttributeError: Windows has no sessions of this kind
        if os.getsid(process.pid) in leaders:
            return True
    with contextlib.suppress(psutil.Error, OSError):
        return process.environ().get(marker.VARIABLE) in marks
    return False


def _add_descendants(pids: set[int], table: dict[int, psutil.Process]) -> None:
    children: dict[int, list[int]] = {}
    for pid, process in table.items():
        with contextlib.suppress(psutil.Error):
            children.setdefault(process.ppid(), []).append(pid)
    todo = list(pids)
    while todo:
        for pid in children.get(todo.pop(), ()):
            if pid not in pids:
                pids.add(pid)
                todo.append(pid)


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


async def sweep() -> int:
    """End what bridges left behind that were killed; returns how many sessions that were."""
    marks, numbers = await asyncio.to_thread(marker.of_dead_bridges)
    families = [Family(None, mark, None) for mark in marks] + [Family(None, None, number) for number in numbers]
    if families:
        await end(families, spare_bridges=True)
    return len({marker.number_of(mark) for mark in marks} | numbers)
