"""One WebSocket connection: frames in, in order, and the end of everything that was started for it."""

import asyncio
import logging

from aiohttp import WSCloseCode, WSMsgType
from aiohttp.web import BaseRequest, WebSocketResponse

from bridge.errors import MessageError, RequestError
from bridge.protocol import codec, frames
from bridge.protocol.client import Hello
from bridge.web import translate
from bridge.web.client import Client
from bridge.web.dispatch import dispatch
from bridge.web.handlers import editor
from bridge.web.handlers.stdin import input_frame
from bridge.web.services import Services

_LOG = logging.getLogger(__name__)

MAX_MESSAGE_BYTES = 4 * 1024 * 1024
HEARTBEAT_SECONDS = 30.0
MAX_CLIENTS = 64


class _CloseConnection(Exception):  # noqa: N818 - not an error: how the read loop is left
    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


async def serve_socket(services: Services, request: BaseRequest, subprotocol: str) -> WebSocketResponse:
    """Talk to an authenticated client until either side ends it."""
    socket = WebSocketResponse(
        protocols=(subprotocol,),
        max_msg_size=MAX_MESSAGE_BYTES,
        compress=False,
        heartbeat=HEARTBEAT_SECONDS,
        autoclose=True,
        timeout=2.0,
    )
    socket.headers["Server"] = "agent-bridge"
    await socket.prepare(request)
    if len(services.clients) >= MAX_CLIENTS or services.stopping.is_set():
        await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
        return socket
    try:
        async with asyncio.TaskGroup() as group:
            client = Client(socket, group)
            services.clients.add(client)
            try:
                await _talk(services, socket, client)
            finally:
                services.clients.discard(client)
                client.detach_all()
                services.heap.trim_soon()
                for task in client.tasks:
                    task.cancel()
                await editor.gone(services, client)  # the last: it may be cancelled
    except* ConnectionError:
        pass  # the client has gone, which is what we were waiting for
    return socket


async def _talk(services: Services, socket: WebSocketResponse, client: Client) -> None:
    try:
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await _on_text(services, client, message.data)
            elif message.type is WSMsgType.BINARY:
                await _on_binary(services, client, message.data)
    except _CloseConnection as close:
        _LOG.info("a client is disconnected with %d: %s", close.code, close)
        await socket.close(code=close.code, message=str(close).encode()[:120])


async def _on_text(services: Services, client: Client, text: str) -> None:
    try:
        message = codec.decode(text)
    except codec.NotJSONError as error:
        raise _CloseConnection(WSCloseCode.INVALID_TEXT, "not JSON") from error
    except MessageError as error:
        await client.send(translate.error_message(error, _type_in(error, text)))
        return
    if not client.greeted and not isinstance(message, Hello):
        raise _CloseConnection(WSCloseCode.POLICY_VIOLATION, "say hello first")
    await dispatch(services, client, message)


def _type_in(error: MessageError, text: str) -> str | None:
    try:
        return None if error.field == "type" and error.code != "unknown_type" else codec.type_of(text)
    except MessageError:  # not even its type can be read
        return None


async def _on_binary(services: Services, client: Client, data: bytes) -> None:
    if not client.has("binary"):
        raise _CloseConnection(WSCloseCode.UNSUPPORTED_DATA, "binary frames were not agreed")
    try:
        frame = frames.decode(data)
        input_frame(services, client, frame)
    except RequestError as error:
        await client.send(translate.error_message(error, "binary"))
