"""What an agent's window title says about it, as data: each agent has forms of its own. Pure."""

import re
from dataclasses import dataclass

from bridge.terminal.plain_text import plain
from bridge.terminal.program_status import State

MAX_TITLE = 200


@dataclass(frozen=True)
class TitleForm:
    """A title that begins with `start` (a regular expression, blanks squeezed) means `state`; the rest is the title."""

    start: str
    state: State


@dataclass(frozen=True)
class Title:
    """A title as it is shown, and the form it has, if any."""

    text: str
    form: TitleForm | None


def read_title(text: bytes, forms: tuple[TitleForm, ...]) -> Title:
    """Read a title in the first of the forms that it has."""
    title = plain(text.decode(errors="replace"), MAX_TITLE)
    for form in forms:
        match = re.match(form.start, title)
        if match:
            return Title(title[match.end() :].strip(), form)
    return Title(title, None)
