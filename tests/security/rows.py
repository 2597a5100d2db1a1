"""Tests as rows of a table: what is attacked, what stands against it, whether it held.

A test is a row by the mark `attack(topic, what, defence, ...)`; of a parametrised one each case is. `what` may name
parameters in braces, and `{case}`, the case's own name. The defences are those of `tests.security.defences`: with all
that a row names switched off (`AGENT_BRIDGE_WITHOUT`) its test must fail, which `make mutants` shows.
"""

import json
from collections.abc import Generator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.security.defences import DEFENCES

_PROPERTY = "attack"


class Row(NamedTuple):
    """One attack. `test`: the name of the test, with its case. `outcome`: of pytest; empty where it was only found."""

    topic: str
    attack: str
    defences: tuple[str, ...]
    test: str
    outcome: str = ""


def row_of(item: pytest.Item) -> Row | None:
    """What the mark says; None for a test that is no row."""
    mark = item.get_closest_marker("attack")
    if mark is None:
        return None
    topic, what, *defences = mark.args
    if unknown := set(defences) - DEFENCES.keys() or not defences:
        raise LookupError(f"{item.nodeid}: its row names defences that there are, not {unknown}")
    callspec = getattr(item, "callspec", None)
    if callspec is not None:
        what = what.format(**{"case": callspec.id, **callspec.params})
    return Row(topic, what, tuple(defences), item.nodeid)


def read(file: Path) -> list[Row]:
    """Rows that a run has written; of one test the last."""
    lines = file.read_text().splitlines() if file.exists() else []
    rows = [Row(*json.loads(line)) for line in lines]
    return list({row.test: row._replace(defences=tuple(row.defences)) for row in rows}.values())


# -- what pytest calls --


def add_options(parser: pytest.Parser) -> None:
    """Options of the suite."""
    group = parser.getgroup("attacks")
    group.addoption("--attacks", action="store_true", help="Only tests that are rows of the table of attacks.")
    group.addoption("--rows", type=Path, metavar="FILE", help="Append each row's outcome to this file.")
    group.addoption("--against", metavar="DEFENCE,...", help="Only rows that name exactly these defences.")


def select(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the rows that the options ask for."""
    wanted = config.getoption("--against")
    if wanted is None and not config.getoption("--attacks"):
        return
    rows = {item: row_of(item) for item in items}
    kept = [item for item, row in rows.items() if row and wanted in (None, ",".join(row.defences))]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept
    file = config.getoption("--rows")
    if file is not None and config.option.collectonly:
        file.write_text("".join(json.dumps(row) + "\n" for row in map(row_of, kept)))


@pytest.hookimpl(wrapper=True)
def make_report(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Give the row to the report, which crosses from worker to controller."""
    report = yield
    row = row_of(item)
    if row is not None and (report.when == "call" or report.outcome != "passed"):
        report.user_properties.append((_PROPERTY, [row.topic, row.attack, list(row.defences), row.test]))
    return report


class Writer:
    """Writes what the reports say; in the process that hears of all of them."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, value in report.user_properties:
            if name == _PROPERTY:
                assert isinstance(value, list)
                with self._file.open("a") as file:
                    file.write(json.dumps([*value, report.outcome]) + "\n")
