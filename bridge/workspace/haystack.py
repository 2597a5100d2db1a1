"""What is searched: names and folders of the workspace, each kept once, changed folder by folder. Pure; for one thread.

Names repeat (`index.ts`, `package.json`), and folders repeat for every file in them. A file is a pair of numbers: its
folder's and its name's. What is gone stays in the pools, which cannot forget, until they are made anew (`renewal`).
"""

import heapq
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bridge.workspace.entry import KnownNamesakes, Namesakes
from bridge.workspace.fuzzy import Pool, new_pool

A_FOLDER = 2**32 - 1
"""In the place of a name's number: the folder itself."""

_BATCH = 2_000
"""Texts that are given to a pool at once; it holds the GIL meanwhile, for about a millisecond."""

_MOST_KEPT = 300
"""Of the places of one name so many are kept sorted."""

_LEAST_NAMESAKES = 50_000
"""Of so many places the short forms are kept at once, or of a quarter of all."""

_WORN_OUT = 0.3
"""The part of a pool that may be gone, or unsorted, before it is made anew."""

_LEAST_WORN = 2_000


class Spot(NamedTuple):
    """One file or folder. `name` is A_FOLDER for the folder itself."""

    folder: int
    name: int


class Haystack:
    """Changed by `put` and `drop`, complete after `settle`."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.folders: list[str] = []
        self.generation = 0
        self.count = 0
        self._name_numbers: dict[str, int] = {}
        self._folder_numbers: dict[str, int] = {}
        self._files: list[array[int] | None] = []
        self._places: list[int | set[int] | None] = []
        self._lengths: array[int] = array("I")
        self._nearest: dict[int, list[int]] = {}
        self._namesakes = KnownNamesakes()
        self._pooled = bytearray()
        self._free_names: list[int] = []
        self._free_folders: list[int] = []
        self._pools = _Pools()
        self._renewing: _Pools | None = None

    # -- changes --

    def put(self, folder: str, files: Sequence[str]) -> None:
        """The folder is there and has these files, and no others."""
        number = self._folder_numbers.get(folder)
        if number is None:
            number = self._add_folder(folder)
            self._files[number] = array("I", [self._add(number, name) for name in files])
            return
        before = self._files[number]
        known = {self.names[name]: name for name in before or ()}
        if known.keys() == set(files):
            return
        for name in known.keys() - set(files):
            self._displace(known.pop(name), number)
        for name in files:
            if name not in known:
                known[name] = self._add(number, name)
        self._files[number] = array("I", known.values())

    def drop(self, folder: str) -> None:
        """The folder and its files are gone; folders in it are dropped by themselves."""
        number = self._folder_numbers.pop(folder, None)
        if number is None:
            return
        for name in self._files[number] or ():
            self._displace(name, number)
        self._files[number] = None
        if folder:
            self._displace(self._name_numbers[_last(folder)], ~number)

    def _add_folder(self, folder: str) -> int:
        if self._free_folders:
            number = self._free_folders.pop()
            self.folders[number] = folder
            self._lengths[number] = len(folder)
        else:
            number = len(self.folders)
            self.folders.append(folder)
            self._lengths.append(len(folder))
            self._files.append(None)
        self._folder_numbers[folder] = number
        if folder:
            self._place(self._name_number(_last(folder)), ~number)
            self._add_path(folder, number, A_FOLDER)
        return number

    def _add(self, folder: int, name: str) -> int:
        number = self._name_number(name)
        self._place(number, folder)
        lead = self.folders[folder]
        self._add_path(f"{lead}/{name}" if lead else name, folder, number)
        return number

    def _name_number(self, name: str) -> int:
        number = self._name_numbers.get(name)
        if number is None:
            number = self._name_numbers[name] = self._new_name(name)
        if not self._pooled[number]:
            self._pooled[number] = 1
            self._pools.add_name(name, number)
            if self._renewing is not None:
                self._renewing.add_name(name, number)
        return number

    def _new_name(self, name: str) -> int:
        if self._free_names:
            number = self._free_names.pop()
            self.names[number] = name
            return number
        self.names.append(name)
        self._places.append(None)
        self._pooled.append(0)
        return len(self.names) - 1

    def _add_path(self, path: str, folder: int, name: int) -> None:
        self._pools.add_path(path, folder, name)
        if self._renewing is not None:
            self._renewing.add_path(path, folder, name)

    def _place(self, name: int, place: int) -> None:
        self.generation += 1
        self.count += 1
        places = self._places[name]
        if places is None:
            self._places[name] = place
        elif isinstance(places, int):
            self._places[name] = {places, place}
        else:
            places.add(place)
        self._nearest.pop(name, None)
        self._namesakes.forget(name)

    def _displace(self, name: int, place: int) -> None:
        self.generation += 1
        self.count -= 1
        self._pools.gone += 1
        if self._renewing is not None:
            self._renewing.gone += 1
        places = self._places[name]
        if isinstance(places, set):
            places.discard(place)
            if not places:
                self._places[name] = None
        else:
            self._places[name] = None
        self._nearest.pop(name, None)
        self._namesakes.forget(name)

    # -- questions --

    @property
    def name_pool(self) -> Pool:
        """Of different names; `name_at` says which."""
        return self._pools.names

    @property
    def path_pool(self) -> Pool:
        """Of whole paths; `spot_at` says which."""
        return self._pools.paths

    def name_at(self, index: int) -> int | None:
        """The number of a name in its pool; None: there is none of that name any more."""
        name = self._pools.name_numbers[index]
        return name if self._places[name] is not None else None

    def spot_at(self, index: int) -> Spot | None:
        """What a path in the pool leads to; None: it is gone."""
        spot = Spot(self._pools.path_folders[index], self._pools.path_names[index])
        return spot if self.is_there(spot) else None

    def is_there(self, spot: Spot) -> bool:
        """Whether it is still in the workspace."""
        if spot.name == A_FOLDER:
            return self._folder_numbers.get(self.folders[spot.folder]) == spot.folder
        places = self._places[spot.name]
        return spot.folder in places if isinstance(places, set) else spot.folder == places

    def path(self, spot: Spot) -> str:
        """As it is on the wire."""
        lead = self.folders[spot.folder]
        if spot.name == A_FOLDER:
            return lead
        return f"{lead}/{self.names[spot.name]}" if lead else self.names[spot.name]

    def spot(self, path: str) -> Spot | None:
        """Where a path leads."""
        folder = self._folder_numbers.get(path)
        if folder is not None and path:
            return Spot(folder, A_FOLDER)
        lead, _, name = path.rpartition("/")
        folder, number = self._folder_numbers.get(lead), self._name_numbers.get(name)
        if folder is None or number is None:
            return None
        spot = Spot(folder, number)
        return spot if self.is_there(spot) else None

    def named(self, name: int, most: int = _MOST_KEPT) -> list[Spot]:
        """What has this name, short paths first; at most `most`, and never more than 300."""
        nearest = self._nearest.get(name)
        if nearest is None:
            nearest = self._nearest[name] = self._sorted_places(name)
        return [_spot(place, name) for place in nearest[:most]]

    def _sorted_places(self, name: int) -> list[int]:
        places = self._places[name]
        if places is None:
            return []
        if isinstance(places, int):
            return [places]
        lengths, own = self._lengths, len(self.names[name]) + 1

        def length(place: int) -> int:
            return lengths[place] + own if place >= 0 else lengths[~place]

        nearest = heapq.nsmallest(_MOST_KEPT, places, key=length) if len(places) > _MOST_KEPT else list(places)
        return sorted(nearest, key=lambda place: (length(place), self.path(_spot(place, name))))

    def short(self, spot: Spot) -> str:
        """The least trailing part of the path that tells it from the others of its name."""
        path = self.path(spot)
        lead, _, name = path.rpartition("/")
        number = self._name_numbers[name] if spot.name == A_FOLDER else spot.name
        places = self._places[number]
        if not isinstance(places, set) or len(places) == 1:
            return name
        namesakes = self._namesakes.get(number)
        if namesakes is None:
            leads = [self.folders[place] if place >= 0 else _parent(self.folders[~place]) for place in places]
            namesakes = Namesakes(leads)
            self._namesakes.keep(number, namesakes, max(_LEAST_NAMESAKES, self.count // 4))
        trail = namesakes.trail(lead)
        return f"{trail}/{name}" if trail else name

    def first(self, most: int) -> Iterator[Spot]:
        """Entries level by level."""
        for number, folder in enumerate(self.folders):
            if most <= 0:
                return
            if self._folder_numbers.get(folder) != number:
                continue
            if folder:
                most -= 1
                yield Spot(number, A_FOLDER)
            for name in sorted(self._files[number] or (), key=self.names.__getitem__)[: max(most, 0)]:
                most -= 1
                yield Spot(number, name)

    def paths(self) -> Iterator[tuple[str, bool]]:
        """All of them, and whether each is a folder."""
        for folder, number in self._folder_numbers.items():
            if folder:
                yield folder, True
            for name in self._files[number] or ():
                yield (f"{folder}/{self.names[name]}" if folder else self.names[name]), False

    # -- keeping the pools good --

    def settle(self) -> None:
        """What was put can be found."""
        self._pools.settle()

    @property
    def worn_out(self) -> bool:
        """Whether so much in the pools is gone, or not in its place, that they should be made anew."""
        unsorted = len(self._pools.name_numbers) - self._pools.sorted_names
        return max(self._pools.gone, unsorted) > max(_LEAST_WORN, _WORN_OUT * max(self.count, 1))

    def renewal(self) -> Iterator[None]:
        """Make the pools anew, names by their length, in steps of about a millisecond; changes may come in between."""
        fresh = _Pools()
        self._renewing = known = _Pools()  # what comes from here on
        by_length: defaultdict[int, list[int]] = defaultdict(list)
        for number, name in enumerate(self.names):
            if self._places[number] is not None:
                by_length[len(name)].append(number)
            if number % _BATCH == 0:
                yield
        for length in sorted(by_length):
            for number in sorted(by_length[length], key=self.names.__getitem__):
                fresh.add_name(self.names[number], number)
                if fresh.is_full:
                    yield
        fresh.sorted_names = len(fresh.name_numbers)
        if self._pools.gone > _LEAST_WORN:
            yield from self._renew_paths(fresh)
            for path, folder, number in zip(known.pending_paths, known.path_folders, known.path_names, strict=True):
                fresh.add_path(path, folder, number)
            fresh.gone = known.gone
        else:
            self._pools.settle()
            fresh.paths, fresh.gone = self._pools.paths, self._pools.gone
            fresh.path_folders, fresh.path_names = self._pools.path_folders, self._pools.path_names
        self._renewing = None
        self._swap(fresh)

    def _swap(self, fresh: "_Pools") -> None:
        """Take the new pools; numbers that nothing in them leads to can be given again."""
        paths_are_new = fresh.paths is not self._pools.paths
        pooled = bytearray(len(self.names))
        for number in fresh.name_numbers:
            pooled[number] = 1
        for number, places in enumerate(self._places):
            if places is not None and not pooled[number]:
                pooled[number] = 1
                fresh.add_name(self.names[number], number)
            elif places is None and paths_are_new and self._name_numbers.get(self.names[number]) == number:
                del self._name_numbers[self.names[number]]
                self._free_names.append(number)
        if paths_are_new:
            free = set(range(len(self.folders))) - set(self._folder_numbers.values())
            self._free_folders = list(free)
        fresh.settle()
        self._pools, self._pooled = fresh, pooled

    def _renew_paths(self, fresh: "_Pools") -> Iterator[None]:
        for number in range(len(self.folders)):
            folder = self.folders[number]
            if self._folder_numbers.get(folder) != number:
                continue
            if folder:
                fresh.add_path(folder, number, A_FOLDER)
            for name in self._files[number] or ():
                fresh.add_path(f"{folder}/{self.names[name]}" if folder else self.names[name], number, name)
            if fresh.is_full:
                yield


class _Pools:
    """The pools, and what the numbers in them mean."""

    def __init__(self) -> None:
        self.names = new_pool()
        self.paths = new_pool()
        self.name_numbers: array[int] = array("I")
        self.path_folders: array[int] = array("I")
        self.path_names: array[int] = array("I")
        self.pending_names: list[str] = []
        self.pending_paths: list[str] = []
        self.gone = 0
        self.sorted_names = 0

    def add_name(self, name: str, number: int) -> None:
        self.name_numbers.append(number)
        self.pending_names.append(name)

    def add_path(self, path: str, folder: int, name: int) -> None:
        self.path_folders.append(folder)
        self.path_names.append(name)
        self.pending_paths.append(path)

    @property
    def is_full(self) -> bool:
        """Settles in passing; whether it was a piece of work."""
        if len(self.pending_names) + len(self.pending_paths) < _BATCH:
            return False
        self.settle()
        return True

    def settle(self) -> None:
        for pool, pending in ((self.names, self.pending_names), (self.paths, self.pending_paths)):
            for start in range(0, len(pending), _BATCH):
                pool.extend(pending[start : start + _BATCH])
            pending.clear()


def _spot(place: int, name: int) -> Spot:
    return Spot(place, name) if place >= 0 else Spot(~place, A_FOLDER)


def _last(path: str) -> str:
    return path[path.rfind("/") + 1 :]


def _parent(path: str) -> str:
    return path.rpartition("/")[0]
