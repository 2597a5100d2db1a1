"""The tables that must name everything."""

from typing import get_args

from bridge.protocol.client import ClientMessages
from bridge.web.dispatch import HANDLERS


def test_every_client_message_has_a_handler() -> None:
    assert set(HANDLERS) == set(get_args(ClientMessages))
