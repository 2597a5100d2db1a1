"""One file or folder of the workspace, and the shortest name that tells it from others. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple


class Entry(NamedTuple):
    """A file or a folder. `path` is relative to the root and has `/` on every platform."""

    path: str
    is_dir: bool

    @property
    def name(self) -> str:
        """The last segment of the path."""
        return self.path[self.path.rfind("/") + 1 :]


def trail(path: str, segments: int) -> str:
    """The last `segments` segments of `path`, or all of it."""
    cut = len(path)
    for _ in range(segments):
        cut = path.rfind("/", 0, cut)
        if cut < 0:
            return path
    return path[cut + 1 :]


class Namesakes:
    """The folders that entries of one name lie in; tells how much of its path tells one from all others.

    Looks only as far as it is asked: there can be ten thousands of `index.ts`.
    """

    def __init__(self, leads: Sequence[str]) -> None:
        self._alike: dict[str | None, dict[str, list[str]]] = {}
        self._leads = leads

    def __len__(self) -> int:
        return len(self._leads)

    def trail(self, lead: str) -> str:
        """The shortest end of this folder's path that no other of them has.

        A path that is itself the end of another (`a` and `x/a`) cannot grow further and keeps its whole self.
        """
        known: str | None = None
        group = self._leads
        segments = 1
        while True:
            if known not in self._alike:
                longer: defaultdict[str, list[str]] = defaultdict(list)
                if segments == 1:  # the level that looks at all of them
                    for other in group:
                        longer[other[other.rfind("/") + 1 :]].append(other)
                else:
                    for other in group:
                        longer[trail(other, segments)].append(other)
                self._alike[known] = longer
            end = trail(lead, segments)
            group = self._alike[known].get(end, [])
            if len(group) <= 1 or end == lead:
                return end
            known = end
            segments += 1


class KnownNamesakes:
    """Those asked for lately, by the number of their name. Bounded by folders, not by names.

    A common name costs milliseconds to look through and is in every answer; a rare one costs nothing.
    """

    def __init__(self) -> None:
        self._known: dict[int, Namesakes] = {}  # the one asked for last is the last
        self._folders = 0

    def __len__(self) -> int:
        """How many folders are kept."""
        return self._folders

    def get(self, name: int) -> Namesakes | None:
        """What is known of this name."""
        found = self._known.pop(name, None)
        if found is not None:
            self._known[name] = found
        return found

    def keep(self, name: int, namesakes: Namesakes, most: int) -> None:
        """Remember these, and forget the longest unasked ones until no more than `most` folders are kept."""
        self.forget(name)
        self._known[name] = namesakes
        self._folders += len(namesakes)
        while self._folders > most and len(self._known) > 1:
            self.forget(next(iter(self._known)))

    def forget(self, name: int) -> None:
        """This name has another folder, or one less."""
        gone = self._known.pop(name, None)
        if gone is not None:
            self._folders -= len(gone)
