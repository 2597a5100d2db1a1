"""Fixtures of the security suite."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bridge_process import REPOSITORY

FAULTS = REPOSITORY / ".cache" / "security" / "faults.jsonl"


@pytest.fixture
def fault() -> Callable[[str, float], None]:
    """Note for the table: what happened, and after how many seconds all was well; the test saw that no byte is lost."""

    def note(what: str, seconds: float) -> None:
        FAULTS.parent.mkdir(parents=True, exist_ok=True)
        with Path(FAULTS).open("a") as file:
            file.write(json.dumps([what, round(seconds, 2)]) + "\n")

    return note
