"""One file or folder of the workspace, and the shortest name that tells it from others. Pure."""

from collections import Counter
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


def short_names(paths: Sequence[str]) -> dict[str, str]:
    """For each of some paths that end in the same name: its shortest trailing part that no other of them ends in.

    A path that is itself the end of another (`a/b` and `x/a/b`) cannot grow further and keeps its whole self.
    """
    shorts: dict[str, str] = {}
    left = list(paths)
    segments = 1
    while left:
        trails = Counter(trail(path, segments) for path in left)
        still: list[str] = []
        for path in left:
            short = trail(path, segments)
            if trails[short] == 1 or short == path:
                shorts[path] = short
            else:
                still.append(path)
        left = still
        segments += 1
    return shorts
