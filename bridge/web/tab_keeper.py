"""Which sessions are open, written down as they change, and brought back by the next bridge of this workspace."""

import asyncio
from typing import NamedTuple

from bridge.agents import catalog
from bridge.history.tab_store import TabStore
from bridge.history.tabs import Tab, Tabs
from bridge.sessions.registry import Sessions
from bridge.sessions.session import Session, SessionSpec
from bridge.terminal.process import Program

PAUSE_SECONDS = 0.5
"""Between two writings: titles spin."""


class Beginning(NamedTuple):
    """What a page that has just come begins with: a session to start and the one looked at last; empty: none."""

    first: str
    selected: str


class TabKeeper:
    """Use `run` in a task; `finish` before the sessions are ended, so that a bridge that comes in that time finds them.

    Nothing is read or made before the first session is there, or a page asks.
    """

    def __init__(self, sessions: Sessions, store: TabStore) -> None:
        self._sessions = sessions
        self._store = store
        self._earlier = Tabs()
        self._first = ""
        self._selected = ""
        self._written = Tabs()
        self._is_open = False
        self._is_over = False
        self._busy = asyncio.Lock()
        self._changed = asyncio.Event()

    def changed(self) -> None:
        """A session came, went, or is called something else."""
        self._changed.set()

    def show(self, session_id: str) -> None:
        """A person looks at this session, which may be about to be started."""
        if session_id != self._selected:
            self._selected = session_id
            self._changed.set()

    async def beginning(self) -> Beginning:
        """What earlier bridges left is in the list of sessions from here on."""
        async with self._busy:
            await self._open()
            begins = not self._sessions.has_started or not len(self._sessions)
            if begins and not self._first and not self._is_over:
                self._first = await asyncio.to_thread(self._store.first_id, self._earlier)
        return Beginning(self._first if begins else "", self._selected)

    async def run(self) -> None:
        """Write what changed, until cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            await self._write()
            await asyncio.sleep(PAUSE_SECONDS)

    async def finish(self) -> None:
        """Write for the last time; from here on the tabs are the next bridge's."""
        if self._changed.is_set():
            await self._write()
        async with self._busy:
            self._is_over = True
            await asyncio.to_thread(self._store.close)

    async def _write(self) -> None:
        async with self._busy:
            if self._is_over:
                return
            await self._open()
            tabs = Tabs(tuple(_tab(session) for session in self._sessions), self._selected)
            if tabs != self._written and await asyncio.to_thread(self._store.save, tabs):
                self._written = tabs

    async def _open(self) -> None:
        if self._is_open or self._is_over:
            return
        self._is_open = True
        self._earlier = self._written = await asyncio.to_thread(self._store.take_over)
        self._selected = self._selected or self._earlier.selected
        for tab in self._earlier.tabs:
            self._sessions.bring_back(_spec(tab), tab.name, tab.title)


def _tab(session: Session) -> Tab:
    spec = session.spec
    title = session.agent.state.title or ""
    return Tab(spec.id, spec.argv, spec.program.cwd, spec.pty, spec.configured, spec.agent or "", session.name, title)


def _spec(tab: Tab) -> SessionSpec:
    """As far as it is kept: what it needs besides, a new start finds out."""
    program = Program(tab.argv, tab.cwd, {})
    profile = catalog.profile_of(tab.agent)
    return SessionSpec(
        tab.id,
        program,
        tab.pty,
        "",
        tab.argv,
        agent=tab.agent or None,
        titles=profile.titles,
        configured=tab.configured,
    )
