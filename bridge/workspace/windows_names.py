"""Paths that mean something else than a file on Windows. Pure."""

import re

_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:[.:].*)?", re.IGNORECASE | re.DOTALL
)
_DRIVE = re.compile(r"[A-Za-z]:(?=[\\/])")


def is_trap(path: str) -> bool:
    """Whether opening `path` could talk to a device (`NUL`), another computer (`\\\\host`) or a stream (`a.txt:b`).

    Opening a path on another computer sends that computer our credentials, before anything can be checked.
    """
    if re.match(r"[\\/]{2}", path):
        return True
    rest = _DRIVE.sub("", path, count=1) if _DRIVE.match(path) else path
    return ":" in rest or any(_DEVICE.fullmatch(segment) for segment in re.split(r"[\\/]", rest))
