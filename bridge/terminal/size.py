"""A terminal's size. Pure."""

from typing import NamedTuple


class Size(NamedTuple):
    """A terminal's size in cells."""

    cols: int
    rows: int


DEFAULT_SIZE = Size(80, 24)
