"""Each field of each message with each wrong type, odd texts, ids that do not exist, and what comes out of order.

The connection says what was wrong and stays; nothing is ever answered with `internal`.
"""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from bridge.protocol.codec import CLIENT_TYPES
from bridge.protocol.version import OPTIONAL_FEATURES
from tests.bridge_process import REPOSITORY, BridgeProcess
from tests.security.raw_client import (
    BINARY,
    CLOSE,
    TEXT,
    RawSocket,
    answers_others,
    frame,
    message,
    raw_socket,
)

Message = dict[str, Any]
FEATURES = sorted(OPTIONAL_FEATURES)
HELLO = message("hello", protocolVersion=1, features=FEATURES)
PLAIN_HELLO = message("hello", protocolVersion=1)


def golden() -> dict[str, Message]:
    """A whole example of each message that clients send."""
    folder = REPOSITORY / "tests" / "contract"
    found = {}
    for name in sorted(CLIENT_TYPES):
        file = folder / f"{name}.client.json"
        found[name] = json.loads((file if file.exists() else folder / f"{name}.json").read_text())
    return found


MESSAGES = golden()
TAKES_SEVERAL = {
    ("hello", "protocolVersion"): (str, int, float),
    ("hello", "features"): (list, dict),
    ("changeSetting", "value"): (str, int, float, bool, list),
    ("openSession", "agent"): (str,),
}
WRONG: list[Any] = ["text", 7, 1.5, True, [], {}, ["text"], [[]], {"a": 1}, -(2**70), 1e300]


def fields() -> Iterator[Any]:
    """Each message with each of its fields."""
    for name, example in MESSAGES.items():
        for field in example.keys() - {"type"}:
            mark = pytest.mark.attack("messages", "{case} of each wrong type", "typed")
            yield pytest.param(name, field, id=f"{name}.{field}", marks=mark)


def is_wrong(name: str, field: str, value: Any) -> bool:
    """Whether the field cannot be of this type, going by the example: every message's has all its fields."""
    right = MESSAGES[name][field]
    if (name, field) in TAKES_SEVERAL:
        return not isinstance(value, TAKES_SEVERAL[name, field])
    if isinstance(value, bool) or isinstance(right, bool):
        return type(value) is not type(right)
    if isinstance(right, list) and isinstance(value, list):
        return bool(value) and not isinstance(value[0], type(right[0]))
    return not isinstance(value, type(right)) or (isinstance(value, int) and abs(value) > 2**64)


async def answers(socket: RawSocket, *frames: bytes) -> list[Message]:
    """What is answered; the server answers in order."""
    await socket.send(*frames, message("listPrompts", requestId=99, pattern="\x01", project="this", skip=0, limit=1))
    return (await socket.messages_until("promptList"))[:-1]


@pytest.mark.parametrize(("name", "field"), sorted(fields(), key=str))
async def test_a_wrong_type_is_refused_by_name(shared_bridge: BridgeProcess, name: str, field: str) -> None:
    async with raw_socket(shared_bridge) as socket:
        await socket.send(HELLO)
        await socket.messages_until("welcome")
        for value in (each for each in WRONG if is_wrong(name, field, each)):
            text = json.dumps({**MESSAGES[name], field: value})
            errors = [each for each in await answers(socket, frame(TEXT, text.encode())) if each["type"] == "error"]
            assert len(errors) == 1, (value, errors)
            assert errors[0]["code"] == "bad_field", errors
            assert errors[0]["requestType"] == name
            assert str(errors[0]["field"]).startswith(field), errors
            assert field in errors[0]["message"]


def holds_text(value: Any) -> bool:
    """Whether there is a text in the message, beside its type."""
    if isinstance(value, dict):
        return any(holds_text(inner) for key, inner in value.items() if key != "type")
    return isinstance(value, str) or (isinstance(value, list) and any(map(holds_text, value)))


ODD_TEXTS = ["", "\0", "\ud800", "\x1b[31m\x1b]52;c;?\x07", "a\nb\rc", "\u202eabc", "\x9b", "é" * 5000, "x" * 70_000]


WITH_TEXTS = [name for name, each in MESSAGES.items() if name not in ("hello", "stopSession") and holds_text(each)]


@pytest.mark.parametrize("name", WITH_TEXTS)
@pytest.mark.attack("messages", "{name} with NUL, half surrogates, escapes and 70,000 letters in each text", "internal")
async def test_odd_texts_never_fail_inside(shared_bridge: BridgeProcess, name: str) -> None:
    logged = len(shared_bridge.log_text())
    async with raw_socket(shared_bridge) as socket:
        await socket.send(HELLO)
        await socket.messages_until("welcome")
        said = []
        for odd in ODD_TEXTS:
            for text in with_text(MESSAGES[name], odd):
                said += await answers(socket, frame(TEXT, json.dumps(text).encode()))
    assert [each for each in said if each.get("code") == "internal"] == []
    assert "Traceback" not in shared_bridge.log_text()[logged:]


def with_text(value: Any, odd: str) -> Iterator[Any]:
    """Copies of a message, each with one of its texts replaced."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "type":
                yield from ({**value, key: changed} for changed in with_text(inner, odd))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from ([*value[:index], changed, *value[index + 1 :]] for changed in with_text(inner, odd))
    elif isinstance(value, str):
        yield odd


NUMBERS = ["-1", "0", "1e400", "1e19", "18446744073709551616", "-9223372036854775809", "1.0000000001", "9" * 5000, "-0"]


@pytest.mark.parametrize(
    ("name", "field"),
    [(name, field) for name, each in MESSAGES.items() for field, value in each.items() if type(value) is int],
)
@pytest.mark.attack("messages", "{name}.{field} with numbers beyond every limit", "internal")
async def test_odd_numbers_never_fail_inside(shared_bridge: BridgeProcess, name: str, field: str) -> None:
    async with raw_socket(shared_bridge) as socket:
        await socket.send(HELLO)
        await socket.messages_until("welcome")
        for number in NUMBERS:
            text = json.dumps({**MESSAGES[name], field: "HERE"}).replace('"HERE"', number)
            said = await answers(socket, frame(TEXT, text.encode()))
            assert [each for each in said if each.get("code") == "internal"] == []


@pytest.mark.parametrize("name", [name for name in MESSAGES if name != "hello"])
@pytest.mark.attack("messages", "{name} before hello", "hello-first")
async def test_who_does_not_greet_is_shown_out(shared_bridge: BridgeProcess, name: str) -> None:
    async with raw_socket(shared_bridge) as socket:
        await socket.send(frame(TEXT, json.dumps(MESSAGES[name]).encode()), HELLO)
        end = await socket.expect(CLOSE, TEXT)
        assert end is not None
        assert (end.opcode, end.code) == (CLOSE, 1008)


ASK_NOTHING_OF_IT = {
    "checkPaths",
    "listCommands",
    "loadDraft",
    "removeQueuedPrompt",
    "saveDraft",
    "savePrompt",
    "updateUseClipboard",
}
OF_A_SESSION = [
    name
    for name, each in MESSAGES.items()
    if "sessionId" in each
    and name
    not in (
        "saveDraft",
        "loadDraft",
        "savePrompt",
        "showSession",  # which may be about to be started
        "updateUseClipboard",
        "listCommands",
        "removeQueuedPrompt",
        "checkPaths",
    )
]


@pytest.mark.parametrize("name", OF_A_SESSION)
@pytest.mark.attack("messages", "{name} for a session that there is not", "unknown-session")
async def test_an_id_that_does_not_exist_is_named(shared_bridge: BridgeProcess, name: str) -> None:
    async with raw_socket(shared_bridge) as socket:
        await socket.send(HELLO)
        await socket.messages_until("welcome")
        nobody = {**MESSAGES[name], "sessionId": "nobody"}
        said = await answers(socket, frame(TEXT, json.dumps(nobody).encode()))
        errors = [each for each in said if each["type"] == "error"]
        assert [each["code"] for each in errors] == ["unknown_session"], said
        assert "nobody" in errors[0]["message"]


NOT_JSON = {
    "nothing": "",
    "a brace": "{",
    "a comma too many": '{"type":"hello",}',
    "single quotes": "{'type':'hello'}",
    "a comment": '{"type":"hello"/**/}',
    "NaN": '{"type":"hello","protocolVersion":NaN}',
    "two messages": '{"type":"listSessions"}{"type":"listSessions"}',
    "a byte order mark": '\ufeff{"type":"listSessions"}',
    "NUL behind it": '{"type":"listSessions"}\0',
    "100,000 lists in a field": '{"type":"listSessions","x":' + "[" * 100_000 + "]" * 100_000 + "}",
    "binary": "\x01\x00\x00",
}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(text, id=name, marks=pytest.mark.attack("messages", "no JSON: {case}", "json"))
        for name, text in NOT_JSON.items()
    ],
)
async def test_what_is_no_json_closes_with_1007(shared_bridge: BridgeProcess, text: str) -> None:
    async with raw_socket(shared_bridge) as socket:
        await socket.send(PLAIN_HELLO)
        await socket.messages_until("welcome")
        await socket.send(frame(TEXT, text.encode()), message("listSessions"))
        end = await socket.expect(CLOSE, TEXT)
        assert end is not None
        assert (end.opcode, end.code) == (CLOSE, 1007)
    await answers_others(shared_bridge)


NO_MESSAGE = {
    "a list": "[]",
    "a text": '"hello"',
    "a number": "5",
    "null": "null",
    "an object without a type": "{}",
    "a type that is a number": '{"type":5}',
    "a type that is null": '{"type":null}',
    "a type that is a list": '{"type":["hello"]}',
    "100,000 lists in each other": "[" * 100_000,
    "100,000 objects in each other": '{"type":' * 100_000,
    "an unknown type": '{"type":"sudo"}',
    "a type of the server's": '{"type":"welcome"}',
    "a type with NUL": '{"type":"hello\\u0000"}',
    "a type of 100,000 letters": '{"type":"' + "x" * 100_000 + '"}',
}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(text, id=name, marks=pytest.mark.attack("messages", "no message: {case}", "typed"))
        for name, text in NO_MESSAGE.items()
    ],
)
async def test_what_is_no_message_is_refused_and_the_connection_stays(shared_bridge: BridgeProcess, text: str) -> None:
    async with raw_socket(shared_bridge) as socket:
        await socket.send(HELLO)
        await socket.messages_until("welcome")
        errors = [each for each in await answers(socket, frame(TEXT, text.encode())) if each["type"] == "error"]
        assert [error["field"] for error in errors] == ["type"]
        assert len(errors[0]["message"]) < 2000


FRAMES = {
    "empty": b"",
    "shorter than a header": b"\x02\x00\x00\x00\x01",
    "of an unknown kind": b"\x09" + bytes(12) + b"x",
    "of kind 0": bytes(13),
    "of a kind that only servers send": b"\x01" + bytes(12) + b"x",
    "for a handle that there is not": b"\x02\xff\xff\xff\xff" + bytes(8) + b"x",
}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(data, id=name, marks=pytest.mark.attack("messages", "a binary frame {case}", "typed-frames"))
        for name, data in FRAMES.items()
    ],
)
async def test_a_binary_frame_that_is_none_is_refused_with_a_reason(shared_bridge: BridgeProcess, data: bytes) -> None:
    async with raw_socket(shared_bridge) as socket:
        await socket.send(HELLO)
        await socket.messages_until("welcome")
        errors = [each for each in await answers(socket, frame(BINARY, data)) if each["type"] == "error"]
        assert len(errors) == 1
        assert errors[0]["code"] in ("bad_frame", "unknown_session")
        assert errors[0]["requestType"] == "binary"


@pytest.mark.attack("messages", "half a surrogate pair as JavaScript writes it", "typed")
async def test_half_a_character_is_refused_and_costs_no_connection(shared_bridge: BridgeProcess) -> None:
    async with raw_socket(shared_bridge) as socket:
        await socket.send(HELLO)
        await socket.messages_until("welcome")
        said = await answers(socket, message("savePrompt", historyEntry={"id": "a", "serializedContent": "\ud83d"}))
        assert [each["code"] for each in said if each["type"] == "error"] == ["bad_field"]


@pytest.mark.attack("messages", "a binary frame that was not agreed", "features")
async def test_a_feature_that_was_not_asked_for_ends_the_connection(shared_bridge: BridgeProcess) -> None:
    async with raw_socket(shared_bridge) as socket:
        await socket.send(message("hello", protocolVersion=1), frame(BINARY, b"\x02" + bytes(12)))
        end = await socket.expect(CLOSE)
        assert end is not None
        assert end.code == 1003


BASE64 = ["é", "a", "====", "a\nb=", "Zm9v Zm9v", "Zm9v-_", "\0\0\0\0", "Zm9v=Zm9v"]


@pytest.mark.attack("messages", "bytes that are no base64", "base64")
async def test_what_is_no_base64_is_named(shared_bridge: BridgeProcess) -> None:
    async with raw_socket(shared_bridge) as socket:
        await socket.send(HELLO, message("openSession", id="b64", cmd="/bin/cat"))
        await socket.messages_until("opened")
        for text in BASE64:
            said = await answers(socket, message("stdin", sessionId="b64", dataBase64=text))
            errors = [each for each in said if each["type"] == "error"]
            assert [(each["code"], each["field"]) for each in errors] == [("bad_field", "dataBase64")], text
        await socket.send(message("stdin", sessionId="b64", dataBase64=base64.b64encode(b"fine\n").decode()))
        await socket.send(message("close", sessionId="b64"))
        await socket.messages_until("exit")


ORDERS: dict[str, list[bytes]] = {
    "hello twice": [HELLO, HELLO],
    "detach without attach": [message("openSession", id="o", cmd="/bin/cat"), message("detach", sessionId="o")] * 2,
    "ack of what was never sent": [
        message("openSession", id="o", cmd="/bin/cat"),
        message("ack", sessionId="o", offset=2**53),
        message("replayAck", sessionId="o", offset=2**53),
    ],
    "close twice": [message("openSession", id="o", cmd="/bin/cat"), *[message("close", sessionId="o")] * 2],
    "input behind the close": [
        message("openSession", id="o", cmd="/bin/cat"),
        message("close", sessionId="o"),
        message("stdin", sessionId="o", dataBase64="YQ=="),
    ],
    "a restart while it opens": [
        message("openSession", id="o", cmd="/bin/cat"),
        *[message("restartSession", sessionId="o")] * 3,
    ],
    "sizes before it is open": [message("resize", sessionId="o", cols=1, rows=1)] * 3,
    "a checkpoint of nothing": [
        message("openSession", id="o", cmd="/bin/cat"),
        message("checkpoint", sessionId="o", offset=0, cols=80, rows=24, dataBase64="/w=="),
    ],
}


REFUSED = {"hello twice", "sizes before it is open"}
"""Those in which something is refused; the others are simply done."""


@pytest.mark.parametrize(
    "frames",
    [
        pytest.param(frames, id=name, marks=[pytest.mark.attack("messages", "{case}", "internal")] * (name in REFUSED))
        for name, frames in ORDERS.items()
    ],
)
async def test_no_order_is_a_failure_inside(shared_bridge: BridgeProcess, frames: list[bytes]) -> None:
    logged = len(shared_bridge.log_text())
    async with raw_socket(shared_bridge) as socket:
        await socket.send(HELLO)
        await socket.messages_until("welcome")
        said = await answers(socket, *frames)
        said += await answers(socket, message("close", sessionId="o"))
    assert [each for each in said if each.get("code") == "internal"] == []
    assert "Traceback" not in shared_bridge.log_text()[logged:]
    await answers_others(shared_bridge)
