"""Which modes the program has switched on, read out of its output, and how to bring a terminal back into them. Pure.

A regular expression over the bytes does several hundred MB/s; a terminal emulator on the server would be a thousand
times slower. What each sequence does follows xterm.js, which draws the page.
"""

import copy
import re
from typing import NamedTuple, Self

from bridge.terminal.keyboard_flags import KeyboardFlags

BRACKETED_PASTE = 2004
ALTERNATE_SCREEN = 1049

_ALTERNATE = frozenset({47, 1047, ALTERNATE_SCREEN})
_MOUSE = (9, 1000, 1002, 1003)
_MOUSE_ENCODINGS = (1005, 1006, 1015, 1016)
_ORIGIN = 6
_KEYPAD = 66

_DEFAULTS = {1: False, 7: True, 25: True, 45: False, 1004: False, BRACKETED_PASTE: False}
"""Modes that every terminal starts with like this; they are always restored, in both directions."""

_IF_TOUCHED = frozenset({12, 1007, 2027, 2031, 2048, 9001})
"""Modes that a terminal's own settings decide until a program says otherwise; restored if it did."""

_SOFT_RESET = (1, _ORIGIN, 7, 25, 45, _KEYPAD, 1004, BRACKETED_PASTE)
_INSERT, _NEW_LINE = 4, 20
_COLORS = (10, 11, 12)
_MAX_TEXT = 1024
_MAX_CARRY = _MAX_TEXT + 8

_SEQUENCE = re.compile(
    # possessive quantifiers: the sequences that are none of ours must fail at once; colours and cursor movements, which
    # are nearly all there is, by the first look, which alone makes it five times as fast
    rb"""\x1b(?!\[[0-9;]*+[@-Zad-gi-kmo])(?:
        \[(?:
            (?P<numbers>[0-9;]{0,32}+)(?:(?P<region>r)|(?P<ansi>[hl])|(?P<style>\x20q)|(?P<query>[cn]|\$p))
          | \?(?P<modes>[0-9;]{0,64}+)(?:(?P<private>[hl])|(?P<private_query>[nu]|\$p))
          | (?P<kitty>[<>=][0-9;]{0,16}+)(?:u|(?P<secondary_query>[cq]))
          | >4(?:;(?P<value>[0-9]{0,2}+))?+(?P<other_keys>m)
          | !(?P<soft>p)
        )
      | (?P<single>[c=>no])
      | (?P<charset>[()*+][\x20-/]?+[0-~])
      | P(?P<status_query>\$q)[^\x18\x1a\x1b]{0,4}+(?=\x1b)
      | \](?P<number>[0-9]{1,3}+)(?:;(?P<text>[^\x07\x18\x1a\x1b]{0,1024}+))?+(?P<osc>\x07|(?=\x1b))
    )""",
    re.VERBOSE,
)
_UNFINISHED = re.compile(
    rb"""\x1b(?:
        \[[0-?]{0,66}[ !$]?
      | P(?:\$(?:q[^\x18\x1a\x1b]{0,4})?)?
      | [()*+][\x20-/]?
      | \][0-9]{0,3}(?:;[^\x07\x18\x1a\x1b]{0,1024})?
    )?\Z""",
    re.VERBOSE,
)
_LINE_CONTROLS = re.compile(rb"[\x00-\x1f\x7f]")


class Heard(NamedTuple):
    """The program asks its terminal something. `text`: the sequence without its ESC. `end`: index behind it."""

    text: bytes
    end: int


class Modes:
    """What is on. `n in modes`: whether the DEC private mode n (`CSI ? n h`) is."""

    def __init__(self) -> None:
        self._carry = b""
        self._title: bytes | None = None
        self._reset()

    def _reset(self) -> None:
        self._flags: dict[int, bool] = {}
        self._ansi: dict[int, bool] = {}
        self._mouse = 0
        self._mouse_encoding = 0
        self._alternate = False
        self._regions: list[bytes] = [b"", b""]
        self._keyboards = [KeyboardFlags(), KeyboardFlags()]
        self._other_keys = b""
        self._style = b"0"
        self._charsets: dict[bytes, bytes] = {}
        self._shift = 0
        self._colors: dict[int, bytes] = {}
        self._palette: dict[bytes, bytes] = {}

    def __contains__(self, mode: int) -> bool:
        if mode in _ALTERNATE:
            return self._alternate and mode == ALTERNATE_SCREEN
        if mode in _MOUSE:
            return mode == self._mouse
        if mode in _MOUSE_ENCODINGS:
            return mode == self._mouse_encoding
        return self._flags.get(mode, _DEFAULTS.get(mode, False))

    def copy(self) -> Self:
        """The same modes, to be fed on their own."""
        other = copy.copy(self)
        other._regions, other._keyboards = [*self._regions], [keyboard.copy() for keyboard in self._keyboards]
        other._flags, other._ansi, other._charsets = {**self._flags}, {**self._ansi}, {**self._charsets}
        other._colors, other._palette = {**self._colors}, {**self._palette}
        return other

    def ansi(self, mode: int) -> bool:
        """Whether an ANSI mode (`CSI n h`) is on: 4 or 20."""
        return self._ansi.get(mode, False)

    def color(self, number: int) -> bytes | None:
        """What the program has set with OSC 10, 11 or 12."""
        return self._colors.get(number)

    @property
    def keyboard_flags(self) -> int:
        """The kitty keyboard protocol's, of the screen that is shown."""
        return self._keyboards[self._alternate].now

    # -- reading --

    def feed(self, data: bytes) -> list[Heard]:
        """Output of the program, cut anywhere; returns what it asks its terminal.

        Heards are no modes, but to look at each sequence a second time would cost as much again.
        """
        end = len(data)
        if self._carry:
            data = self._carry + data
        shift_set_at = -1
        questions = []
        for match in _SEQUENCE.finditer(data):
            kind = match.lastgroup
            if kind is not None and kind.endswith("query"):
                questions.append(Heard(match.group()[1:], match.end() - len(data) + end))
            elif self._apply(match):
                shift_set_at = match.start()
        self._read_shifts(data, shift_set_at)
        # ESC begins anew in whatever state a terminal is, so what is unfinished begins at the last one
        last = data.rfind(b"\x1b", max(0, len(data) - _MAX_CARRY))
        unfinished = _UNFINISHED.match(data, last) if last >= 0 else None
        self._carry = unfinished.group() if unfinished else b""
        return questions

    def resized(self) -> None:
        """The terminal has another size now: margins are gone."""
        self._regions = [b"", b""]

    def _read_shifts(self, data: bytes, since: int) -> None:
        """SO and SI choose between the character sets G1 and G0; the last word counts."""
        out, back = data.rfind(b"\x0e"), data.rfind(b"\x0f")
        if max(out, back) > since:
            self._shift = 1 if out > back else 0

    def _apply(self, match: re.Match[bytes]) -> bool:
        """Take over one sequence; True where it says which character set is in use."""
        kind = match.lastgroup
        if kind == "private":
            for number in match["modes"].split(b";"):
                self._switch(int(number or b"0"), match[kind] == b"h")
        elif kind == "osc":
            self._operating_system_command(int(match["number"]), match["text"])
        elif kind == "charset":
            self._charsets[match[kind][:1]] = match[kind][1:]
        elif kind == "single":
            return self._single(match[kind])
        elif kind == "soft":
            self._soft_reset()
            return True
        else:
            self._parameters(match)
        return False

    def _parameters(self, match: re.Match[bytes]) -> None:
        kind = match.lastgroup
        if kind == "region":
            self._set_region(match["numbers"])
        elif kind == "ansi":
            for number in match["numbers"].split(b";"):
                if number in (b"4", b"20"):
                    self._ansi[int(number)] = match[kind] == b"h"
        elif kind == "style":
            self._style = match["numbers"] or b"1"
        elif kind == "kitty":
            self._keyboards[self._alternate].apply(match[kind])
        else:
            self._other_keys = match["value"] or b""

    def _set_region(self, numbers: bytes) -> None:
        top, _, bottom = numbers.partition(b";")
        first, last = int(top or b"0") or 1, int(bottom.split(b";")[0] or b"0")
        if not last or last > first:  # else a terminal does nothing
            full = first == 1 and not last
            self._regions[self._alternate] = b"" if full else b"%d;%d" % (first, last) if last else b"%d" % first

    def _switch(self, mode: int, on: bool) -> None:
        if mode in _ALTERNATE:
            if self._alternate and not on:
                self._regions[1] = b""
                self._keyboards[1] = KeyboardFlags()
            self._alternate = on
        elif mode in _MOUSE:  # one protocol at a time, and whichever is switched off, it is the end of it
            self._mouse = mode if on else 0
        elif mode in _MOUSE_ENCODINGS:
            self._mouse_encoding = mode if on else 0
        elif mode in _DEFAULTS or mode in _IF_TOUCHED or mode in (_ORIGIN, _KEYPAD):
            self._flags[mode] = on

    def _single(self, letter: bytes) -> bool:
        if letter == b"c":
            self._reset()
        elif letter in b"no":
            self._shift = 2 if letter == b"n" else 3
        else:
            self._flags[_KEYPAD] = letter == b"="
            return False
        return True

    def _soft_reset(self) -> None:
        for mode in _SOFT_RESET:
            self._flags.pop(mode, None)
        self._ansi.pop(_INSERT, None)
        self._regions[self._alternate] = b""
        self._style = b"0"
        self._charsets.clear()
        self._shift = 0

    def _operating_system_command(self, number: int, text: bytes | None) -> None:
        if number in (0, 2) and text is not None:
            self._title = _LINE_CONTROLS.sub(b"", text)
        elif number in _COLORS and text is not None:
            # `OSC 10 ; a ; b` sets 10 and 11; a question mark only asks
            for position, color in enumerate(text.split(b";")[: len(_COLORS)], number):
                if position in _COLORS and color != b"?":
                    self._colors[position] = color
        elif number - 100 in _COLORS:
            self._colors.pop(number - 100, None)
        elif number == 4 and text is not None:
            self._set_palette(text.split(b";"))
        elif number == 104:
            for index in text.split(b";") if text else list(self._palette):
                self._palette.pop(index, None)

    def _set_palette(self, parts: list[bytes]) -> None:
        for index, color in zip(parts[::2], parts[1::2], strict=False):
            if color != b"?" and index.isdigit() and int(index) < 256:
                self._palette[index] = color

    # -- restoring --

    def before(self) -> bytes:
        """What a freshly reset terminal must hear before anything is drawn: the keyboard of the other screen."""
        return self._keyboards[0].restore() if self._alternate else b""

    def restore(self, *, mouse: bool = True, margins: bool = True) -> bytes:
        """What brings a terminal into these modes, from whatever it is in: the alternate screen first.

        `mouse`: whether a program lives that wants mouse reports. `margins`: also scroll region and origin mode, which
        take the cursor home; a checkpoint has both in it.
        """
        parts = [b"\x1b[?1047%b" % _letter(self._alternate)]
        if margins:
            parts += [b"\x1b[%br" % self._regions[self._alternate], _private(_ORIGIN, _ORIGIN in self)]
        parts += [_private(mode, mode in self) for mode in _DEFAULTS]
        parts += [_private(mode, on) for mode, on in sorted(self._flags.items()) if mode in _IF_TOUCHED]
        parts.append(b"\x1b=" if _KEYPAD in self else b"\x1b>")
        parts.append(b"\x1b[4%b" % _letter(self._ansi.get(_INSERT, False)))
        if _NEW_LINE in self._ansi:
            parts.append(b"\x1b[20%b" % _letter(self._ansi[_NEW_LINE]))
        parts += self._restore_mouse(mouse)
        parts += [b"\x1b[%b q" % self._style, self._keyboards[self._alternate].restore()]
        parts.append(b"\x1b[>4;%bm" % self._other_keys if self._other_keys else b"\x1b[>4m")
        parts += self._restore_charsets() + self._restore_texts()
        parts.append(b"\x1b[?2026l")  # a frame that was being drawn is shown as far as it got
        return b"".join(parts)

    def leave(self) -> bytes:
        """What a program that has ended should have switched off; nothing where it did."""
        parts = [_private(mode, False) for mode in (self._mouse, self._mouse_encoding) if mode]
        parts += [_private(mode, on) for mode, on in _DEFAULTS.items() if (mode in self) != on]
        parts += [b"\x1b>"] if _KEYPAD in self else []
        parts += [b"\x1b[>4m"] if self._other_keys else []
        parts += [b"\x1b[4l"] if self._ansi.get(_INSERT) else []
        if self._alternate:
            parts += [self._keyboards[1].leave(), _private(ALTERNATE_SCREEN, False)]
        parts += [self._keyboards[0].leave()]
        if self._regions[0] or _ORIGIN in self:
            parts += [b"\x1b7", _private(_ORIGIN, False), b"\x1b[r\x1b8"]
        reset = b"".join(parts)
        return b"\x1b[?2026l" + reset if reset else b""

    def _restore_mouse(self, wanted: bool) -> list[bytes]:
        parts = [_private(mode, False) for mode in (*_MOUSE, *_MOUSE_ENCODINGS)]
        if wanted:
            parts += [_private(mode, True) for mode in (self._mouse_encoding, self._mouse) if mode]
        return parts

    def _restore_charsets(self) -> list[bytes]:
        parts = [b"\x1b%b%b" % (g, self._charsets.get(g, b"B")) for g in (b"(", b")")]
        parts += [b"\x1b%b%b" % (g, self._charsets[g]) for g in (b"*", b"+") if g in self._charsets]
        return [*parts, (b"\x0f", b"\x0e", b"\x1bn", b"\x1bo")[self._shift]]

    def _restore_texts(self) -> list[bytes]:
        parts = []
        for number in _COLORS:
            color = self._colors.get(number)
            parts.append(b"\x1b]%d;%b\x1b\\" % (number, color) if color is not None else b"\x1b]1%d\x1b\\" % number)
        parts.append(b"\x1b]104\x1b\\")
        parts += [b"\x1b]4;%b;%b\x1b\\" % entry for entry in self._palette.items()]
        if self._title is not None:
            parts.append(b"\x1b]2;%b\x1b\\" % self._title)
        return parts


def _letter(on: bool) -> bytes:
    return b"h" if on else b"l"


def _private(mode: int, on: bool) -> bytes:
    return b"\x1b[?%d%b" % (mode, _letter(on))
