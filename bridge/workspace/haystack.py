"""The entries of one snapshot, laid out so that a search touches each name and each folder once. Pure.

Names repeat (`index.ts`, `package.json`), and folders repeat for every file in them; both are kept once. Sets of
letters are numbers, so that what cannot match is left out at the speed of a list comprehension.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence

from bridge.workspace.entry import Entry, short_names

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
_OTHERS = 24
"""All further characters share this many bits, so that a set of letters stays within 60."""


class _Bits(dict[str, int]):
    """The bit of each character."""

    def __missing__(self, char: str) -> int:
        return 1 << (len(_ALPHABET) + ord(char) % _OTHERS)


_BITS = _Bits((char, 1 << bit) for bit, char in enumerate(_ALPHABET))


def letters(lowered: str) -> int:
    """The set of its characters, one bit each."""
    bits = 0
    for char in set(lowered):
        bits |= _BITS[char]
    return bits


class Haystack:
    """What is searched. Immutable once made.

    `names` are the different names, short before long, then by alphabet; `lowered` and `masks` go along with them.
    `entry_name` and `entry_folder` lead from an entry to the number of its name and of its folder.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        by_name: defaultdict[str, list[int]] = defaultdict(list)
        by_folder: defaultdict[str, list[int]] = defaultdict(list)
        for index, entry in enumerate(entries):
            folder, _, name = entry.path.rpartition("/")
            by_name[name].append(index)
            by_folder[folder].append(index)
        self.names = _short_first(by_name)
        self.lowered = [name.lower() for name in self.names]
        self.masks = [letters(lowered) for lowered in self.lowered]
        self.folders = list(by_folder)
        self.folder_masks = [letters(folder.lower()) for folder in self.folders]
        self.entry_name = _inverted(len(entries), (by_name[name] for name in self.names))
        self.entry_folder = _inverted(len(entries), by_folder.values())
        self._by_folder = [array("I", indices) for indices in by_folder.values()]
        self._by_name = {name: self._short_paths_first(indices) for name, indices in by_name.items()}
        self._shorts: dict[str, dict[str, str]] = {}

    def _short_paths_first(self, indices: list[int]) -> Sequence[int]:
        if len(indices) > 1:
            indices.sort(key=lambda index: (len(self.entries[index].path), self.entries[index].path))
        return array("I", indices)

    def named(self, name: str) -> Sequence[int]:
        """The entries with this name, short paths first."""
        return self._by_name.get(name, ())

    def inside(self, folder: int) -> Sequence[int]:
        """The entries that lie in the folder of this number."""
        return self._by_folder[folder]

    def position(self, path: str) -> int | None:
        """Where a path stands in `entries`."""
        same_name = self.named(path[path.rfind("/") + 1 :])
        return next((index for index in same_name if self.entries[index].path == path), None)

    def short(self, index: int) -> str:
        """The least trailing part of an entry's path that tells it from the others of its name."""
        entry = self.entries[index]
        name = entry.name
        same_name = self.named(name)
        if len(same_name) == 1:
            return name
        if name not in self._shorts:  # two threads may do this at once, with the same outcome
            self._shorts[name] = short_names([self.entries[other].path for other in same_name])
        return self._shorts[name][entry.path]


def _short_first(names: Iterable[str]) -> list[str]:
    """By length, then alphabet. Sorted length by length: one large sort keeps the GIL, and the event loop, too long."""
    by_length: defaultdict[int, list[str]] = defaultdict(list)
    for name in names:
        by_length[len(name)].append(name)
    return [name for length in sorted(by_length) for name in sorted(by_length[length])]


def _inverted(size: int, groups: Iterable[list[int]]) -> Sequence[int]:
    """For each member of the groups the number of its group."""
    numbers = array("I", bytes(4 * size))
    for number, members in enumerate(groups):
        for member in members:
            numbers[member] = number
    return numbers
