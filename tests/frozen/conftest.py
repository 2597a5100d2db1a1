"""The frozen binary where it could fail: `make test-binary` runs this, and `make test` has no binary to run it on."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.frozen.frozen_bridge import ONE_FILE, ONE_FOLDER, Run

collect_ignore_glob = [] if "AGENT_BRIDGE_TEST_BINARY" in os.environ else ["test_*.py"]


@pytest.fixture(params=["one-file", "one-folder"])
def program(request: pytest.FixtureRequest) -> Path:
    """The program of each form."""
    return ONE_FILE if request.param == "one-file" else ONE_FOLDER


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder with a short path, since the path of a Unix socket must be short."""
    with tempfile.TemporaryDirectory(prefix="ab-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture
def run(place: Path) -> Iterator[Run]:
    """Starts programs in `place`; all of them are ended with the test."""
    with Run(place) as starts:
        yield starts
