"""Results as a table, for the terminal and for docs/BENCHMARKS.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

_PROMISES_NOTE = (
    "The limits that the engine is built to, beside this run's figures; ratios are to a peer of the same run."
)


@dataclass(frozen=True)
class Promise:
    """What the engine is to reach. `at_least`: the figure must not be below `limit`, else not above it."""

    what: str
    figure: float
    limit: float
    unit: str = ""
    at_least: bool = False

    @property
    def kept(self) -> bool:
        """Whether it was reached in this run."""
        return self.figure >= self.limit if self.at_least else self.figure <= self.limit

    def cells(self) -> tuple[str, str, str, str]:
        """A row of the table of promises."""
        bound = "at least" if self.at_least else "at most"
        unit = f" {self.unit}" if self.unit else ""
        return self.what, f"{bound} {self.limit:g}{unit}", f"{self.figure:.3g}{unit}", "yes" if self.kept else "no"


@dataclass(frozen=True)
class Table:
    """One measurement. `note`: what was done, so that a reader can judge the figures."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    promises: Sequence[Promise] = ()

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


def promises(tables: Sequence[Table]) -> Table:
    """All promises of these tables in one."""
    rows = [promise.cells() for table in tables for promise in table.promises]
    return Table("What was promised", _PROMISES_NOTE, ("", "promised", "measured", "kept"), rows)


def ratio(value: float, to: float | None) -> str:
    """`value` as a multiple of a peer's figure."""
    return "" if not to else f"{value / to:.2f}"
