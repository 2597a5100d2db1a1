"""A process that may open nothing more: what it cannot look at lives, and nothing fails that has to go on."""

import subprocess
import sys

import pytest

from tests.bridge_process import REPOSITORY

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")

LIMITED = """
import os, resource, sys
from bridge import ancestors
from bridge.ancestors import Ancestors
from bridge.sessions import ending, marker
from bridge.terminal import child
import asyncio

number = marker.number_of(marker.of_session(marker.of_this_bridge()))
asyncio.run(asyncio.sleep(0))
resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
{check}
"""


def limited(check: str) -> str:
    """What a process prints that may have no more than its three standard streams."""
    code = LIMITED.replace("{check}", check)
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_a_host_that_cannot_be_looked_at_lives() -> None:
    assert limited("print(ancestors.host_lives(Ancestors(os.getppid(), os.getpid())))") == "True"


def test_a_bridge_that_cannot_be_looked_at_lives() -> None:
    assert limited("print(marker._bridge_of_number_lives(number))") == "True"


def test_orphans_that_cannot_be_looked_for_wait() -> None:
    assert limited("child.reap_orphans(); print(child.children())") == "set()"
