"""Programs that print and exit at once: every byte arrives, then the exit, with the right code."""

import asyncio
import base64
from collections import defaultdict

import pytest

from tests.bridge_process import BridgeProcess
from tests.version1 import Version1Client, connected

SIZES = (1, 4095, 4096, 4097, 65536, 1_000_000)
RUNS = 1000
AT_ONCE = 8


@pytest.mark.timeout(300)
async def test_a_thousand_programs_that_print_and_exit(bridge: BridgeProcess) -> None:
    runs = iter(range(RUNS))
    failures: list[str] = []

    async def work(worker: int) -> None:
        async with connected(bridge.websocket_url, bridge.token) as client:
            for run in runs:
                size, code = SIZES[run % len(SIZES)], run % 256
                count, last, exit_code = await print_and_exit(client, f"w{worker}", size, code)
                if (count, last, exit_code) != (size, "exit", code):
                    failures.append(f"run {run}: {size} bytes, code {code}: got {count}, {last} last, {exit_code}")

    await asyncio.gather(*(work(worker) for worker in range(AT_ONCE)))
    assert failures == []


async def print_and_exit(client: Version1Client, session: str, size: int, code: int) -> tuple[int, str, int]:
    """How many bytes came before the exit, what came last, and the code."""
    script = f"stty -opost; head -c {size} /dev/zero; exit {code}"
    await client.say("openSession", id=session, cmd="/bin/sh", args=["-c", script])
    counts: defaultdict[str, int] = defaultdict(int)
    while True:
        message = await client.receive()
        if message["type"] == "stdout":
            counts[session] += len(base64.b64decode(message["dataBase64"]))
        elif message["type"] == "exit":
            return counts[session], message["type"], message["code"]
        elif message["type"] == "error":
            return counts[session], message["message"], -1
