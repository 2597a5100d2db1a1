"""Text that a program gave us, made fit to be shown elsewhere: one line, no control, nothing invisible. Pure."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")

# Bidirectional marks, joiners, soft hyphens and byte order marks are "Cf"; these are blank or without width although
# their category is that of letters and accents.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0") | {
    chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
}
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def plain(text: str, limit: int) -> str:
    """At most `limit` characters of `text` as one line of what can be seen."""
    line = _SPACES.sub(" ", text)
    return "".join(character for character in line if not _is_unseen(character)).strip()[:limit].rstrip()


def _is_unseen(character: str) -> bool:
    return character in _BLANK or unicodedata.category(character) in _UNSEEN


def has_control(text: str) -> bool:
    """Whether a control character (C0, DEL, C1) is in the text."""
    return any(unicodedata.category(character) == "Cc" for character in text)
