"""All sessions of this bridge: opened, found, replaced, ended."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial

from bridge.errors import LimitError, SessionError
from bridge.sessions import ending
from bridge.sessions.earlier import earlier_session
from bridge.sessions.grace import Grace, until_abandoned
from bridge.sessions.session import Session, SessionSpec
from bridge.terminal.notices import Notification
from bridge.terminal.questions import Colors
from bridge.terminal.spawn import spawn

_LOG = logging.getLogger(__name__)

MAX_SESSIONS = 256
"""Running sessions, and as many ended ones that can still be read."""


INTERRUPT_SECONDS = 2.0
"""After the Ctrl+C of a stop: how long a program may take to leave by itself."""

_CTRL_C = b"\x03"


class Sessions:
    """The sessions by id and by handle. Use within `running`."""

    def __init__(self, scrollback_bytes: int, grace: Grace | None = None) -> None:
        self._scrollback_bytes = scrollback_bytes
        self._grace = grace or Grace()
        self._by_id: dict[str, Session] = {}
        self._leaving: set[Session] = set()
        self._opening: set[asyncio.Future[Session]] = set()
        self._handles = 0
        self.has_started = False
        """Whether any session was started, whatever became of it."""
        self._colors = Colors()
        self._group: asyncio.TaskGroup | None = None
        self._ending = False
        self.hurry = asyncio.Event()
        self.on_change: Callable[[], None] = lambda: None
        self.on_agent: Callable[[Session], None] = lambda _: None
        self.on_notification: Callable[[Session, Notification], None] = lambda *_: None

    def __iter__(self) -> Iterator[Session]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Own the sessions' tasks; on the way out every process of every session is ended."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            try:
                yield
            finally:
                await asyncio.shield(self._end_all())

    def get(self, session_id: str) -> Session:
        """The session of this id, running or ended; SessionError where there is none."""
        try:
            return self._by_id[session_id]
        except KeyError:
            raise SessionError("unknown_session", f"no session has the id {session_id!r}", field="sessionId") from None

    def find(self, session_id: str) -> Session | None:
        """The session of this id, if there is one."""
        return self._by_id.get(session_id)

    def by_handle(self, handle: int) -> Session:
        """The session of this handle; SessionError where there is none."""
        for session in self._by_id.values():
            if session.handle == handle:
                return session
        raise SessionError("unknown_session", f"no session has the handle {handle}", field="handle")

    async def open(self, spec: SessionSpec) -> Session:
        """Start `spec`; a session of the same id is ended first. SessionError says why it does not start.

        Once begun it is finished even if the caller is cancelled: no program runs that nobody owns.
        """
        if self._group is None:
            raise _stopping()
        opening = asyncio.ensure_future(self._open(spec, self._group))
        self._opening.add(opening)
        opening.add_done_callback(self._opening.discard)
        return await asyncio.shield(opening)

    async def _open(self, spec: SessionSpec, group: asyncio.TaskGroup) -> Session:
        old = self._by_id.get(spec.id)
        place = list(self._by_id).index(spec.id) if old is not None else len(self._by_id)
        if old is not None and not old.earlier:  # an earlier one stays until it is known that this one starts
            await self.close(old)
        if self._ending:  # also where that began while the old one was being ended
            raise _stopping()
        self._make_room()
        try:
            process = await spawn(spec.program, pty=spec.pty)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise SessionError("start_failed", f"{spec.program.argv[0]} does not start: {reason}") from error
        self._handles += 1
        session = Session(spec, self._handles, process, self._scrollback_bytes)
        session.name = old.name if old is not None else ""
        self.has_started = True
        self._put(session, place)
        session.colors = self._colors
        session.agent.on_change = partial(self._tell_agent, session)
        session.agent.on_notification = partial(self._tell_notification, session)
        group.create_task(self._run(session, group))
        self.on_change()
        return session

    def _put(self, session: Session, place: int) -> None:
        """One that is started anew keeps its place in the list."""
        others = [(key, value) for key, value in self._by_id.items() if key != session.spec.id]
        self._by_id = dict([*others[:place], (session.spec.id, session), *others[place:]])

    def bring_back(self, spec: SessionSpec, name: str, title: str) -> None:
        """A session of a bridge that has gone is in the list, ended, unless its id is taken."""
        if spec.id not in self._by_id:
            self._handles += 1
            self._by_id[spec.id] = earlier_session(spec, self._handles, name, title)

    def set_colors(self, colors: Colors) -> None:
        """Programs that ask are told these from now on, where no client answers."""
        self._colors = colors
        for session in self._by_id.values():
            session.colors = colors

    def _tell_agent(self, session: Session) -> None:
        if self._by_id.get(session.spec.id) is session:  # of one whose id is another's by now nobody wants to hear
            self.on_agent(session)

    def _tell_notification(self, session: Session, notification: Notification) -> None:
        if self._by_id.get(session.spec.id) is session:
            self.on_notification(session, notification)

    def _make_room(self) -> None:
        living = [session for session in self._by_id.values() if not session.ended.is_set()]
        if len(living) >= MAX_SESSIONS:
            raise LimitError("too_many_sessions", f"{MAX_SESSIONS} sessions run already; close one first")
        for session in [s for s in self._by_id.values() if s.ended.is_set()][
            : max(0, len(self._by_id) - MAX_SESSIONS + 1)
        ]:
            del self._by_id[session.spec.id]

    async def _run(self, session: Session, group: asyncio.TaskGroup) -> None:
        seconds = self._grace.of(session.spec.agent)
        watch = group.create_task(self._close_abandoned(session, seconds)) if seconds is not None else None
        try:
            await session.run()
        except Exception:  # noqa: BLE001 - the boundary of a session: one that fails must not take the others along
            _LOG.exception("session %s failed", session.spec.id)
        finally:
            if watch is not None and not session.closing:
                watch.cancel()
        self.on_change()

    async def _close_abandoned(self, session: Session, seconds: float) -> None:
        await until_abandoned(session, seconds)
        _LOG.info("session %s had no client for %.0f s and is ended", session.spec.id, seconds)
        await self.close(session)

    async def close(self, session: Session) -> None:
        """End the session and everything it started; its followers see the exit, its id is free at once."""
        session.closing = True
        if self._by_id.get(session.spec.id) is session:
            del self._by_id[session.spec.id]
        if session.earlier:
            self.on_change()
            return
        self._leaving.add(session)
        self.on_change()
        await asyncio.shield(self._end(session))

    def stop(self, session: Session) -> None:
        """Interrupt the program and end it if it does not leave; the session stays, to be read. Returns at once."""
        if self._group is not None and not session.ended.is_set():
            session.closing = True
            self._group.create_task(self._stop(session))

    async def _stop(self, session: Session) -> None:
        with contextlib.suppress(SessionError):
            session.write(_CTRL_C)
        try:
            async with asyncio.timeout(INTERRUPT_SECONDS):
                await session.ended.wait()
        except TimeoutError:
            await ending.end([_family(session)], hurry=self.hurry)

    def rename(self, session: Session, name: str) -> None:
        """Call the session something; empty: nothing again."""
        session.name = name
        self.on_change()

    async def _end(self, session: Session) -> None:
        try:
            left = await ending.end([_family(session)], hurry=self.hurry)
            if left:
                _LOG.error("session %s: %d processes could not be ended", session.spec.id, left)
            await session.ended.wait()
        finally:
            self._leaving.discard(session)

    async def _end_all(self) -> None:
        self._ending = True
        while True:
            sessions = [*(session for session in self._by_id.values() if not session.earlier), *self._leaving]
            left = await ending.end([_family(session) for session in sessions], orphans=True, hurry=self.hurry)
            if left:
                _LOG.error("%d processes could not be ended", left)
            if not self._opening:
                return
            await asyncio.wait(self._opening)  # a program that was just being started has to be ended as well


def _stopping() -> SessionError:
    return SessionError("start_failed", "the bridge is stopping")


def _family(session: Session) -> ending.Family:
    mark, number = session.spec.marker, session.spec.program.mark
    if session.status is not None:  # the leader's pid may already be somebody else's
        return ending.Family(None, mark, number)
    foreground = session.process.foreground_group()
    return ending.Family(session.pid, mark, number, frozenset({session.pid, foreground or session.pid}))
