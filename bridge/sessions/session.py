"""One agent run: its terminal, its output by absolute offsets, its input queue, its end.

What crosses this class could cross a socket: follow from an offset, write, resize, status, end. Nothing reaches inside.
"""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bridge.errors import SessionError
from bridge.sessions.agent_watch import AgentWatch
from bridge.sessions.announcement import Announcement
from bridge.sessions.device_queries import Answers, DeviceQueries
from bridge.sessions.follower import Follower, FollowerDroppedError, OutputMissedError
from bridge.sessions.input_queue import INPUT_BOUND, InputQueue
from bridge.sessions.sizing import Sizing, is_usable
from bridge.terminal.modes import Heard
from bridge.terminal.process import READ_BYTES, ExitStatus, Program, TerminalProcess
from bridge.terminal.questions import Colors
from bridge.terminal.recording import CheckpointRefusedError, Recording, Replay, Resized
from bridge.terminal.signals import Listener
from bridge.terminal.size import Size
from bridge.terminal.titles import TitleForm

_LOG = logging.getLogger(__name__)

STALE_SECONDS = 10.0
"""A client that makes the program wait this long without any progress is let go."""

QUIET_SECONDS = 0.25
"""After the program ended: this long without output means there is no more, even if a child keeps the terminal open."""

LAST_OUTPUT_SECONDS = 5.0
"""After the program ended: the longest we read on while something still writes."""

_CTRL_C = b"\x03"
_FOCUS_LOST = b"\x1b[O"


@dataclass(frozen=True)
class SessionSpec:
    """What a session runs. `marker`: unique text in the environment of all its processes.

    `argv`: as it was named, before PATH and without what resumes a conversation. `agent`: the catalog's id. `titles`:
    what this agent's window titles mean. `configured`: nobody named a command for it, so it runs the one that is
    configured.
    """

    id: str
    program: Program
    pty: bool
    marker: str
    argv: tuple[str, ...]
    agent: str | None = None
    configured: bool = False
    titles: tuple[TitleForm, ...] = ()

    @property
    def command(self) -> str:
        """What stands on its tab."""
        return " ".join(self.argv)


class Session:
    """A running or ended program with everything it said last."""

    def __init__(self, spec: SessionSpec, handle: int, process: TerminalProcess, scrollback_bytes: int) -> None:
        self.spec = spec
        self.handle = handle
        self.pid = process.pid
        self.size = spec.program.size
        self.status: ExitStatus | None = None
        self.closing = False
        self.earlier = False
        self.name = ""
        self.recording = Recording(scrollback_bytes, self.size)
        self.scrollback = self.recording.scrollback
        self.modes = self.recording.modes
        self.ended = asyncio.Event()
        self.agent = AgentWatch(spec.titles, self.modes)
        self.queries = DeviceQueries(self)
        self._sizing = Sizing(self._resize)
        self.colors = Colors()
        self._listener = Listener()
        self.process = process
        self.alone = asyncio.Event()
        self.alone.set()
        self.accompanied = asyncio.Event()
        self._followers: list[Follower] = []  # the one that acted last is the last
        self._progress = asyncio.Event()
        self._held = asyncio.Event()  # set: the program is not read, because it is held or at its end
        self._at_end = False
        self._announcement = Announcement(self._wake_all)
        self._draining = False
        self._awaits_first = True
        self._output_at = 0.0
        self._started_at = asyncio.get_running_loop().time()
        self._input = InputQueue(process)
        self._group: asyncio.TaskGroup | None = None
        self._feeder: asyncio.Task[None] | None = None

    # -- life --

    async def run(self) -> None:
        """Until the program ended and its last output was read. Exit is three facts; this is where they meet."""
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                pump = group.create_task(self._pump())
                self._feeder = group.create_task(self._input.feed())
                self.status = await self.process.wait()
                await self._last_output(pump)
                pump.cancel()
                self._feeder.cancel()
        finally:
            self._group = None
            await self.process.close()
            self._input.clear()
            self._sizing.close()
            self.agent.ended()
            # what the program left switched on ends with it, in every terminal that follows or comes later
            self.recording.append(self.modes.leave())
            self.ended.set()
            self._wake_all()

    async def _pump(self) -> None:
        while not self._at_end:
            self._held.clear()
            self.process.resume_reading(self._on_output)
            await self._held.wait()
            await self._wait_for_clients()

    def _on_output(self, data: bytes) -> None:
        if not data:
            self._at_end = True
            self._held.set()
            return
        self._hear(self.recording.append(data), data)
        self._output_at = asyncio.get_running_loop().time()
        if self._is_held():
            self._held.set()
            self.process.pause_reading()
            self._announcement.now()
        else:
            self._announcement.add(len(data))

    def _hear(self, asked: list[Heard], data: bytes) -> None:
        signals = self._listener.feed(data)
        self.agent.heard(signals)
        if asked or signals:
            self.queries.heard(asked, signals)

    async def _wait_for_clients(self) -> None:
        while self._is_held():
            self._progress.clear()
            try:
                async with asyncio.timeout(STALE_SECONDS):
                    await self._progress.wait()
            except TimeoutError:
                self._let_go()

    def _is_held(self) -> bool:
        if self._draining:
            return False
        end, kept = self.scrollback.end, self.scrollback.capacity
        if self._awaits_first:  # whoever started it is about to follow, and is to see its first byte
            return end > 0 and end + READ_BYTES > kept
        active = self._active
        return active is not None and active.holds(end, kept)

    @property
    def _active(self) -> Follower | None:
        """Of the clients that a person sees, the one that acted last."""
        return next((each for each in reversed(self._followers) if each.is_watched), None)

    @property
    def authority(self) -> Follower | None:
        """Who answers what the program asks its terminal; None: nobody but us."""
        return next((each for each in reversed(self._followers) if each.is_watched and each.acknowledged), None)

    @property
    def followers(self) -> Sequence[Follower]:
        """Everybody who follows."""
        return self._followers

    def _let_go(self) -> None:
        self._awaits_first = False
        follower = self._active
        if follower is None:
            return
        _LOG.warning("session %s: a client made no progress for %.0f s and is let go", self.spec.id, STALE_SECONDS)
        follower.stale = True
        self.queries.gone(follower)
        if follower.returns:
            follower.dropped = "stale"
            follower.wake.set()

    async def _last_output(self, pump: "asyncio.Task[None]") -> None:
        self._draining = True
        self._progress.set()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + LAST_OUTPUT_SECONDS
        self._output_at = loop.time()
        while (now := loop.time()) < deadline:
            quiet_at = self._output_at + QUIET_SECONDS
            if quiet_at <= now:
                return
            done, _ = await asyncio.wait({pump}, timeout=min(quiet_at, deadline) - now)
            if done:
                return

    # -- output --

    def follow(self, follower: Follower) -> None:
        """Let a client follow; it is the active one until another one acts."""
        follower.answers = Answers(partial(self._typed, follower), self.reply)
        self._followers.append(follower)
        self._awaits_first = False
        self.alone.clear()
        self.accompanied.set()
        self._progress.set()
        self.activate(follower)

    def unfollow(self, follower: Follower) -> None:
        """The client is gone or asked to go; the program never waits for it again."""
        if follower in self._followers:
            self._followers.remove(follower)
            self.queries.gone(follower)
        if not self._followers:
            self.accompanied.clear()
            self.alone.set()
        self._progress.set()

    @property
    def clients(self) -> int:
        """How many follow."""
        return len(self._followers)

    def activate(self, follower: Follower) -> None:
        """This client acts: the program waits for it, and its size is the terminal's."""
        if follower.read_only:
            return
        if follower in self._followers:
            self._followers.remove(follower)
            self._followers.append(follower)
            self._progress.set()
        if follower.size is not None:
            self._sizing.insist(follower.size)

    def replay(self, since: int | None = None) -> Replay:
        """How a client gets to the screen as it is: from `since` where that is kept, else from nothing."""
        if since is not None and self.keeps(since):
            return self.recording.replay_since(since)
        return self.recording.replay(alive=not self.ended.is_set())

    def keeps(self, offset: int) -> bool:
        """Whether a client that has everything before `offset` can go on from there."""
        return self.scrollback.start <= offset <= self.scrollback.end

    def keep_checkpoint(self, offset: int, size: Size, screen: bytes) -> None:
        """A client has written its terminal down; SessionError where that cannot be used."""
        try:
            self.recording.offer(offset, size, screen)
        except CheckpointRefusedError as error:
            raise SessionError("checkpoint_refused", str(error)) from None

    async def next_output(self, follower: Follower) -> bytes | Resized | None:
        """The next bytes for this client, as soon as it may have them, or the size of those to come; None at the end.

        Raises OutputMissedError where its place is no longer kept, FollowerDroppedError where it was let go.
        """
        while True:
            if follower.dropped:
                raise FollowerDroppedError(follower.dropped)
            if size := follower.next_size():
                return size
            # a client without credit is sent nothing, not even what it missed: it would miss that too
            budget = follower.budget()
            if budget != 0:
                data = self._output_for(follower, READ_BYTES if budget is None else min(READ_BYTES, budget))
                if data:
                    return data
            if self.ended.is_set() and follower.offset >= self.scrollback.end:
                return None
            follower.wake.clear()
            await follower.wake.wait()

    def _output_for(self, follower: Follower, limit: int) -> bytes:
        if follower.offset < self.scrollback.oldest:
            raise OutputMissedError(self.scrollback.start)
        data = self.scrollback.read(follower.offset, follower.until_size(limit))
        if data:
            follower.advance(len(data))
            self._progress.set()
        return data

    def acknowledge(self, follower: Follower, offset: int) -> None:
        """The client's terminal has parsed everything before `offset`."""
        if follower.credit is not None and follower.credit.on_ack(offset):
            follower.wake.set()
            self._progress.set()

    def set_visible(self, follower: Follower, visible: bool) -> None:
        """Whether a person sees this client."""
        follower.visible = visible
        self._progress.set()

    def drop_followers(self) -> None:
        """Another session takes this one's id: its clients are let go."""
        for follower in self._followers:
            follower.dropped = "replaced"
        self._wake_all()

    def _wake_all(self) -> None:
        for follower in self._followers:
            follower.wake.set()

    # -- input --

    def receive(self, follower: Follower, data: bytes) -> None:
        """What a client's terminal sends: keys, and answers to what the program asked. SessionError as of `write`."""
        if self.ended.is_set():
            raise self._over()
        follower.answers.receive(data)

    def _typed(self, follower: Follower, keys: bytes) -> None:
        if keys != _FOCUS_LOST:
            self.activate(follower)
        self.write(keys)
        self.agent.typed(keys)

    def _over(self) -> SessionError:
        return SessionError("session_ended", f"session {self.spec.id} has ended")

    def write(self, data: bytes) -> None:
        """Queue `data` for the program, all or nothing; SessionError where that cannot be."""
        if self.ended.is_set():
            raise self._over()
        if data == _CTRL_C and self._input.waiting and self.process.interrupt():
            self._restart_feeder()
        elif not self._input.add(data):
            raise SessionError(
                "input_overflow",
                f"the program in session {self.spec.id} does not read its input: {self._input.waiting} bytes wait,"
                f" at most {INPUT_BOUND} may",
            )

    def reply(self, answer: bytes) -> None:
        """Queue the terminal's own answer to the program."""
        if not self.ended.is_set():
            self._input.add_reply(answer)

    @property
    def input_waiting(self) -> int:
        """Bytes that the program has not read yet, as far as that is known."""
        return self._input.waiting + (self.process.unread_input() or 0)

    @property
    def quiet_s(self) -> float:
        """Seconds since the last output."""
        return asyncio.get_running_loop().time() - self._output_at

    @property
    def age_s(self) -> float:
        """Seconds since the program was started."""
        return asyncio.get_running_loop().time() - self._started_at

    def _restart_feeder(self) -> None:
        self._input.clear()
        if self._feeder is not None and self._group is not None:
            self._feeder.cancel()
            self._feeder = self._group.create_task(self._input.feed())

    # -- size --

    def resize_for(self, follower: Follower | None, size: Size) -> None:
        """A client's terminal has this size; it counts if no other client acted later, and if it can be worked in."""
        if not is_usable(size):
            return
        if follower is not None:
            follower.size = size
        if follower is None or self._active in (None, follower):
            self._sizing.ask(size)

    def _resize(self, size: Size) -> None:
        """Give the terminal this size, if it is news."""
        if size != self.size and not self.ended.is_set():
            self.size = size
            with contextlib.suppress(OSError):
                self.process.resize(size)
            self.recording.resize(size)
            for follower in self._followers:
                follower.resized(Resized(self.scrollback.end, size))
