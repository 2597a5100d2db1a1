"""Where a stream of terminal output may be cut: never inside an escape sequence, a string or a character. Pure.

In a terminal ESC begins a new sequence whatever came before, so only the bytes from the last ESC on decide.
"""

import re

_STRING = re.compile(rb"\x1b[\]PX^_]")
_STRING_END = re.compile(rb"[\x18\x1a]|\xc2\x9c")
_COMMAND_END = re.compile(rb"[\x07\x18\x1a]|\xc2\x9c")
_UNFINISHED = re.compile(rb"\x1b(?:[\x00-\x17\x19\x1c-\x2f\x7f]*+|\[[\x00-\x17\x19\x1c-\x3f\x7f]*+)\Z")
_SEQUENCE = re.compile(rb"\x1b(?:\[[\x00-\x3f\x7f]*+[@-~]|[\x20-/]*+[0-~])")
_REPEAT = re.compile(rb"\x1b\[[0-9]*b")
_LONGEST_SEQUENCE = 64
_SEARCH_BYTES = 16 * 1024


def open_sequence(data: bytes, before: bytes = b"") -> bytes:
    """What a terminal that has read `data` is in the middle of: the sequence, or how the string began; else nothing.

    `before`: the same of what preceded `data`. A terminal at ground that reads the result is in that state, too.
    """
    last = data.rfind(b"\x1b")
    if last < 0:
        if not before:
            return b""
        data, last = before + data, 0
    if _STRING.match(data, last):
        end = _COMMAND_END if data[last + 1 : last + 2] == b"]" else _STRING_END
        if end.search(data, last):
            return b""
        return data[last : last + 2] + (b"\xc2" if data.endswith(b"\xc2") else b"")
    unfinished = _UNFINISHED.match(data, last)
    return unfinished.group() if unfinished else b""


def is_clean_cut(before: bytes, after: bytes) -> bool:
    """Whether nothing of what follows changes what was drawn before: half a character, an accent, a repetition.

    `before` ends at ground. Nothing after it yet: so it is.
    """
    if _lacks_bytes(before):
        return False
    if not after or after[0] < 0x80:
        return not _REPEAT.match(after)
    return not before or before[-1] < 0x20 or _ends_with_sequence(before)


def _lacks_bytes(data: bytes) -> bool:
    """Whether the last character is not complete."""
    for back in range(1, min(3, len(data)) + 1):
        byte = data[-back]
        if byte < 0x80:
            return False
        if byte >= 0xC0:
            return back < (2 if byte < 0xE0 else 3 if byte < 0xF0 else 4)
    return False


def _ends_with_sequence(data: bytes) -> bool:
    last = data.rfind(b"\x1b", max(0, len(data) - _LONGEST_SEQUENCE))
    match = _SEQUENCE.match(data, last) if last >= 0 else None
    return match is not None and match.end() == len(data)


def next_clean_cut(data: bytes, before: bytes = b"") -> int:
    """Where in `data` output may begin: behind the first line that ends at ground, else at the first whole character.

    `before` as above; the terminal must read it first where the result is 0.
    """
    newline = data.find(b"\n", 0, _SEARCH_BYTES)
    while newline >= 0:
        if not open_sequence(data[: newline + 1], before):
            return newline + 1
        newline = data.find(b"\n", newline + 1, _SEARCH_BYTES)
    if before:
        return 0
    return next((index for index, byte in enumerate(data[:4]) if not 0x80 <= byte < 0xC0), 0)
