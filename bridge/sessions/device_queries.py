"""One authority for what a program asks its terminal: each question is answered once, and by one party.

The party is chosen when the question comes out of the program: the client that acted last, of those a person sees and
that have shown the whole replay; the bridge where there is none. Every follower will read the question and most will
answer it, so for each of them it is noted whose it is; an answer goes on to the program only if it was that client's to
give. An answer nobody waits for, out of a replay or a snapshot, goes nowhere.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, Protocol

from bridge.errors import SessionError
from bridge.terminal.cursor import Cursor
from bridge.terminal.ground import next_clean_cut
from bridge.terminal.modes import Heard, Modes
from bridge.terminal.questions import (
    OURS,
    Colors,
    Piece,
    Question,
    answer,
    read_command,
    read_sequence,
    split_input,
)
from bridge.terminal.scrollback import Scrollback
from bridge.terminal.signals import Kind, Signal
from bridge.terminal.size import Size

if TYPE_CHECKING:
    from bridge.sessions.follower import Follower

CURSOR_BYTES = 16 * 1024
"""How far back we look to know where the cursor is."""

ANSWER_SECONDS = 30.0
"""An answer that comes later than this after its question is not waited for any more."""

MOST_OPEN = 256
"""Questions that one client may owe an answer to; more, and the oldest are given up."""

HOLD_SURE_SECONDS = 1.0
"""How long the beginning of an answer waits for the rest, so that it is written in one piece."""

HOLD_PERHAPS_SECONDS = 0.05
"""The same where it may also be a key: ESC. Only while the client owes an answer."""

SHIFTED_F3 = frozenset(b"\x1b[1;%dR" % modifiers for modifiers in range(2, 17))
"""Keys that look like an answer; they are keys where nobody was asked for the cursor."""


class _Owed(NamedTuple):
    question: Question
    mine: bool
    at: float


class Answers:
    """What one client sends, with the answers told from the keys. `typed` and `answered` are called with each."""

    def __init__(self, typed: Callable[[bytes], None], answered: Callable[[bytes], None]) -> None:
        self._typed = typed
        self._answered = answered
        self._owed: deque[_Owed] = deque(maxlen=MOST_OPEN)
        self._held = b""
        self._timer: asyncio.TimerHandle | None = None

    def expect(self, question: Question, *, mine: bool) -> None:
        """The client will read this question. `mine`: it is the one to answer."""
        self._owed.append(_Owed(question, mine, asyncio.get_running_loop().time()))

    def receive(self, data: bytes) -> None:
        """Input of the client."""
        if not self._held and b"\x1b" not in data:
            self._typed(data)
            return
        self._stop_timer()
        self._forget_old()
        pieces, rest, surely = split_input(self._held + data)
        self._held = b""
        if rest and not surely and not self._owed:
            pieces.append(Piece(None, rest))
            rest = b""
        keys = b""
        for kind, piece in pieces:
            if kind is None or self._is_key(kind, piece):
                keys += piece
                continue
            keys = self._type(keys)
            if self._settle(kind):
                self._answered(piece)
        if rest:
            self._held = rest
            seconds = HOLD_SURE_SECONDS if surely else HOLD_PERHAPS_SECONDS
            self._timer = asyncio.get_running_loop().call_later(seconds, self._give_up)
        self._type(keys)

    def _type(self, keys: bytes) -> bytes:
        if keys:
            self._typed(keys)
        return b""

    def _is_key(self, kind: str, piece: bytes) -> bool:
        return piece in SHIFTED_F3 and all(owed.question.kind != kind for owed in self._owed)

    def _settle(self, kind: str) -> bool:
        """Whether the program waits for this answer of this client; it does so once."""
        for owed in self._owed:
            if owed.question.kind == kind:
                self._owed.remove(owed)
                return owed.mine
        return False

    def _forget_old(self) -> None:
        since = asyncio.get_running_loop().time() - ANSWER_SECONDS
        while self._owed and self._owed[0].at < since:
            self._owed.popleft()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        """The rest of it has not come: it was no answer."""
        self._timer = None
        keys, self._held = self._held, b""
        with contextlib.suppress(SessionError):  # nobody is there to hear that the program has just ended
            self._type(keys)

    def close(self) -> list[Question]:
        """The client goes: what it still owes."""
        self._stop_timer()
        if self._held:
            self._give_up()
        self._forget_old()
        owed = [each.question for each in self._owed if each.mine]
        self._owed.clear()
        return owed


class Asked(Protocol):
    """What is needed of a session."""

    modes: Modes
    size: Size
    colors: Colors
    scrollback: Scrollback

    @property
    def followers(self) -> Sequence["Follower"]:
        """Who reads the output."""
        ...

    @property
    def authority(self) -> "Follower | None":
        """Who answers now; None: the bridge."""
        ...

    def reply(self, answer: bytes) -> None:
        """Give the program an answer."""
        ...


class DeviceQueries:
    """The questions of one session's program."""

    def __init__(self, session: Asked) -> None:
        self._session = session
        self._seen = 0
        """Up to where `_cursor_seen` has followed the output."""
        self._cursor_seen: Cursor | None = None

    def heard(self, asked: Sequence[Heard], commands: Sequence[Signal]) -> None:
        """All that came with one piece of output, in the order in which it was asked."""
        questions = [(end, read_sequence(text)) for text, end in asked]
        for command in commands:
            if command.kind is Kind.COMMAND:
                questions += [(command.end, each) for each in read_command(command.text, command.terminator)]
        for end, question in sorted(questions, key=itemgetter(0)):
            if question is not None:
                self._assign(question, end)

    def _assign(self, question: Question, end: int) -> None:
        authority = None if question.kind in OURS else self._session.authority
        for follower in self._session.followers:
            follower.answers.expect(question, mine=follower is authority)
        if authority is None:
            self._answer(question, end)

    def gone(self, follower: "Follower") -> None:
        """What this client was to answer the bridge answers now; what the client still sends is nobody's answer."""
        for question in follower.answers.close():
            self._answer(question, self._session.scrollback.end)

    def _answer(self, question: Question, end: int) -> None:
        session = self._session
        text = answer(question, session.modes, session.size, self._cursor(question, end), session.colors)
        if text is not None:
            session.reply(text)

    def _cursor(self, question: Question, end: int) -> tuple[int, int]:
        if not question.kind.endswith("cursor"):
            return (1, 1)
        cursor = self._cursor_seen
        if cursor is None or cursor.size != self._session.size or not 0 <= end - self._seen <= CURSOR_BYTES:
            cursor = self._begun(end)
        else:  # a program that asks again and again must not have all of it read each time
            cursor.feed(self._session.scrollback.read(self._seen, end - self._seen))
        self._cursor_seen, self._seen = cursor, end
        return cursor.position

    def _begun(self, end: int) -> Cursor:
        cursor = Cursor(self._session.size)
        scrollback = self._session.scrollback
        begin = max(scrollback.start, end - CURSOR_BYTES)
        before = scrollback.read(begin, end - begin)
        if begin:  # whoever has written so much is at the bottom of the screen, unless it says otherwise
            cursor.row = self._session.size.rows
            before = before[next_clean_cut(before) :]
        cursor.feed(before)
        return cursor
