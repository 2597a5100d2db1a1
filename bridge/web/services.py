"""What handlers work with: the nouns of this bridge, wired by the server."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from bridge import paths
from bridge.agents import catalog
from bridge.clock import Clock
from bridge.heap import Heap
from bridge.history.drafts import DraftStore
from bridge.history.store import HistoryStore
from bridge.protocol.fields import ServerMessage
from bridge.sessions.registry import Sessions
from bridge.settings import Settings
from bridge.workspace.recent import RecentFiles
from bridge.workspace.uploads import Uploads

if TYPE_CHECKING:
    from bridge.web.client import Client
    from bridge.web.editing import Editing
    from bridge.web.prompt_delivery import PromptDelivery
    from bridge.web.tab_keeper import TabKeeper
    from bridge.workspace.index import WorkspaceIndex


@dataclass
class Services:
    """One bridge. `command`: the configured command, empty for the default. `mark`: prefix of its processes' marks."""

    sessions: Sessions
    history: HistoryStore
    clock: Clock
    workspace: Path
    environment: Mapping[str, str]
    settings: Settings
    command: str
    mark: str
    font_size: int = 0
    clients: "set[Client]" = field(default_factory=set)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    heap: Heap = field(default_factory=Heap)
    _index: "WorkspaceIndex | None" = None
    _loading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def index(self) -> "WorkspaceIndex":
        """The workspace's files. Its libraries are loaded, in a thread, when somebody asks for it first."""
        if self._index is None:
            async with self._loading:
                if self._index is None:
                    self._index = await asyncio.to_thread(self._make_index)
        return self._index

    def _make_index(self) -> "WorkspaceIndex":
        from bridge.workspace.index import IndexOptions, WorkspaceIndex
        from bridge.workspace.rules import Excludes

        settings = self.settings
        excludes = Excludes(settings.exclude, hidden=settings.hidden_files, ignored=settings.show_ignored)
        options = IndexOptions(excludes, watch_limit=settings.watch_limit)
        return WorkspaceIndex(self.workspace, self.other_roots, options, self.environment)

    @property
    def other_roots(self) -> tuple[Path, ...]:
        """Folders beside the workspace that files are found in and taken from."""
        return tuple(self.workspace / Path(root).expanduser() for root in self.settings.root)

    @cached_property
    def recent(self) -> RecentFiles:
        """What was used lately in this workspace."""
        return RecentFiles(paths.recent_files(self.workspace), self.clock)

    @cached_property
    def prompts(self) -> "PromptDelivery":
        """Prompts on their way."""
        from bridge.web.prompt_delivery import PromptDelivery

        return PromptDelivery(self.sessions, self.announce_prompts)

    @cached_property
    def drafts(self) -> DraftStore:
        """What stands in composers."""
        return DraftStore(paths.drafts(), self.workspace, self.clock)

    @cached_property
    def tabs(self) -> "TabKeeper":
        """Which sessions are open, over restarts."""
        from bridge.history.tab_store import TabStore
        from bridge.web.tab_keeper import TabKeeper

        return TabKeeper(self.sessions, TabStore(paths.tabs(self.workspace), self.clock))

    @cached_property
    def uploads(self) -> Uploads:
        """Files that browsers sent."""
        return Uploads(paths.uploads())

    @cached_property
    def editing(self) -> "Editing":
        """The editor around the page, for agents."""
        from bridge.web.editing import Editing
        from bridge.web.handlers import editor
        from bridge.web.sharing import Sharing

        sharing = Sharing(lambda: self.settings, lambda: (self.workspace, *self.other_roots))
        editing = Editing(self.sessions, sharing, self.workspace)
        editing.editor.sharing = lambda: self.settings.share_editor
        editing.editor.on_change = partial(editor.announce, self)
        editing.editor.on_open_file = partial(editor.show_file, self)
        editing.editor.diffs.on_open = partial(editor.announce_diff, self)
        editing.editor.diffs.on_close = partial(editor.announce_decision, self)
        return editing

    @property
    def is_editing(self) -> bool:
        """Whether somebody has asked for it."""
        return "editing" in self.__dict__

    def forget_uploads(self) -> None:
        """Remove, behind everybody's back, what was uploaded to sessions that have ended."""
        if "uploads" in self.__dict__:
            living = {session.handle for session in self.sessions if not session.ended.is_set()}
            asyncio.get_running_loop().run_in_executor(None, self.uploads.keep_only, living)

    def announce_prompts(self, message: ServerMessage) -> None:
        """Tell every client that follows prompts."""
        for client in self.clients:
            if client.has("prompts"):
                client.tell(message)

    async def close(self) -> None:
        """Let go of what was made on demand."""
        if self.is_editing:
            await self.editing.close()
        if self._index is not None:
            await self._index.close()
        if "uploads" in self.__dict__:
            await asyncio.to_thread(self.uploads.close)

    def launch_choice(self) -> catalog.Launch:
        """What a session without a command starts now. Looks at PATH: call it in a thread."""
        return catalog.choose(self.command, self.environment)
