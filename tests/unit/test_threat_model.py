"""The threat model names tests that there are, and each defence can still be switched off."""

import importlib.util
import re
from pathlib import Path

import pytest

from tests.bridge_process import REPOSITORY, WITHOUT
from tests.security.defences import DEFENCES
from tests.security.weakened import weakened

NAMED = re.compile(r"`(test_\w+|tests/[\w/]+\.py)`")
DEFINED = re.compile(r"^\s*(?:async )?def (test_\w+)", re.MULTILINE)


@pytest.fixture(scope="module")
def defined() -> set[str]:
    files = [*(REPOSITORY / "tests").rglob("test_*.py")]
    names = {name for file in files for name in DEFINED.findall(file.read_text())}
    return names | {str(file.relative_to(REPOSITORY)) for file in files}


def test_each_row_of_the_threat_model_names_a_test_that_there_is(defined: set[str]) -> None:
    text = (REPOSITORY / "docs" / "SECURITY.md").read_text()
    assert len(text.splitlines()) <= 120
    model = text.partition("## Threat model")[2].partition("\n## ")[0]
    rows = [line for line in model.splitlines() if line.startswith("| ") and not line.startswith(("| attack", "|--"))]
    assert len(rows) >= 25
    for row in rows:
        named = NAMED.findall(row)
        assert named, f"no test: {row}"
        assert set(named) <= defined, f"not there: {set(named) - defined}"


def test_each_attack_of_the_table_names_a_test_that_there_is(defined: set[str]) -> None:
    text = (REPOSITORY / "docs" / "ATTACKS.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("| ") and "`test_" in line]
    assert len(rows) >= 150
    assert {name for row in rows for name in NAMED.findall(row)} <= defined
    assert "**broke**" not in text
    assert "not noticed" not in text


@pytest.mark.skipif(bool(WITHOUT), reason="the sources are changed as they are imported")
@pytest.mark.parametrize("name", DEFENCES)
def test_each_defence_can_be_switched_off(name: str) -> None:
    changes = DEFENCES[name].without
    assert changes
    for module in {change.module for change in changes}:
        spec = importlib.util.find_spec(module)
        assert spec is not None
        assert spec.origin is not None
        source = Path(spec.origin).read_text(encoding="utf-8")
        changed = weakened(source, [change for change in changes if change.module == module])
        compile(changed, module, "exec")
        assert changed != source
