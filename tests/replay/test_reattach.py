"""Reattach over what real programs wrote: the screen, cursor, margins and modes are those of a page that never left.

The oracle is xterm.js itself. A case: a page follows the program and writes its terminal down somewhere; the bridge
goes on, with a scrollback that has lost the beginning; another page attaches somewhere later. Both must show the same,
there and after more output.
"""

import base64
import itertools
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bridge.terminal.modes import Modes
from bridge.terminal.recording import CheckpointRefusedError, Recording
from bridge.terminal.size import Size
from tests.replay import recordings
from tests.replay.oracle import Oracle
from tests.replay.recording_file import RecordedOutput, load

pytestmark = [pytest.mark.timeout(600)]


HAND_MADE = sorted((Path(__file__).parent / "recordings").glob("*.rec"))
CASES = 200
SEED = 20240511
ORACLES = 2
"""Each is a process of its own, with every second case."""

ROUND_TRIP = 64
"""Bytes of output that came before the checkpoint did."""

MORE_OUTPUT = 4096
"""How much both pages draw behind the cut: what a replay leaves wrong unseen, a saved cursor, shows then."""


class Bridge:
    """The bridge's side of one case."""

    def __init__(self, recorded: RecordedOutput, capacity: int, dice: random.Random) -> None:
        self._recorded = recorded
        self._dice = dice
        self._changes = [*recorded.resized]
        self._position = 0
        self.recording = Recording(capacity, recorded.size)

    def read_to(self, end: int) -> None:
        """Output comes in pieces of any size, and a change of size between two of them."""
        while self._position < end:
            stop = min(end, self._position + self._dice.choice([1, 7, 100, 4096, 65536]))
            if self._changes:
                stop = min(stop, self._changes[0].offset)
            self.recording.append(self._recorded.data[self._position : stop])
            self._position = stop
            if self._changes and self._changes[0].offset == stop:
                self.recording.resize(self._changes.pop(0).size)


def reattach(oracle: Oracle, file: Path, recorded: RecordedOutput, dice: random.Random) -> str | None:
    """One case; what is wrong, or None."""
    cut = dice.randint(2, len(recorded.data))
    oldest = max([0, *(r.offset for r in recorded.resized if r.offset < cut)])
    wanted = dice.randint(0, cut - 1) if dice.random() < 0.3 else dice.randint(oldest, cut - 1)
    until = min(len(recorded.data), cut + MORE_OUTPUT)
    while True:
        taken = oracle.begin(file, cut, until, wanted)
        assert taken is not None
        offset, size = taken["offset"], Size(taken["cols"], taken["rows"])
        if offset >= cut:
            cut = wanted = offset  # nothing between the two: the page was hidden, and seen again
        bridge = Bridge(recorded, max(16 * 1024, cut - offset + 64), dice)
        bridge.read_to(min([cut, offset + ROUND_TRIP, *(r.offset - 1 for r in recorded.resized if r.offset > offset)]))
        try:
            bridge.recording.offer(offset, size, base64.b64decode(taken["dataBase64"]))
        except CheckpointRefusedError:
            wanted = max(wanted, offset) + 1  # an accent came for its last character: the page makes another one
            continue
        bridge.read_to(cut)
        replay = bridge.recording.replay()
        assert replay.offset == offset, "the checkpoint was not used"
        return oracle.compare(replay)


@pytest.mark.agents
def test_at_random_offsets_it_shows_what_a_page_shows_that_never_left_and_types_nothing() -> None:
    files = [*recordings.all_of_them(), *HAND_MADE]
    cases = list(zip(range(CASES), itertools.cycle((file, load(file)) for file in files), strict=False))

    def run(first: int) -> list[str]:
        wrong = []
        with Oracle() as oracle:
            for number, (file, recorded) in cases[first::ORACLES]:
                problem = reattach(oracle, file, recorded, random.Random(SEED + number))
                if problem:
                    wrong.append(f"case {number}, {recorded.name}: {problem}")
        return wrong

    with ThreadPoolExecutor(ORACLES) as pool:
        wrong = [problem for part in pool.map(run, range(ORACLES)) for problem in part]
    print(f"{CASES - len(wrong)} of {CASES} right, with the seed {SEED}")
    assert wrong == []


def test_what_xterm_does_not_know_is_restored_too() -> None:
    hand_made = replace(load(HAND_MADE[0]), resized=[])
    dice = random.Random(SEED)
    for _ in range(CASES):
        cut = dice.randint(1, len(hand_made.data))
        bridge = Bridge(hand_made, 600, dice)
        bridge.read_to(cut)
        opening, offset, _, _ = bridge.recording.replay()
        again = Modes()
        again.feed(opening + hand_made.data[offset:cut])
        modes = bridge.recording.modes
        assert (again.restore(), again.before()) == (modes.restore(), modes.before())
