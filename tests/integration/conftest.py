"""What suites over the wire share."""

from pathlib import Path

import pytest


@pytest.fixture
def code(workspace: Path) -> Path:
    """A file of twenty lines for an editor to show."""
    path = workspace / "a.py"
    path.write_text("".join(f"line_{number} = {number}\n" for number in range(1, 21)))
    return path
