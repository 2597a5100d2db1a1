"""What RFC 6455 asks of a client's frames and aiohttp's reader lets pass. Pure.

The reader takes frames without a mask (the mask is what keeps a web page from writing a request of its own into some
proxy on the way), lengths in more bytes than they need, a new message inside of one that began with an empty fragment,
and close codes that never go over a wire. It is fed what passes here, and refuses the rest itself.
"""

from typing import NamedTuple

REFUSED_FRAME = b"\x8f\x80"
"""A reserved opcode: how the reader is told that a frame was refused. It answers with 1002."""

_CONTINUATION, _CLOSE = 0x0, 0x8
_LEAST_BYTES = 2
_MASK_BYTES = 4
_MOST_CONTROL_BYTES = 125
_LENGTH_BYTES = {126: 2, 127: 8}
_LEAST_LENGTH = {126: 126, 127: 2**16}
_CODES_ON_A_WIRE = frozenset({1000, 1001, 1002, 1003, *range(1007, 1015), *range(3000, 5000)})


class Passed(NamedTuple):
    """`data`: what keeps the rules, up to a whole header. `broken`: the rule that what follows breaks."""

    data: bytes
    broken: str | None


class FrameRules:
    """Follows one connection's frames, however they are cut. Holds back a header or a close frame, and no more."""

    def __init__(self) -> None:
        self._begun = b""
        self._payload_left = 0
        self._in_message = False

    def feed(self, data: bytes) -> Passed:
        """Take the next bytes. Not to be called again once a rule was broken."""
        data = self._begun + data
        self._begun = b""
        position = 0
        while True:
            skipped = min(self._payload_left, len(data) - position)
            self._payload_left -= skipped
            position += skipped
            if position == len(data):
                return Passed(data, None)
            head = data[position : position + _LEAST_BYTES]
            if len(head) == _LEAST_BYTES and not head[1] & 0x80:
                return Passed(data[:position], "a client's frame is masked")
            start = _payload_start(data, position)
            if start is None:
                return self._wait(data, position)
            length = _length(data, position)
            opcode, last = head[0] & 0x0F, bool(head[0] & 0x80)
            closes = opcode == _CLOSE and length <= _MOST_CONTROL_BYTES  # a longer one the reader refuses
            if closes and start + length > len(data):
                return self._wait(data, position)
            broken = self._rule_broken_by(opcode, head[1] & 0x7F, length)
            if broken is None and closes:
                broken = _rule_of_close(data[start - _MASK_BYTES : start], data[start : start + min(length, 2)])
            if broken is not None:
                return Passed(data[:position], broken)
            if opcode < _CLOSE:
                self._in_message = not last
            position, self._payload_left = start, length

    def _wait(self, data: bytes, position: int) -> Passed:
        self._begun = data[position:]
        return Passed(data[:position], None)

    def _rule_broken_by(self, opcode: int, flag: int, length: int) -> str | None:
        if length < _LEAST_LENGTH.get(flag, 0):
            return "a length is written in as few bytes as it needs"
        if length >> 63:
            return "a length has 63 bits"
        if opcode < _CLOSE and (opcode == _CONTINUATION) != self._in_message:
            return "a message ends before the next one begins"
        return None


def _payload_start(data: bytes, position: int) -> int | None:
    """Where the payload of the frame at `position` begins; None where its header is not whole."""
    if len(data) < position + _LEAST_BYTES:
        return None
    start = position + _LEAST_BYTES + _LENGTH_BYTES.get(data[position + 1] & 0x7F, 0) + _MASK_BYTES
    return start if len(data) >= start else None


def _length(data: bytes, position: int) -> int:
    flag = data[position + 1] & 0x7F
    extended = _LENGTH_BYTES.get(flag, 0)
    start = position + _LEAST_BYTES
    return int.from_bytes(data[start : start + extended], "big") if extended else flag


def _rule_of_close(mask: bytes, masked: bytes) -> str | None:
    if len(masked) < 2:
        return None  # without a code is allowed; half a code the reader refuses
    code = (masked[0] ^ mask[0]) << 8 | (masked[1] ^ mask[1])
    return None if code in _CODES_ON_A_WIRE else f"a close code is one that may be sent, and {code} is none"
