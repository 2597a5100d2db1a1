"""What a session said, and how a terminal that comes later gets to the same screen. Pure.

A raw tail is not a replay: it lacks what was drawn and switched on before it. So a replay begins with a checkpoint (a
screen that a client has written down) or where there is none at a clean cut; with the modes of that moment; and it
names the sizes at which what follows was drawn.
"""

from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

from bridge.terminal.ground import is_clean_cut, next_clean_cut, open_sequence
from bridge.terminal.modes import Heard, Modes
from bridge.terminal.scrollback import Scrollback
from bridge.terminal.size import Size

MARK_EVERY = 64 * 1024
"""Bytes between two moments whose modes are remembered: what must be read again to know those of any other moment."""

SLACK = 256 * 1024
"""How much may come between the moment when a client is behind and the one when the program is stopped for it."""

MAX_CHECKPOINT_BYTES = 2 * 1024 * 1024
_MAX_RESIZES = 256
_CONTEXT = 64


class CheckpointRefusedError(ValueError):
    """A client's checkpoint cannot be used; the text says why."""


class Resized(NamedTuple):
    """From `offset` on the terminal had this size."""

    offset: int
    size: Size


class Replay(NamedTuple):
    """`opening` is no output: a freshly reset terminal of `size` reads it, then the output from `offset` on.

    `resized`: what became of the size behind `offset`.
    """

    opening: bytes
    offset: int
    size: Size
    resized: list[Resized]


class _Mark(NamedTuple):
    """A moment: the modes, and what sequence was unfinished."""

    offset: int
    modes: Modes
    open: bytes


@dataclass(frozen=True)
class _Checkpoint:
    offset: int
    size: Size
    data: bytes
    modes: Modes


class Recording:
    """The output kept, what is switched on, the sizes, the last checkpoint."""

    def __init__(self, capacity: int, size: Size) -> None:
        self.scrollback = Scrollback(capacity, SLACK)
        self.modes = Modes()
        self._mark_every = min(MARK_EVERY, max(1, capacity // 16))
        self._open = b""
        self._marks: deque[_Mark] = deque([_Mark(0, Modes(), b"")])
        self._sizes: deque[Resized] = deque([Resized(0, size)])
        self._checkpoints: deque[_Checkpoint] = deque(maxlen=2)

    def append(self, data: bytes) -> list[Heard]:
        """Output of the program; returns what it asks its terminal, with the offsets behind it."""
        asked: list[Heard] = []
        for begin in range(0, len(data), self._mark_every):
            asked += self._append(data[begin : begin + self._mark_every])
        return asked

    def _append(self, data: bytes) -> list[Heard]:
        begin = self.scrollback.end
        self.scrollback.append(data)
        asked = [Heard(text, begin + end) for text, end in self.modes.feed(data)]
        self._open = open_sequence(data, self._open)
        if self.scrollback.end - self._marks[-1].offset >= self._mark_every:
            self._mark()
        return asked

    def resize(self, size: Size) -> None:
        """The terminal has another size from here on."""
        self.modes.resized()
        self._mark()
        self._sizes.append(Resized(self.scrollback.end, size))
        if len(self._sizes) > _MAX_RESIZES:
            self._sizes.popleft()

    def _mark(self) -> None:
        self._marks.append(_Mark(self.scrollback.end, self.modes.copy(), self._open))
        start = self.scrollback.start
        while self._marks[0].offset < start:
            self._marks.popleft()
        while len(self._sizes) > 1 and self._sizes[1].offset <= start:
            self._sizes.popleft()

    # -- checkpoints --

    def offer(self, offset: int, size: Size, data: bytes) -> None:
        """Take a client's checkpoint; CheckpointRefusedError where it is of no use."""
        if len(data) > MAX_CHECKPOINT_BYTES:
            raise CheckpointRefusedError(f"a checkpoint has at most {MAX_CHECKPOINT_BYTES} bytes, this one {len(data)}")
        if offset > self.scrollback.end:
            raise CheckpointRefusedError(f"offset {offset} is behind the end of the output, {self.scrollback.end}")
        if self._checkpoints and offset < self._checkpoints[-1].offset:
            raise CheckpointRefusedError(f"there is a newer checkpoint, at {self._checkpoints[-1].offset}")
        if size != self._sizes[-1].size:
            raise CheckpointRefusedError(f"the terminal has another size: {self._sizes[-1].size}")
        mark = self._last_mark(offset)
        if mark is None:
            raise CheckpointRefusedError(f"output before offset {offset} is no longer kept")
        passed = self.scrollback.read(mark.offset, offset - mark.offset)
        if open_sequence(passed, mark.open) or not self._is_clean(offset):
            raise CheckpointRefusedError(f"offset {offset} is inside an escape sequence or a character")
        self._checkpoints.append(_Checkpoint(offset, size, data, _fed(mark.modes, passed)))

    def _last_mark(self, offset: int) -> _Mark | None:
        """The last moment known at or before `offset`."""
        start = self.scrollback.start
        return next((mark for mark in reversed(self._marks) if start <= mark.offset <= offset), None)

    def _is_clean(self, offset: int) -> bool:
        begin = max(self.scrollback.start, offset - _CONTEXT)
        before = self.scrollback.read(begin, offset - begin)
        return is_clean_cut(before, self.scrollback.read(offset, _CONTEXT))

    def _usable_checkpoint(self) -> _Checkpoint | None:
        """The last one, or the one before it: an accent may have come for what was its last character."""
        start = self.scrollback.start
        usable = (each for each in reversed(self._checkpoints) if each.offset >= start and self._is_clean(each.offset))
        return next(usable, None)

    # -- replays --

    def replay(self, *, alive: bool = True) -> Replay:
        """For a terminal that knows nothing. `alive`: the program runs, and may want the mouse."""
        checkpoint = self._usable_checkpoint()
        if checkpoint is not None:
            modes = checkpoint.modes
            opening = modes.before() + checkpoint.data + modes.restore(mouse=alive, margins=False)
            return Replay(opening, checkpoint.offset, checkpoint.size, self._resized_behind(checkpoint.offset))
        mark = next((mark for mark in self._marks if mark.offset >= self.scrollback.start), None)
        if mark is None:  # less is kept than lies between two marks
            mark = _Mark(self.scrollback.end, self.modes, self._open)
        return self.replay_since(0) if mark.offset == 0 else self._cut_at(mark, alive)

    def replay_since(self, offset: int) -> Replay:
        """For a terminal that has read everything before `offset`, which is kept."""
        return Replay(b"", offset, self._size_at(offset), self._resized_behind(offset))

    def _cut_at(self, mark: _Mark, alive: bool) -> Replay:
        data = self.scrollback.read(mark.offset, MARK_EVERY)
        skipped = next_clean_cut(data, mark.open)
        modes = _fed(mark.modes, data[:skipped])
        offset = mark.offset + skipped
        opening = modes.before() + modes.restore(mouse=alive) + (b"" if skipped else mark.open)
        return Replay(opening, offset, self._size_at(offset), self._resized_behind(offset))

    def _size_at(self, offset: int) -> Size:
        return next((entry.size for entry in reversed(self._sizes) if entry.offset <= offset), self._sizes[0].size)

    def _resized_behind(self, offset: int) -> list[Resized]:
        return [entry for entry in self._sizes if entry.offset > offset]


def _fed(modes: Modes, data: bytes) -> Modes:
    modes = modes.copy()
    modes.feed(data)
    return modes
