"""git's wildcards as regular expressions. Pure.

Source: gitignore(5) and what `git check-ignore` does. `*` and `?` do not match `/`; `**` between slashes (or at an end)
matches any number of folders; `[…]` knows ranges, `!` and `^`, POSIX classes and `\\` escapes. A pattern git can never
match (an open bracket, an unknown class, a `\\` at the end) is `None`.

What stands between two stars is matched at its first occurrence and never tried again (atomic groups). That is enough
for wildcards, and it keeps `*a*a*a*a*b` cheap, where a naive translation lets one ignore file stop a scan for hours.
"""

import re

_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": " \\t",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-/:-@\\[-`{-~",
    "space": " \\t\\n\\r",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}
_STAR = "*"
_SLASH = "/"
_Segment = list[str]
"""What stands between two slashes: expressions that match one character each, and stars."""


class _NeverMatchesError(Exception):
    """The pattern is malformed; git skips it."""


def translate(glob: str) -> str | None:
    """The body of a regular expression for a pattern without its leading `!` and `/` and its trailing `/`."""
    try:
        return _path(_segments(glob))
    except _NeverMatchesError:
        return None


def _segments(glob: str) -> list[_Segment]:
    """Cut at the slashes; one in a bracket is a member of it (that can never match), an escaped one is a slash."""
    segments: list[_Segment] = [[]]
    at = 0
    while at < len(glob):
        token, at = _token(glob, at)
        if token == _SLASH:
            segments.append([])
        else:
            segments[-1].append(token)
    return segments


def _path(segments: list[_Segment]) -> str:
    """Join the segments; those between two `**` form one run, matched at the first place where it fits."""
    runs: list[list[str]] = [[]]
    for segment in segments:
        if len(segment) > 1 and all(token == _STAR for token in segment):
            runs.append([])
        else:
            runs[-1].append(_segment(segment))
    first, *others = runs
    if not others:
        return "/".join(first)
    *middle, last = others
    parts = ["/".join([*first, ""])]
    parts += [rf"(?>(?:[^/]+/)*?{'/'.join(run)}/)" for run in middle if run]
    parts.append(rf"(?:[^/]+/)*{'/'.join(last)}" if last else ".+")
    return "".join(parts)


def _segment(tokens: _Segment) -> str:
    """One segment: its pieces between stars. The last is held by the segment's end, the others by their first fit."""
    pieces = [""]
    for token in tokens:
        if token == _STAR:
            pieces.append("")
        else:
            pieces[-1] += token
    first, *others = pieces
    if not others:
        return first
    *middle, last = others
    return first + "".join(rf"(?>[^/]*?{piece})" for piece in middle if piece) + "[^/]*" + last


def _token(glob: str, at: int) -> tuple[str, int]:
    """A star, a slash, or an expression that matches one character; and where the pattern goes on."""
    char = glob[at]
    if char in (_STAR, _SLASH):
        return char, at + 1
    if char == "?":
        return "[^/]", at + 1
    if char == "[":
        return _bracket(glob, at + 1)
    if char == "\\":
        at += 1
        if at == len(glob):
            raise _NeverMatchesError
        char = glob[at]
    return re.escape(char), at + 1


def _bracket(glob: str, at: int) -> tuple[str, int]:
    """A bracket expression from behind its `[`. It never matches `/`."""
    negated = glob[at : at + 1] in ("!", "^")
    at += negated
    items: list[str] = []
    before = ""  # the character a `-` would make the start of a range
    first = True
    while first or glob[at : at + 1] != "]":
        first = False
        item, before, at = _bracket_item(glob, at, before)
        items.append(item)
    members = "".join(items)
    if negated:
        return f"[^/{members}]", at + 1
    return (f"(?!/)[{members}]" if members else "(?!)"), at + 1


def _bracket_item(glob: str, at: int, before: str) -> tuple[str, str, int]:
    """One member, what may start a range behind it, and where the bracket goes on."""
    if glob.startswith("[:", at):
        end = glob.find("]", at + 2)
        if end < 0:
            raise _NeverMatchesError
        if glob[end - 1] == ":" and end - 1 >= at + 2:
            return _class(glob[at + 2 : end - 1]), "", end + 1
        return re.escape("["), "[", at + 1
    if glob[at : at + 1] == "-" and before and glob[at + 1 : at + 2] not in ("", "]"):
        last, at = _literal(glob, at + 1)
        return (f"{re.escape(before)}-{re.escape(last)}" if before <= last else ""), "", at
    char, at = _literal(glob, at)
    return re.escape(char), char, at


def _literal(glob: str, at: int) -> tuple[str, int]:
    """One character, escaped or not."""
    if glob[at : at + 1] == "\\":
        at += 1
    if at >= len(glob):
        raise _NeverMatchesError
    return glob[at], at + 1


def _class(name: str) -> str:
    if name not in _CLASSES:
        raise _NeverMatchesError
    return _CLASSES[name]
