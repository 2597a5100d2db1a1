"""A model server for the real agents."""

from collections.abc import Iterator

import pytest

from tests.fakes.model_server import ModelServer


@pytest.fixture
def model_server() -> Iterator[ModelServer]:
    """On loopback, for one test."""
    with ModelServer() as server:
        yield server
