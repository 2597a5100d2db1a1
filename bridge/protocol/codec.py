"""Text frames to typed messages and back. A refusal names the field and what would be right."""

import json
import re
from typing import Any, cast, get_args

import msgspec

from bridge.errors import MessageError
from bridge.protocol.client import ClientMessages
from bridge.protocol.fields import ClientMessage, ServerMessage


class NotJSONError(MessageError):
    """The text frame is not JSON; the connection closes with 1007."""


def _tag(message: type[msgspec.Struct]) -> str:
    return cast("str", message.__struct_config__.tag)


CLIENT_TYPES: dict[str, type[ClientMessage]] = {_tag(cls): cls for cls in get_args(ClientMessages)}
"""Wire name to class."""

_DECODERS: dict[str, msgspec.json.Decoder[Any]] = {
    name: msgspec.json.Decoder(cls) for name, cls in CLIENT_TYPES.items()
}
_ENCODER = msgspec.json.Encoder()


class _Envelope(msgspec.Struct):
    type: str | msgspec.UnsetType = msgspec.UNSET


_ENVELOPE = msgspec.json.Decoder(_Envelope)
_AT = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")
_MISSING = re.compile(r"missing required field `(?P<name>[^`]*)`")


def decode(text: str) -> ClientMessage:
    """The message in a text frame.

    Raises NotJSONError where it is not JSON, MessageError (`code` unknown_type, missing_field, bad_field) where it is
    JSON but none of our messages.
    """
    name = type_of(text)
    try:
        return cast("ClientMessage", _DECODERS[name].decode(text))
    except KeyError:
        known = ", ".join(sorted(_DECODERS))
        raise MessageError("unknown_type", f"unknown message type {name!r:.80}; known: {known}", field="type") from None
    except msgspec.ValidationError as error:
        raise _refusal(name, str(error)) from None


def type_of(text: str) -> str:
    """The message's `type`, known or not; the same refusals as `decode`."""
    try:
        name = _ENVELOPE.decode(text).type
    except msgspec.ValidationError as error:
        raise MessageError("bad_field", f"a message is an object with a string `type`: {error}", field="type") from None
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise _no_text(text) or NotJSONError("not_json", f"not JSON: {error}") from None
    if name is msgspec.UNSET:
        raise MessageError("missing_field", "the message has no `type`", field="type")
    return name


def _no_text(text: str) -> MessageError | None:
    """JavaScript writes half a surrogate pair as `\\ud800`, which is JSON and nothing that could be passed on.

    A page says so with what a person has pasted; it must not lose its connection for that.
    """
    if not _HALF_PAIR.search(text):
        return None
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return None
    return MessageError("bad_field", "a text has half a surrogate pair (\\ud800 to \\udfff), which is no character")


def _refusal(name: str, reason: str) -> MessageError:
    at = _AT.search(reason)
    path = at["path"] if at else ""
    missing = _MISSING.search(reason)
    if missing:
        field = f"{path}.{missing['name']}" if path else missing["name"]
        return MessageError("missing_field", f"`{name}` needs the field `{field}`", field=field)
    text = _AT.sub("", reason)
    return MessageError("bad_field", f"`{name}`, field `{path}`: {text}", field=path or None)


def encode(message: ServerMessage) -> str:
    """The text frame of a message."""
    return _ENCODER.encode(message).decode()
