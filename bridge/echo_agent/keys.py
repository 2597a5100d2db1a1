"""What arrives from a terminal, cut into pastes, keys and text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PASTE_START = b"\x1b[200~"
_PASTE_END = b"\x1b[201~"

_TOKEN = re.compile(
    rb"(?P<sequence>\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: arrows, mouse, answers to queries
    rb"|\x1bO[ -~]"  # SS3: function keys
    rb"|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC, DCS and others: answers to queries
    rb"|\x1b[^\[\]OP_^X]"  # Alt and a key
    rb"|[\x00-\x1a\x1c-\x1f\x7f])"  # Ctrl and a key
    rb"|(?P<text>[^\x00-\x1f\x7f]+)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Paste:
    """The content of one bracketed paste."""

    data: bytes


@dataclass(frozen=True)
class Key:
    """A control character or an escape sequence."""

    data: bytes


@dataclass(frozen=True)
class Typed:
    """Text; may end within a character."""

    data: bytes


Input = Paste | Key | Typed


class KeyReader:
    """Cuts a stream of bytes; keeps what is not complete until more comes.

    A single ESC waits for what follows: a chunk may end anywhere.
    """

    def __init__(self) -> None:
        self._pending = b""
        self._paste: list[bytes] | None = None

    def feed(self, data: bytes) -> Iterator[Input]:
        """Cut off what is complete, one by one; what was not asked for yet is still there for `take`."""
        self._pending += data
        while (part := self._next()) is not None:
            yield part

    def take(self) -> bytes:
        """Return what was not cut off yet, and forget it."""
        rest, self._pending = self._pending, b""
        return rest

    def expects_paste(self, data: bytes) -> bool:
        """Whether these bytes belong to a paste, at least in part."""
        return self._paste is not None or _PASTE_START in self._pending + data

    def _next(self) -> Input | None:
        if self._paste is not None:
            return self._paste_part(self._paste)
        token = _TOKEN.match(self._pending)
        if token is None:
            return None
        self._pending = self._pending[token.end() :]
        if token.group() == _PASTE_START:
            self._paste = []
            return self._paste_part(self._paste)
        return Typed(token.group()) if token["text"] else Key(token.group())

    def _paste_part(self, paste: list[bytes]) -> Paste | None:
        content, end, rest = self._pending.partition(_PASTE_END)
        if end:
            self._paste, self._pending = None, rest
            return Paste(b"".join([*paste, content]))
        # The end marker may be cut in two: keep what could be its first half.
        safe = max(0, len(content) - len(_PASTE_END) + 1)
        paste.append(content[:safe])
        self._pending = content[safe:]
        return None
