"""Pasted text made harmless: what was text stays text, and nothing in it can press a key.

The payload of a bracketed paste ends at the first ESC[201~; whatever follows is typed. Taking that marker out is not
enough (removing one can join the halves of another), so no control character survives but TAB and LF.
"""

import re

PASTE_START = "\x1b[200~"
PASTE_END = "\x1b[201~"

# C0 but TAB and LF, DEL, and C1, in which 0x9b is a one-character ESC[. Half surrogates cannot be sent as UTF-8.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_BREAK = re.compile("\r\n?")
_REPLACEMENT = "\ufffd"  # not nothing: a reader should see that something was there, and two words stay two


def sanitise(text: str) -> str:
    """Replace control characters; CRLF and CR become LF."""
    return _UNSAFE.sub(_REPLACEMENT, _LINE_BREAK.sub("\n", text))


def bracketed(text: str) -> bytes:
    """One bracketed paste, for a program that has mode 2004 on. Submitting it is a separate, later write."""
    return f"{PASTE_START}{sanitise(text)}{PASTE_END}".encode()
