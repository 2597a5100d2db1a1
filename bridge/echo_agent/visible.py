"""Bytes made visible, and bytes that can be counted."""

import hashlib
import json
from collections.abc import Iterator

SHOWN_BYTES = 200  # of one read; a paste would fill the screen
SAID_CHARACTERS = 2000  # answered in full; above, a hash says whether all of it arrived
FLOOD_LINE = 80
FLOOD_CHUNK_LINES = 512

_NAMES = {"\r": "\\r", "\n": "\\n", "\t": "\\t", "\\": "\\\\"}


def visible(data: bytes) -> str:
    """Return printable text, with escapes for what a terminal would act on and for bytes that are no UTF-8."""
    return "".join(map(_shown, data.decode("utf-8", "surrogateescape")))


def received(data: bytes) -> str:
    """Say what one read brought."""
    rest = len(data) - SHOWN_BYTES
    more = f" … and {rest} more" if rest > 0 else ""
    return f"received {_count(len(data), 'byte')}: {visible(data[:SHOWN_BYTES])}{more}"


def pasted(data: bytes) -> str:
    """Say what one paste brought."""
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    return f"pasted {_count(len(data), 'byte')} in {_count(lines, 'line')}, sha256 {digest(data)}"


def said(prompt: str) -> str:
    """Answer a prompt."""
    if len(prompt) <= SAID_CHARACTERS:
        return f"you said: {json.dumps(prompt, ensure_ascii=False)}"
    return f"you said {len(prompt)} characters, sha256 {digest(prompt.encode())}"


def digest(data: bytes) -> str:
    """Return enough of a hash to compare by eye."""
    return hashlib.sha256(data).hexdigest()[:16]


def flood(total: int, newline: bytes) -> Iterator[bytes]:
    """Yield exactly `total` bytes in numbered lines of 80, so that a gap or a repeat shows."""
    filler = b"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.............."
    line, sent = 0, 0
    while sent < total:
        numbered = (b"%09d " % number for number in range(line, line + FLOOD_CHUNK_LINES))
        chunk = b"".join(head + filler[: FLOOD_LINE - len(head) - len(newline)] + newline for head in numbered)
        chunk = chunk[: total - sent]
        yield chunk
        line += FLOOD_CHUNK_LINES
        sent += len(chunk)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _shown(character: str) -> str:
    code = ord(character)
    if character in _NAMES:
        return _NAMES[character]
    if character.isprintable():
        return character
    if 0xDC80 <= code <= 0xDCFF:  # surrogateescape: one byte that was no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
