"""The WebSocket client that all peers share, so that none has the better one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp


@asynccontextmanager
async def connected(url: str, *, protocols: tuple[str, ...] = ()) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A connection without limits on message size and without compression."""
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(url, protocols=protocols, max_msg_size=0, compress=0) as socket,
    ):
        yield socket


async def receive(socket: aiohttp.ClientWebSocketResponse) -> bytes | str:
    """The data of the next frame; EOFError once the connection is over."""
    message = await socket.receive()
    if message.type not in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT):
        raise EOFError(f"the connection ended: {message.type.name}")
    data: bytes | str = message.data
    return data
