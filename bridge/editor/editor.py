"""The editor as the agents of this bridge know it: what each of them may see, and what it may ask for.

The protocols (claude, gemini, codex, mcp) know this class and each nothing of the others.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import NamedTuple, Protocol

from bridge.editor.diffs import Diffs
from bridge.editor.state import NOTHING, EditorState


class Link(Protocol):
    """One agent that listens. It belongs to a session."""

    def changed(self) -> None:
        """What it may see is another now."""

    def mention(self, path: str, lines: tuple[int, int] | None) -> bool:
        """Put the file into the agent's own prompt; lines 0-based, both included. False: it has no way to do so."""


class Place(NamedTuple):
    """A file, and lines of it, 0-based and both included, that an agent opens.

    front: a person is to see it; else the editor has only to know it.
    """

    session_id: str
    path: str
    lines: tuple[int, int] | None
    front: bool = True


Judge = Callable[[EditorState], EditorState]
"""What of a state may be shared. Blocking: it looks at files."""


class Editor:
    """States come in from hosts, the newest counts; what the judge leaves of it goes to the agents."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._states: dict[Hashable, EditorState] = {}
        self._off: set[str] = set()
        self._links: dict[str, set[Link]] = {}
        self._judged = asyncio.Lock()
        self._shared = NOTHING
        self.diffs = Diffs()
        self.sharing: Callable[[], bool] = lambda: True
        """Whether anything is shared in this workspace."""
        self.on_change: Callable[[], None] = lambda: None
        """What is shared, or with whom, is another."""
        self.on_open_file: Callable[[Place], bool] = lambda _: False
        self.original: Callable[[str], Awaitable[str]]
        """The text of a file before a change."""

    @property
    def told(self) -> EditorState:
        """What the last host said, before anything is left out of it."""
        return next(reversed(self._states.values())) if self._states else NOTHING

    @property
    def shared(self) -> EditorState:
        """What the judge has left of it."""
        return self._shared

    @property
    def switched_off(self) -> set[str]:
        """The sessions that a person does not want to see it."""
        return self._off

    async def tell(self, host: Hashable, state: EditorState) -> None:
        """A host says what it shows."""
        self._states.pop(host, None)
        self._states[host] = state
        await self.judge_again()

    async def gone(self, host: Hashable) -> None:
        """A host has left; what another one shows counts again."""
        if self._states.pop(host, None) is not None:
            await self.judge_again()

    async def judge_again(self) -> None:
        """What may be shared may have changed."""
        async with self._judged:  # one after the other: the newest is the last
            state = self.told
            shared = await asyncio.to_thread(self._judge, state) if state.trusted else state.bare()
        self._shared = shared
        self.news()

    def news(self) -> None:
        """Tell everybody to look again."""
        for links in list(self._links.values()):
            for link in list(links):
                link.changed()
        self.on_change()

    def shared_with(self, session_id: str) -> EditorState:
        """What the agent in this session may see now."""
        if not self.is_on(session_id):
            return self._shared.bare()
        return self._shared

    def is_on(self, session_id: str) -> bool:
        """Whether anything is shared with this session."""
        return session_id not in self._off and self.sharing()

    def switch(self, session_id: str, on: bool) -> None:
        """The person wants this session to see the editor, or not to."""
        (self._off.discard if on else self._off.add)(session_id)
        self.news()

    def forget(self, living: set[str]) -> None:
        """Only these sessions are there."""
        self._off &= living
        for diff in self.diffs:
            if diff.session_id not in living:
                self.diffs.close(diff.session_id)

    # -- agents --

    def connect(self, session_id: str, link: Link) -> None:
        """An agent listens."""
        self._links.setdefault(session_id, set()).add(link)
        self.on_change()

    def disconnect(self, session_id: str, link: Link) -> None:
        """It has gone; so has whoever waits for its changes."""
        links = self._links.get(session_id, set())
        links.discard(link)
        if not links:
            self._links.pop(session_id, None)
        self.on_change()

    def listens(self, session_id: str) -> bool:
        """Whether an agent in this session is connected."""
        return session_id in self._links

    def mention(self, session_id: str, path: str, lines: tuple[int, int] | None) -> bool:
        """Put a file into the prompt of the agent in this session; False: it takes none this way."""
        return any(link.mention(path, lines) for link in self._links.get(session_id, ()))
