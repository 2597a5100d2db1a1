"""One connected page or host: its features, the sessions it follows, and the one way to tell it something."""

import asyncio
import logging
from collections.abc import Coroutine, Hashable

from aiohttp import WSCloseCode
from aiohttp.web import WebSocketResponse

from bridge.errors import MessageError, SessionError
from bridge.protocol import codec
from bridge.protocol.fields import ServerMessage
from bridge.protocol.server import NotificationMessage
from bridge.sessions.session import Session
from bridge.web.attachment import Attachment
from bridge.web.lanes import Lanes

_LOG = logging.getLogger(__name__)

MOST_NOTIFICATIONS = 16
"""Notifications that may wait for a client that does not read; more are dropped."""

SEND_SECONDS = 30.0
"""A control message that the socket does not take for this long means that nobody reads it any more."""


class Client:
    """Use within its connection's task group."""

    def __init__(self, socket: WebSocketResponse, group: asyncio.TaskGroup) -> None:
        self._socket = socket
        self._group = group
        self.greeted = False
        self.features: frozenset[str] = frozenset()
        self.visible = True
        self.hears_settings = False
        self.attachments: dict[Session, Attachment] = {}
        self.asked = 0
        """How many searches; only the last one's answer is of use."""
        self.allowed: dict[str, None] = {}
        """Paths that a person dropped on this client's page."""
        self.tasks: set[asyncio.Task[None]] = set()
        self.lanes = Lanes(self.start)
        self._news: dict[Hashable, ServerMessage] = {}
        self._telling: asyncio.Task[None] | None = None

    def has(self, feature: str) -> bool:
        """Whether this client asked for the feature."""
        return feature in self.features

    def require(self, feature: str) -> None:
        """MessageError unless this client asked for the feature."""
        if feature not in self.features:
            raise MessageError("not_agreed", f"ask for the feature `{feature}` in `hello` first", field="type")

    def require_writable(self, session: Session) -> None:
        """SessionError where this client follows the session read-only."""
        attachment = self.attachments.get(session)
        if attachment is not None and attachment.follower.read_only:
            raise SessionError(
                "read_only",
                f"this client follows session {session.spec.id} read-only; to take part attach without `readOnly`",
            )

    async def send(self, message: ServerMessage) -> None:
        """Send a message. ConnectionError once the client is gone."""
        await self._socket.send_str(codec.encode(message))

    async def send_frame(self, frame: bytes) -> None:
        """Send a binary frame. ConnectionError once the client is gone."""
        await self._socket.send_bytes(frame)

    def tell(self, message: ServerMessage) -> None:
        """Send a message without waiting, for news that do not belong to an answer."""
        self.start(self._send_quietly(message))

    def tell_latest(self, key: Hashable, message: ServerMessage) -> None:
        """The same for what may be said often: of one `key` only the last message waits."""
        self._news[key] = message
        if self._telling is None or self._telling.done():
            self._telling = self.start(self._tell_news())

    async def _tell_news(self) -> None:
        while self._news:
            await self._send_quietly(self._news.pop(next(iter(self._news))))

    def notify(self, message: NotificationMessage) -> None:
        """Pass on a notification; dropped where the client does not even take those before it."""
        waiting = sum(isinstance(each, NotificationMessage) for each in self._news.values())
        if waiting < MOST_NOTIFICATIONS:
            self.tell_latest(object(), message)

    async def _send_quietly(self, message: ServerMessage) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self.send(message)
        except TimeoutError:
            _LOG.warning("a client does not read; it is disconnected")
            await self.close(WSCloseCode.TRY_AGAIN_LATER)
        except ConnectionError:
            pass  # it has just gone; its connection ends by itself

    def start(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        """Run something for this client, for no longer than it is connected."""
        task = self._group.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    async def close(self, code: int) -> None:
        """Close the connection with a WebSocket close code."""
        await self._socket.close(code=code, drain=False)

    def detach_all(self) -> None:
        """The connection is over; the sessions go on."""
        for attachment in list(self.attachments.values()):
            attachment.stop()
        self.attachments.clear()
