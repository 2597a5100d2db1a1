"""A prompt as the bytes its agent takes for one; never the Enter that submits it."""

import re

from bridge.agents.profile import Profile
from bridge.terminal.paste import bracketed, sanitise

# Version-1 pages write a line break as `\` CR, the way Rovo Dev reads it. A backslash before CRLF is just a backslash.
_V1_LINE_BREAK = re.compile(r"\\\r(?!\n)")


def prompt_bytes(text: str, *, bracketed_paste: bool, profile: Profile) -> bytes:
    """Write one prompt: as a paste if the program has switched that on, else with the agent's own line breaks."""
    if bracketed_paste:
        return bracketed(text)
    return sanitise(text).replace("\n", profile.paste_newline).encode()


def decode_v1_text(data: bytes) -> str:
    """Read the text of a version-1 `send`."""
    return _V1_LINE_BREAK.sub("\n", data.decode("utf-8", "replace"))
