"""Progress and desktop notifications, in the forms that terminals understand: OSC 9, 99 and 777. Pure."""

import base64
import binascii
import re
from dataclasses import dataclass

from bridge.terminal.plain_text import plain
from bridge.terminal.program_status import State

MAX_TITLE = 200
MAX_BODY = 500
_MAX_PARTS = 8
_CONEMU = re.compile(r"[0-9]{1,2}(;|\Z)")


@dataclass(frozen=True)
class Notification:
    """What a program wants a person to see; plain text."""

    title: str
    body: str


@dataclass(frozen=True)
class Progress:
    """OSC 9;4. `state`: None when it is over. `percent`: None when it is not known."""

    state: State | None
    percent: int | None


class Notices:
    """Reads the commands; an OSC 99 may come in parts."""

    def __init__(self) -> None:
        self._parts: dict[str, tuple[str, str]] = {}

    def read(self, command: bytes) -> Notification | Progress | None:
        """What the command says, if it is one of these and complete."""
        number, _, text = command.decode(errors="replace").partition(";")
        if number == "9":
            return _nine(text)
        if number == "777":
            action, _, rest = text.partition(";")
            title, _, body = rest.partition(";")
            return _notification(title, body) if action == "notify" else None
        return self._ninety_nine(text) if number == "99" else None

    def _ninety_nine(self, text: str) -> Notification | None:
        """`key=value:key=value;payload`: `i` id, `p` what the payload is, `e=1` base64, `d=0` more comes."""
        metadata, _, payload = text.partition(";")
        keys = dict(pair.partition("=")[::2] for pair in metadata.split(":"))
        part = keys.get("p") or "title"
        if part not in ("title", "body"):
            return None
        if keys.get("e") == "1":
            try:
                payload = base64.b64decode(payload + "=" * (-len(payload) % 4)).decode(errors="replace")
            except binascii.Error:
                return None
        name = keys.get("i", "")
        title, body = self._parts.pop(name, ("", ""))
        if part == "title":
            title = (title + payload)[:MAX_TITLE]
        else:
            body = (body + payload)[:MAX_BODY]
        if keys.get("d") != "0":
            return _notification(title, body)
        self._parts[name[:32]] = (title, body)
        if len(self._parts) > _MAX_PARTS:
            del self._parts[next(iter(self._parts))]
        return None


def _nine(text: str) -> Notification | Progress | None:
    if text == "4" or text.startswith("4;"):
        return _progress(text.split(";")[1:])
    if _CONEMU.match(text):  # ConEmu has more commands under this number, none of them a notification
        return None
    return _notification("", text)


def _progress(parts: list[str]) -> Progress | None:
    """`state;percent`: 0 none, 1 so far, 2 failed, 3 not known how far, 4 paused."""
    state: dict[str, State | None] = {"": None, "0": None, "1": "working", "2": "error", "3": "working", "4": "working"}
    number = parts[0] if parts else ""
    if number not in state:
        return None
    percent = parts[1] if len(parts) > 1 else ""
    known = number in ("1", "2", "4") and percent.isascii() and percent.isdigit() and len(percent) < 10
    return Progress(state[number], min(int(percent), 100) if known else None)


def _notification(title: str, body: str) -> Notification | None:
    title, body = plain(title, MAX_TITLE), plain(body, MAX_BODY)
    return Notification(title, body) if title or body else None
