"""One client following one session: output as messages or binary frames, each byte once, and the exit at last."""

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING

from bridge.protocol import frames
from bridge.protocol.server import Detached, ReplayEnd, Stdout
from bridge.sessions.follower import Follower, FollowerDroppedError, OutputMissedError
from bridge.sessions.session import Session
from bridge.terminal.flow import DEFAULT_WINDOW, Credit
from bridge.terminal.recording import Resized
from bridge.terminal.size import Size
from bridge.web import translate

if TYPE_CHECKING:
    from bridge.web.client import Client


class Attachment:
    """The task that carries output. Create it, answer the client, then `start`."""

    def __init__(
        self, client: "Client", session: Session, *, size: Size | None, window: int | None, read_only: bool = False
    ) -> None:
        self.client = client
        self.session = session
        end = session.scrollback.end
        credit = Credit(end, window or DEFAULT_WINDOW) if client.has("ack") else None
        self.follower = Follower(
            end, credit=credit, returns=client.has("attach"), read_only=read_only, wants_sizes=client.has("sizes")
        )
        self.follower.visible = client.visible
        self._size = size
        self._seq = 0
        self._task: asyncio.Task[None] | None = None

    def start_with_replay(self, since: int | None) -> None:
        """Follow from `since` (default: all that is kept), as the feature `attach` has it."""
        self._start(self._replay(since))

    def start_with_snapshot(self) -> None:
        """Follow behind a snapshot, as version 1 resumes."""
        self.apply_size()
        self._start(self.send_snapshot())

    def start_at_first_byte(self) -> None:
        """Follow a new session."""
        self._start(self._from_first_byte())

    def apply_size(self) -> None:
        """Give the terminal the client's size: only when the client has shown what was drawn at the old one."""
        if self._size is not None:
            self.session.resize_for(self.follower, self._size)

    def _start(self, opening: Coroutine[object, object, None]) -> None:
        self.session.follow(self.follower)
        self._task = self.client.start(self._run(opening))

    def stop(self) -> None:
        """Stop following, without a word."""
        self.session.unfollow(self.follower)
        if self._task is not None:
            self._task.cancel()

    # -- what the client is sent --

    async def _run(self, opening: Coroutine[object, object, None]) -> None:
        try:
            await opening
            await self._follow()
            await self.client.send(translate.exit_message(self.session, tabs=self.client.has("tabs")))
        except FollowerDroppedError as dropped:
            await self._say_dropped(dropped)
        except ConnectionError:
            pass  # the client has gone; its connection ends by itself
        finally:
            self.session.unfollow(self.follower)
            if self.client.attachments.get(self.session) is self:
                del self.client.attachments[self.session]

    async def _from_first_byte(self) -> None:
        self.follower.restart(self.session.scrollback.oldest)

    async def _replay(self, since: int | None) -> None:
        scrollback = self.session.scrollback
        end = scrollback.end
        gap = since is not None and not self.session.keeps(since)
        replay = self.session.replay(since)
        self.follower.restart(end)
        # copied before the first await: the ring may move on while a slow client takes its replay
        kept = scrollback.read(replay.offset, end - replay.offset)
        await self.client.send(translate.attached(self.session, replay, end, gap=gap))
        for position in range(0, len(replay.opening), frames.MAX_PAYLOAD):
            part = replay.opening[position : position + frames.MAX_PAYLOAD]
            await self._send_output(frames.Kind.CHECKPOINT, replay.offset, part)
        for position in range(0, len(kept), frames.MAX_PAYLOAD):
            part = kept[position : position + frames.MAX_PAYLOAD]
            await self._send_output(frames.Kind.REPLAY, replay.offset + position, part)
        await self.client.send(ReplayEnd(self.session.spec.id, end))

    async def _follow(self) -> None:
        while True:
            try:
                data = await self.session.next_output(self.follower)
            except OutputMissedError:
                await self._resynchronise()
                continue
            if data is None:
                return
            if isinstance(data, Resized):
                await self.client.send(translate.resized(self.session, data))
                continue
            await self._send_output(frames.Kind.OUTPUT, self.follower.offset - len(data), data)

    async def _send_output(self, kind: frames.Kind, offset: int, data: bytes) -> None:
        if self.client.has("binary"):
            await self.client.send_frame(frames.encode(kind, self.session.handle, offset, data))
            return
        self._seq += 1
        await self.client.send(Stdout(self.session.spec.id, translate.encode_base64(data), self._seq))

    async def _resynchronise(self) -> None:
        """The client was too slow and its place is gone: what is kept takes the place of what it missed."""
        if self.client.has("attach"):
            await self._replay(self.follower.offset)
        else:
            await self.send_snapshot()

    async def send_snapshot(self) -> None:
        """What brings a cleared terminal to the screen, as version 1 has it; output goes on right behind it."""
        message = translate.snapshot(self.session, self._seq)
        self.follower.restart(self.session.scrollback.end)
        await self.client.send(message)

    async def _say_dropped(self, dropped: FollowerDroppedError) -> None:
        if self.client.has("attach"):
            await self.client.send(Detached(self.session.spec.id, dropped.reason))
