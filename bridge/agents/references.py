"""How a prompt names a file, in the words of its agent. Pure.

`@path#L1-5` makes claude and opencode read the lines themselves; codex and gemini know `@path` only, so the lines
follow in words. A path with white space is quoted (`@"my notes.md#L1-5"`) or has it escaped, whichever the agent reads.
"""

import re
from typing import NamedTuple

from bridge.agents.profile import Profile, ReferenceForm
from bridge.terminal.paste import sanitise

_QUOTED_BY_SHELLS = re.compile(r"[^\w@%+=:,./~\\-]")
_ESCAPED = re.compile(r"([\s\\()\[\]{};|*?$`'\"#&<>!~])")


class Lines(NamedTuple):
    """A range of lines by their 0-based indexes, both ends included."""

    start: int
    end: int

    @property
    def people_say(self) -> str:
        """As editors count: `11-20`, or `11` for one line."""
        first, last = self.start + 1, self.end + 1
        return str(first) if first == last else f"{first}-{last}"


def reference(path: str, lines: Lines | None, profile: Profile) -> str:
    """Name a file so that the agent finds it and reads it by itself."""
    return _written(_one_line(path), lines, profile.reference, profile)


def image(path: str, profile: Profile) -> str:
    """Name an image so that the agent looks at it."""
    return _written(_one_line(path), None, profile.image, profile)


def mention(path: str, lines: Lines | None) -> str:
    """Name a file whose content the prompt brings along: nothing that would make the agent read it again."""
    path = _one_line(path)
    named = f"{path}:{lines.people_say}" if lines else path
    return f'"{named}"' if re.search(r"\s", named) else named


def _written(path: str, lines: Lines | None, form: ReferenceForm, profile: Profile) -> str:
    spaced = re.search(r"\s", path) is not None
    if form == "plain":
        named = f"'{path}'" if _QUOTED_BY_SHELLS.search(path) and "'" not in path else path
        return f"{named}:{lines.people_say}" if lines else named
    if form == "at-lines":
        named = path + (f"#L{lines.people_say}" if lines else "")
        return f'@"{named}"' if spaced and '"' not in named else f"@{named}"
    named = _ESCAPED.sub(r"\\\1", path) if profile.spaces == "escaped" else f'"{path}"' if spaced else path
    return f"@{named}" + (f" (lines {lines.people_say})" if lines else "")


def _one_line(path: str) -> str:
    """A name may hold anything; in a prompt it is one line of text."""
    return sanitise(path).replace("\n", "\ufffd").replace("\t", "\ufffd")
