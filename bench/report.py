"""Results as a table, for the terminal and for docs/BENCHMARKS.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain


@dataclass(frozen=True)
class Table:
    """One measurement. `note`: what was done, so that a reader can judge the figures."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    def text(self) -> str:
        """For people at a terminal."""
        widths = [max(len(row[i]) for row in (self.columns, *self.rows)) for i in range(len(self.columns))]
        lines = [
            "  ".join(cell.ljust(width) if i == 0 else cell.rjust(width) for i, (cell, width) in enumerate(cells))
            for cells in (list(zip(row, widths, strict=True)) for row in (self.columns, *self.rows))
        ]
        return "\n".join([self.title, "", lines[0], "  ".join("-" * width for width in widths), *lines[1:]])

    def markdown(self) -> str:
        """As a section."""
        rule = ["---", *("---:" for _ in self.columns[1:])]
        rows = [f"| {' | '.join(cells)} |" for cells in chain([self.columns, rule], self.rows)]
        return "\n".join([f"## {self.title}", "", self.note, "", *rows])


def ratio(value: float, to: float | None) -> str:
    """`value` as a multiple of a peer's figure."""
    return "" if not to else f"{value / to:.2f}"
