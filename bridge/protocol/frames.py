"""Binary frames: kind u8, session handle u32, absolute byte offset u64, payload; big-endian."""

import enum
import struct
from typing import NamedTuple

from bridge.errors import MessageError

_HEADER = struct.Struct(">BIQ")
HEADER_BYTES = _HEADER.size
MAX_PAYLOAD = 64 * 1024
"""Output and replay frames carry at most this much, so that one session never blocks the socket for another."""


class Kind(enum.IntEnum):
    """What the payload is."""

    OUTPUT = 1
    """Server to client: live output; `offset` is that of the first byte."""
    INPUT = 2
    """Client to server: bytes for the program; `offset` is ignored."""
    REPLAY = 3
    """Server to client: output from before the attach; the client's terminal stays silent."""
    CHECKPOINT = 4
    """Server to client, before a replay: not output, but the screen and modes at `offset`, for a cleared terminal."""


class Frame(NamedTuple):
    """One binary frame."""

    kind: Kind
    handle: int
    offset: int
    payload: bytes


def encode(kind: Kind, handle: int, offset: int, payload: bytes) -> bytes:
    """Wire bytes of one frame."""
    return _HEADER.pack(kind, handle, offset) + payload


def decode(data: bytes) -> Frame:
    """The frame in `data`; MessageError where it is none."""
    if len(data) < HEADER_BYTES:
        raise MessageError("bad_frame", f"a binary frame has at least {HEADER_BYTES} bytes, this one {len(data)}")
    kind, handle, offset = _HEADER.unpack_from(data)
    if kind not in Kind._value2member_map_:
        known = ", ".join(f"{kind.value} {kind.name.lower()}" for kind in Kind)
        raise MessageError("bad_frame", f"binary frame kind {kind} is unknown; known: {known}")
    return Frame(Kind(kind), handle, offset, data[HEADER_BYTES:])
