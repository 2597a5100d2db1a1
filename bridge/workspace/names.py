"""Names of files as text that can be sent: a byte that is not UTF-8 is written `\\xNN`. Pure."""

import re

_STRAY = re.compile("[\ud800-\udfff]")
_ESCAPE = re.compile(r"\\x([89a-f][0-9a-f])")


def shown(name: str) -> str:
    """A name as the system gives it (stray bytes as lone surrogates), as text that is always UTF-8."""
    return name if name.isascii() else _STRAY.sub(_escaped, name)


def unshown(text: str) -> str:
    """The name that `shown` made this of. One that really has such letters reads the same: look for it first."""
    return _ESCAPE.sub(lambda found: chr(0xDC00 + int(found[1], 16)), text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else "\ufffd"
