"""The golden messages, which the page's and the plugins' tests read too, against the Python types."""

import json
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from bridge.protocol import codec, frames
from bridge.protocol.client import ClientMessages
from bridge.protocol.server import ServerMessages

FOLDER = Path(__file__).parent
CLIENT = {str(cls.__struct_config__.tag): cls for cls in get_args(ClientMessages)}
SERVER = {str(cls.__struct_config__.tag): cls for cls in get_args(ServerMessages)}


def file_of(name: str, side: str) -> Path:
    return FOLDER / (f"{name}.{side}.json" if name in CLIENT and name in SERVER else f"{name}.json")


def golden(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_there_is_one_golden_file_for_each_message_and_no_other() -> None:
    expected = {file_of(name, "client") for name in CLIENT} | {file_of(name, "server") for name in SERVER}
    assert {*FOLDER.glob("*.json")} == expected | {FOLDER / "frames.json"}


@pytest.mark.parametrize("name", sorted(CLIENT))
def test_a_clients_message_is_understood_with_all_its_fields(name: str) -> None:
    example = golden(file_of(name, "client"))
    message = codec.decode(json.dumps(example))
    assert type(message) is CLIENT[name]
    known = {field.encode_name for field in msgspec.structs.fields(type(message))} | {"type"}
    assert set(example) <= known
    assert msgspec.to_builtins(message) | example == example | msgspec.to_builtins(message)


@pytest.mark.parametrize("name", sorted(SERVER))
def test_a_servers_message_is_written_as_the_golden_file_has_it(name: str) -> None:
    example = golden(file_of(name, "server"))
    message = msgspec.convert(example, SERVER[name])
    assert json.loads(codec.encode(message)) == example


@pytest.mark.parametrize("example", golden(FOLDER / "frames.json"), ids=lambda example: f"kind {example['kind']}")
def test_binary_frames(example: dict[str, Any]) -> None:
    payload = bytes.fromhex(example["payloadHex"])
    frame = frames.Frame(frames.Kind(example["kind"]), example["handle"], example["offset"], payload)
    assert frames.encode(*frame).hex() == example["frameHex"]
    assert frames.decode(bytes.fromhex(example["frameHex"])) == frame
