"""A prompt as its writer made it: text, files in between, and the text an agent gets for it. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bridge.agents.profile import Profile
from bridge.agents.references import Lines, image, mention, reference

_WORD = re.compile(r"[\w@]")
_OPENING = "([{<\"'`"
_MENTION_AT_THE_END = re.compile(r'(?:^|\s)@(?:"[^"\n]*"?|(?:\\.|[^\s\\])*)\Z')


@dataclass(frozen=True)
class TextPart:
    """What was typed."""

    text: str


@dataclass(frozen=True)
class FilePart:
    """A file or folder. path: as the agent finds it. content: it is brought along. shown: it is named in the text."""

    path: str
    lines: Lines | None = None
    content: bool = False
    shown: bool = True


@dataclass(frozen=True)
class ImagePart:
    """An image, by the path of a file."""

    path: str


Part = TextPart | FilePart | ImagePart


def prompt_text(parts: Sequence[Part], profile: Profile, contents: Callable[[list[str]], str]) -> str:
    """Write it for this agent: files where they stand, and behind the text the content of those that are to be sent.

    contents: turns file specs (`path`, `path:start-end`, 0-based) into text; `""` for none.
    """
    text = _ended("".join(_spaced([_written(part, profile) for part in parts], parts)))
    brought = contents([_spec(part) for part in parts if isinstance(part, FilePart) and part.content])
    if not brought:
        return text
    return f"{text.rstrip()}\n\n{brought.rstrip()}" if text.strip() else brought.rstrip()


def _written(part: Part, profile: Profile) -> str:
    match part:
        case TextPart():
            return part.text
        case ImagePart():
            return image(part.path, profile)
        case FilePart(shown=False):
            return ""
        case FilePart(content=True):
            return mention(part.path, part.lines)
        case FilePart():
            return reference(part.path, part.lines, profile)


def _spaced(pieces: Sequence[str], parts: Sequence[Part]) -> Iterator[str]:
    """Between a name and a word next to it there is a space: `see@a.py` is an address, not a file."""
    before, before_is_text = "", True
    for piece, part in zip(pieces, parts, strict=True):
        if not piece:
            continue
        is_text = isinstance(part, TextPart)
        open_ended = before != "" and not before[-1].isspace() and before[-1] not in _OPENING
        if open_ended and (not is_text or (not before_is_text and _WORD.match(piece))):
            yield " "
        yield piece
        before, before_is_text = piece, is_text


def _ended(text: str) -> str:
    """Behind an `@name` agents list files; the Enter that is to submit would pick one, and the prompt stay there."""
    return f"{text} " if _MENTION_AT_THE_END.search(text) else text


def _spec(part: FilePart) -> str:
    return f"{part.path}:{part.lines.start}-{part.lines.end}" if part.lines else part.path
