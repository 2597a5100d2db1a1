"""What programs ask their terminal, what the answers look like, and what we answer where no terminal is there. Pure.

The answers are those of xterm.js, which draws the page: a program must not see another terminal when a page comes.
"""

import re
from typing import NamedTuple

from bridge import __version__
from bridge.terminal.modes import Modes
from bridge.terminal.size import Size

_PERMANENTLY_ON = frozenset({"?8", "12"})
_PERMANENTLY_OFF = frozenset({"2", "?67", "?1005", "?1015"})
_ALWAYS_ON = frozenset({"?1048"})
_TRACKED = frozenset({1, 6, 7, 9, 12, 25, 45, 47, 66, 1000, 1002, 1003, 1004, 1006, 1016, 1047, 1049, 2004, 2026})
_ALTERNATE = 1049
_FORMS = {
    b"[c": "da1",
    b"[0c": "da1",
    b"[>c": "da2",
    b"[>0c": "da2",
    b"[5n": "status",
    b"[6n": "cursor",
    b"[?6n": "private-cursor",
    b"[>q": "version",
    b"[>0q": "version",
    b"[?u": "keyboard",
}
OURS = frozenset({"reports", "version", "keyboard"})
"""What the terminal of the page does not answer, and the bridge knows: whether OSC 7501 is understood, who we are, the
flags of the kitty keyboard protocol."""

_MODE = re.compile(rb"\[(\??)([0-9]{1,5})\$p")
_COLOR = re.compile(rb"(1[0-2]|4;[0-9]{1,3});((?:[^;]*;){0,2}[^;]*)")

# What terminals send. The forms of keys are others, but for the cursor's position: Shift+F3 is `ESC [ 1 ; 2 R`.
_ANSWER = re.compile(
    rb"""\x1b\[200~.*?(?:\x1b\[201~|\Z)   # what is pasted answers nothing
    | \x1b(?:
        \[(?:
            \?(?:(?P<da1>[0-9;]{1,40}c)|(?P<private_cursor>[0-9]{1,5};[0-9;]{1,9}R)|(?P<keyboard>[0-9]{1,4}u))
          | >(?P<da2>[0-9;]{1,40}c)
          | (?P<status>[03]n)
          | (?P<cursor>[0-9]{1,5};[0-9]{1,5}R)
          | (?P<mode>\??[0-9]{1,5};[0-4]\$y)
        )
      | \](?P<color>(?:1[0-2]|4;[0-9]{1,3});[^\x07\x18\x1a\x1b]{1,64}(?:\x07|\x1b\\))
      | \](?P<reports>7501;\?(?:\x07|\x1b\\))
      | P(?:(?P<version>>\|[^\x18\x1a\x1b]{0,128})|(?P<setting>[01]\$r[^\x18\x1a\x1b]{0,128}))\x1b\\
    )""",
    re.VERBOSE | re.DOTALL,
)
_SURELY_PARTIAL = re.compile(
    rb"\x1b(?:\[[?>][0-9;]*\$?|\](?:1[0-2]|4;[0-9]{1,3}|7501);[^\x07\x18\x1a\x1b]{0,64}\x1b?|P[>01][^\x18\x1a\x1b]{0,128}\x1b?)\Z"
)
_PERHAPS_PARTIAL = re.compile(rb"\x1b(?:\[[0-9;]*\$?|\][0-9;]*|P)?\Z")


class Colors(NamedTuple):
    """The theme of the client that told one last, each `rrggbb`."""

    foreground: str = "cccccc"
    background: str = "1e1e1e"
    cursor: str = "cccccc"


class Question(NamedTuple):
    """`kind`: what an answer to it is recognised by. `text`: what was asked; of colours its place, as in the answer."""

    kind: str
    text: str
    terminator: bytes = b"\x1b\\"


def read_sequence(text: bytes) -> Question | None:
    """The question in a sequence without its ESC, if terminals know it."""
    if text in _FORMS:
        return Question(_FORMS[text], "")
    if text.startswith(b"P$q"):
        return Question("setting", text[3:].decode(errors="replace"))
    mode = _MODE.fullmatch(text)
    return Question("mode", (mode[1] + str(int(mode[2])).encode()).decode()) if mode else None


def read_command(text: bytes, terminator: bytes) -> list[Question]:
    """The questions in an operating system command: `10;?;?` asks for 10 and 11."""
    if text == b"7501;?":
        return [Question("reports", "", terminator)]
    match = _COLOR.fullmatch(text)
    if match is None or b"?" not in match[2].split(b";"):
        return []
    if match[1].startswith(b"4;"):
        return [Question("color", match[1].decode(), terminator)]
    first = int(match[1])
    return [
        Question("color", str(number), terminator)
        for number, part in enumerate(match[2].split(b";"), first)
        if part == b"?" and number <= 12
    ]


_FIXED = {
    "da1": b"\x1b[?1;2c",
    "da2": b"\x1b[>0;276;0c",
    "status": b"\x1b[0n",
    "version": f"\x1bP>|agent-bridge({__version__})\x1b\\".encode(),
}


def answer(question: Question, modes: Modes, size: Size, cursor: tuple[int, int], colors: Colors) -> bytes | None:
    """What the terminal says; None where it says nothing."""
    if question.kind in _FIXED:
        return _FIXED[question.kind]
    match question.kind:
        case "cursor":
            return b"\x1b[%d;%dR" % cursor
        case "private-cursor":
            return b"\x1b[?%d;%dR" % cursor
        case "keyboard":
            return b"\x1b[?%du" % modes.keyboard_flags
        case "mode":
            return f"\x1b[{question.text};{_mode(question.text, modes)}$y".encode()
        case "setting":
            return f"\x1bP{_setting(question.text, size)}\x1b\\".encode()
        case "reports":
            return b"\x1b]7501;?" + question.terminator
        case _:
            return _color(question, modes, colors)


def _mode(mode: str, modes: Modes) -> int:
    """0 unknown, 1 on, 2 off, 3 always on, 4 always off."""
    if mode in _ALWAYS_ON:
        return 1
    if mode in _PERMANENTLY_ON:
        return 3
    if mode in _PERMANENTLY_OFF:
        return 4
    if mode in ("4", "20"):
        return 1 if modes.ansi(int(mode)) else 2
    number = int(mode.removeprefix("?"))
    if not mode.startswith("?") or number not in _TRACKED:
        return 0
    return 1 if (_ALTERNATE if number in (47, 1047) else number) in modes else 2


def _setting(name: str, size: Size) -> str:
    known = {'"q': '0"q', '"p': '61;1"p', "r": f"1;{size.rows}r", "m": "0m", " q": "2 q"}
    return f"1$r{known[name]}" if name in known else "0$r"


def _color(question: Question, modes: Modes, colors: Colors) -> bytes | None:
    if question.text.startswith("4;"):
        return None  # the palette is the page's
    place = int(question.text) - 10
    set_by_program = modes.color(place + 10)
    value = set_by_program.decode(errors="replace") if set_by_program else _x11(colors[place])
    return f"\x1b]{question.text};{value}".encode() + question.terminator


def _x11(color: str) -> str:
    return "rgb:" + "/".join(color[i : i + 2] * 2 for i in (0, 2, 4))


class Piece(NamedTuple):
    """Part of a client's input. `kind`: that of the question it answers; None where it is typed."""

    kind: str | None
    data: bytes


def split_input(data: bytes) -> tuple[list[Piece], bytes, bool]:
    """Answers and what was typed, in order; what may be the beginning of an answer; and whether it surely is one."""
    pieces: list[Piece] = []
    done = 0
    for match in _ANSWER.finditer(data):
        if match.lastgroup is None:
            continue
        if match.start() > done:
            pieces.append(Piece(None, data[done : match.start()]))
        pieces.append(Piece(match.lastgroup.replace("_", "-"), match.group()))
        done = match.end()
    last = _open_sequence(data, done)
    rest = data[last:]
    if last > done:
        pieces.append(Piece(None, data[done:last]))
    return pieces, rest, bool(rest) and _SURELY_PARTIAL.match(rest) is not None


def _open_sequence(data: bytes, done: int) -> int:
    """Where an answer that is not complete begins; the end where there is none."""
    position = data.find(b"\x1b", max(done, len(data) - 256))
    while position >= 0:
        if _SURELY_PARTIAL.match(data, position) or _PERHAPS_PARTIAL.match(data, position):
            return position
        position = data.find(b"\x1b", position + 1)
    return len(data)
