"""Seconds of fuzzing: every parser, and messages against a living bridge. `make fuzz` takes hours.

AGENT_BRIDGE_FUZZ_SECONDS for each parser, AGENT_BRIDGE_FUZZ_MESSAGES to the bridge.
"""

import json
import os
import random
from typing import Any

import psutil
import pytest

from tests.bridge_process import BridgeProcess, Launcher
from tests.security import fuzzing
from tests.security.fuzz_targets import TARGETS
from tests.security.raw_client import BINARY, CLOSE, PING, PONG, TEXT, frame, message, raw_socket
from tests.security.test_attacks_by_messages import MESSAGES

SECONDS = float(os.environ.get("AGENT_BRIDGE_FUZZ_SECONDS", "0.5"))
MESSAGES_SENT = int(os.environ.get("AGENT_BRIDGE_FUZZ_MESSAGES", "4000"))
SEED = int(os.environ.get("AGENT_BRIDGE_FUZZ_SEED", "5"))
AT_ONCE = 50
GROWTH = 32 * 2**20
NOT_SENT = {"hello", "changeSetting", "updateSessionConfig"}  # what stays behind the test, for all that come after


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.timeout(SECONDS * 2 + 60)
def test_no_input_is_too_odd_for_a_parser(name: str) -> None:
    assert fuzzing.run(name, SECONDS, SEED) > 10


ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    2**53 + 1,
    1.5,
    "",
    "x",
    "\0",
    "../..",
    "é" * 300,
    [],
    ["x"],
    {},
    {"id": "x"},
    "s1",
]


def changed(example: dict[str, Any], dice: random.Random) -> bytes:
    """A message with some of its fields changed, left out or added; now and then not even JSON."""
    fields = dict(example)
    for _ in range(dice.randint(0, 3)):
        name = dice.choice([*fields, "more"])
        if name == "type":
            continue
        if dice.random() < 0.2:
            fields.pop(name, None)
        else:
            fields[name] = dice.choice(ODD)
    if "sessionId" in fields and dice.random() < 0.5:
        fields["sessionId"] = "s1"
    if fields["type"] == "openSession":
        fields.update(id=dice.choice(["s1", "s2"]), cmd="/bin/cat", args=[], cwd=None, env=[], resume=True)
    text = json.dumps(fields).encode()
    return frame(TEXT, text) if dice.random() < 0.97 else frame(BINARY, text[: dice.randint(0, 40)])


@pytest.mark.timeout(MESSAGES_SENT / 100 + 120)
async def test_no_message_is_too_odd_for_a_bridge(launcher: Launcher) -> None:
    bridge = launcher.start("--log-level", "error")
    process = psutil.Process(int(str(bridge.ready["pid"])))
    dice = random.Random(SEED)
    examples = [each for name, each in MESSAGES.items() if name not in NOT_SENT]
    features = ["binary", "ack", "attach", "checkpoint", "prompts", "sizes", "agentState"]
    sent = await burst(bridge, examples, dice, features, min(MESSAGES_SENT // 4, 5000))  # warm
    held = process.memory_info().rss
    while sent < MESSAGES_SENT:
        sent += await burst(bridge, examples, dice, features, 5000)
    grown = process.memory_info().rss - held
    print(f"{sent} messages, grown by {grown >> 20} MiB")
    assert grown < GROWTH
    assert "Traceback" not in bridge.log_text()


async def burst(
    bridge: BridgeProcess, examples: list[dict[str, Any]], dice: random.Random, features: list[str], count: int
) -> int:
    """Send so many over one connection; each refusal has a reason, each batch is answered in time."""
    async with raw_socket(bridge) as socket:
        await socket.send(message("hello", protocolVersion=1, features=features))
        await socket.messages_until("welcome")
        for start in range(0, count, AT_ONCE):
            mark = b"%d" % start
            await socket.send(*(changed(dice.choice(examples), dice) for _ in range(AT_ONCE)), frame(PING, mark))
            while True:
                received = await socket.receive()
                assert received is not None, "closed without a word"
                assert received.opcode != CLOSE, received.payload
                if received == (PONG, mark):
                    break
                if received.opcode == TEXT:
                    said = json.loads(received.payload)
                    if said["type"] == "error":
                        assert said["message"]
                        assert said["code"] != "internal", said
    return count
