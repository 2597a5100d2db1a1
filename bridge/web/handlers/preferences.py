"""What a person changes while the bridge runs."""

import asyncio

from bridge.agents import catalog
from bridge.errors import MessageError, UsageError
from bridge.protocol.client import FontSizeChanged, UpdateSessionConfig
from bridge.protocol.server import SessionConfigUpdated
from bridge.web import translate
from bridge.web.client import Client
from bridge.web.services import Services


async def update_session_config(services: Services, client: Client, message: UpdateSessionConfig) -> None:
    """Another command for sessions opened from now on; every client is told."""
    command = message.custom_command.strip()
    try:
        launch = await asyncio.to_thread(catalog.choose, command, services.environment)
    except UsageError as error:
        raise MessageError("bad_field", str(error), field="customCommand") from error
    services.command = command
    news = SessionConfigUpdated(translate.session_config(launch))
    for other in services.clients:
        if other is not client:
            other.tell(news)
    await client.send(news)


async def font_size_changed(services: Services, client: Client, message: FontSizeChanged) -> None:
    """Kept for the host, which asks `GET /font-size`."""
    services.font_size = message.font_size
