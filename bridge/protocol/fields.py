"""What messages are made of: their bases, and the kinds of values that several of them carry."""

from typing import Annotated

import msgspec

MAX_COLUMNS = 4096
MAX_ROWS = 4096

Identifier = Annotated[str, msgspec.Meta(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+$(?!\n)")]
"""A session or prompt id: made by the client, 1 to 128 characters, none of them a control character."""

Base64 = Annotated[str, msgspec.Meta(description="RFC 4648 base64 with padding", extra_json_schema={"format": "byte"})]
"""Bytes; whether it is base64 shows when it is decoded, in one pass."""

Columns = Annotated[int, msgspec.Meta(ge=1, le=MAX_COLUMNS)]
Rows = Annotated[int, msgspec.Meta(ge=1, le=MAX_ROWS)]
Offset = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
"""A position in a session's output, in bytes from its first; 2**53 is where JavaScript stops counting."""

Path = Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]


class ClientMessage(msgspec.Struct, tag_field="type", rename="camel", omit_defaults=True):
    """What every client message is: a `type`, and fields in camelCase."""


class ServerMessage(msgspec.Struct, tag_field="type", rename="camel", omit_defaults=False):
    """What every server message is: a `type`, and fields in camelCase."""


class HistoryDraft(msgspec.Struct, frozen=True, rename="camel"):
    """A prompt to remember; the server adds the time and the project."""

    id: Identifier
    serialized_content: str
