"""`hello` and `visibility`."""

import asyncio

from bridge.protocol.client import Hello, Visibility
from bridge.protocol.version import OPTIONAL_FEATURES
from bridge.web import translate
from bridge.web.client import Client
from bridge.web.handlers import editor
from bridge.web.handlers.workspace import follow_index
from bridge.web.services import Services


async def hello(services: Services, client: Client, message: Hello) -> None:
    """Agree on features and tell what there is."""
    asked = message.features
    wanted = {name for name, on in asked.items() if on} if isinstance(asked, dict) else set(asked)
    client.features = frozenset(wanted & OPTIONAL_FEATURES)
    client.greeted = True
    launch = await asyncio.to_thread(services.launch_choice)
    await client.send(translate.welcome(launch, client.features, str(services.workspace)))
    if client.has("search"):
        client.start(follow_index(services, client))
    if client.has("editor"):
        editor.introduce(services, client)
    if client.has("prompts"):
        for queue in services.prompts.queues():
            await client.send(queue)


async def visibility(services: Services, client: Client, message: Visibility) -> None:
    """A hidden client does not hold programs back."""
    client.visible = message.visible
    for session, attachment in client.attachments.items():
        session.set_visible(attachment.follower, message.visible)
