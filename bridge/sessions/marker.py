"""The mark that every process of a session carries in its environment: whose it is, and whether that bridge lives."""

import os
import secrets
from collections.abc import Iterator

import psutil

VARIABLE = "AGENT_BRIDGE_SESSION"
"""Name of the environment variable. Its value: pid of the bridge - its start time - random . random of the session."""

_START_TOLERANCE_SECONDS = 2.0
"""Start times are counted from the boot time, which moves a little when the clock is set."""


def of_this_bridge() -> str:
    """Prefix of all marks of this process."""
    started = round(psutil.Process().create_time() * 1000)
    return f"{os.getpid()}-{started}-{secrets.token_hex(8)}"


def of_session(bridge: str) -> str:
    """A new mark for one session."""
    return f"{bridge}.{secrets.token_hex(8)}"


def of_dead_bridges() -> set[str]:
    """Marks found on this user's processes whose bridge is gone: it was killed and could not end them. Blocking."""
    return {mark for mark in _marks() if not _bridge_lives(mark)}


def _marks() -> Iterator[str]:
    mine = os.getuid() if hasattr(os, "getuid") else None
    for process in psutil.process_iter():
        try:
            if mine is None or process.uids().real == mine:
                mark = process.environ().get(VARIABLE)
                if mark:
                    yield mark
        except (psutil.Error, OSError):
            continue


def _bridge_lives(mark: str) -> bool:
    """Whether the bridge named in the mark runs; True where the mark is not of our form, and so not ours to judge."""
    parts = mark.partition(".")[0].split("-")
    if len(parts) != 3 or not (parts[0].isdigit() and parts[1].isdigit()):
        return True
    try:
        started = psutil.Process(int(parts[0])).create_time()
    except psutil.NoSuchProcess:
        return False
    except psutil.Error:
        return True
    return bool(abs(started - int(parts[1]) / 1000) <= _START_TOLERANCE_SECONDS)
