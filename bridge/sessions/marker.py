"""The mark that every process of a session carries: whose it is, and whether that bridge lives.

It is a text in the environment, and on Linux a number besides (`terminal.inherited_mark`) that no program loses. The
text: pid of the bridge - its start time in ms - the same in clock ticks since the boot - its pid namespace - random .
number of the session. The number: low bits of pid, ticks and session.
"""

import contextlib
import itertools
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

import psutil

from bridge import frozen
from bridge.terminal import inherited_mark

VARIABLE = "AGENT_BRIDGE_SESSION"
"""Name of the environment variable."""

_START_TOLERANCE_SECONDS = 2.0
"""Start times are counted from the boot time, which moves a little when the clock is set."""

_PID_BITS, _TICKS_BITS, _SESSION_BITS = 22, 20, 20
"""Linux has pids below 2 to the 22. Ticks tell a bridge from a later process of its pid; where they do not, one time in
a million, nothing is ended."""

_TICKS_FIELD = 19
"""Of /proc/PID/stat, counted behind the name: when the process started."""

_ITSELF = 0
"""In the place of a session's number: the bridge, and what it starts for itself, a browser for example."""

_sessions = itertools.count(1)


def of_this_bridge() -> str:
    """Prefix of all marks of this process."""
    pid = os.getpid()
    started = round(psutil.Process().create_time() * 1000)
    return f"{pid}-{started}-{_start_ticks(pid) or 0}-{_pid_namespace('self') or 0}-{secrets.token_hex(8)}"


def of_session(bridge: str) -> str:
    """A new mark for one session."""
    return f"{bridge}.{next(_sessions)}"


def carry(bridge: str) -> None:
    """Let this process say whose it is: a bridge within a session of another one outlives a sweep for that one.

    The bootloader of a one-file binary would pass on what it is sent, so it says the same.
    """
    number = number_of(f"{bridge}.{_ITSELF}")
    if number is not None:
        inherited_mark.carry(number)
        with contextlib.suppress(OSError):
            parent = os.getppid()
            # a killed bootloader has left us to somebody else, who must not carry this
            if frozen.is_one_file() and Path(f"/proc/{parent}/exe").samefile("/proc/self/exe"):
                inherited_mark.give(parent, number)


def carried_for_living_bridges(pids: Iterable[int]) -> set[int]:
    """Those of `pids` that belong to a bridge that runs, whatever they have in their environment. Blocking."""
    numbers = {pid: inherited_mark.carried_by(pid) for pid in pids}
    living = {number for number in set(numbers.values()) if number is not None and _bridge_of_number_lives(number)}
    return {pid for pid, number in numbers.items() if number in living}


def number_of(mark: str) -> int | None:
    """What the processes of a marked session carry besides the text; None where the mark is not of our form."""
    bridge, _, session = mark.partition(".")
    parts = bridge.split("-")
    if len(parts) != 5 or not all(part.isdigit() for part in (*parts[:4], session)):
        return None
    return (
        _low(int(parts[0]), _PID_BITS) << _TICKS_BITS + _SESSION_BITS
        | _low(int(parts[2]), _TICKS_BITS) << _SESSION_BITS
        | _low(int(session), _SESSION_BITS)
    )


def of_dead_bridges() -> tuple[set[str], set[int]]:
    """Texts and numbers found on this user's processes whose bridge is gone: it was killed and could not end them.

    Blocking.
    """
    found = list(_marks())
    # a number that lives outweighs the text: what began in a dead bridge's session may be a bridge itself by now
    texts = {
        text
        for text, number in found
        if text and not (number is not None and _bridge_of_number_lives(number)) and not _bridge_lives(text)
    }
    numbers = {
        number
        for _, number in found
        if number is not None and _low(number, _SESSION_BITS) != _ITSELF and not _bridge_of_number_lives(number)
    }
    return texts, numbers


def _marks() -> Iterator[tuple[str | None, int | None]]:
    mine = os.getuid() if hasattr(os, "getuid") else None
    namespace = _pid_namespace("self")
    for process in psutil.process_iter():
        try:
            if mine is not None and process.uids().real != mine:
                continue
            number = inherited_mark.carried_by(process.pid)
            # a number names a pid, and pids of a container are not ours to judge; the text says which it means
            if number is not None and (namespace is None or _pid_namespace(process.pid) != namespace):
                number = None
            yield _text(process), number
        except (psutil.Error, OSError):
            continue


def _text(process: psutil.Process) -> str | None:
    try:
        found: str | None = process.environ().get(VARIABLE)
    except (psutil.Error, OSError):
        return None
    return found


def _bridge_lives(mark: str) -> bool:
    """Whether the bridge named in the mark runs; True where the mark is not of our form, and so not ours to judge."""
    parts = mark.partition(".")[0].split("-")
    if len(parts) != 5 or not all(part.isdigit() for part in parts[:4]):
        return True
    if int(parts[3]) != (_pid_namespace("self") or 0):
        return True
    try:
        bridge = psutil.Process(int(parts[0]))
        if bridge.status() == psutil.STATUS_ZOMBIE:  # killed, and nobody has asked how it ended
            return False
        started = bridge.create_time()
    except psutil.NoSuchProcess:
        return False
    except psutil.Error:
        return True
    return bool(abs(started - int(parts[1]) / 1000) <= _START_TOLERANCE_SECONDS)


def _bridge_of_number_lives(number: int) -> bool:
    pid = number >> _TICKS_BITS + _SESSION_BITS
    try:
        ticks = _start_ticks(pid)
    except OSError:  # no descriptor is left to look with: what cannot be judged lives
        return True
    return ticks is not None and _low(ticks, _TICKS_BITS) == _low(number >> _SESSION_BITS, _TICKS_BITS)


def _start_ticks(pid: int) -> int | None:
    """When a process started, exactly; None where none of this pid lives. OSError: not to be told. Linux only."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = stat.rpartition(b")")[2].split()
    return None if fields[0] == b"Z" else int(fields[_TICKS_FIELD])


def _pid_namespace(pid: int | str) -> int | None:
    """Which pids this process knows: those of a container are others. None where nobody says."""
    try:
        return Path(f"/proc/{pid}/ns/pid").stat().st_ino
    except OSError:
        return None


def _low(value: int, bits: int) -> int:
    return value & (1 << bits) - 1
