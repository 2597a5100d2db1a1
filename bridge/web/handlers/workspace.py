"""Files of the workspace."""

from bridge.protocol.client import SearchIndex
from bridge.web import translate
from bridge.web.client import Client
from bridge.web.services import Services


async def search_index(services: Services, client: Client, message: SearchIndex) -> None:
    """Find files and folders."""
    outcome = await services.index.search(message.pattern, opened=message.opened, limit=message.limit)
    await client.send(translate.search_result(outcome, message.request_id))
