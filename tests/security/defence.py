"""One thing that stands against attacks, and how it is switched off."""

from typing import NamedTuple


class Change(NamedTuple):
    """In the source of `module`, `old`, which is there exactly once, becomes `new`."""

    module: str
    old: str
    new: str


class Defence(NamedTuple):
    """`says`: as the table has it. `without`: what switches it off."""

    says: str
    without: tuple[Change, ...]


def defence(says: str, *without: tuple[str, str, str]) -> Defence:
    """`without`: module, what is in its source once, and what takes its place."""
    return Defence(says, tuple(Change(*change) for change in without))
