"""A page's part of the conversation about the editor, without a page; and one session with an agent in it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.binary_client import BinaryClient, Message, connected
from tests.bridge_process import BridgeProcess

FEATURES = ("binary", "ack", "attach", "editor", "prompts")
_MOVE_RIGHT = re.compile(rb"\x1b\[\d*[CG]")  # agents skip over blanks instead of writing them
_SEQUENCE = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.")
LIMIT_S = 90


class EditorClient:
    """Says what an editor shows, and talks to the agent of one session."""

    def __init__(self, client: BinaryClient, workspace: Path) -> None:
        self.client = client
        self.workspace = workspace
        self._prompts = 0

    async def select(self, path: Path, first: int, last: int, **more: Any) -> None:
        """Whole lines are selected, counted from 1, both included."""
        lines = path.read_text().splitlines(keepends=True)
        start, end = {"line": first - 1, "character": 0}, {"line": last, "character": 0}
        text = "".join(lines[first - 1 : last])
        selection = {"path": str(path), "text": text, "start": start, "end": end}
        await self.tell([{"path": str(path), "active": True, "cursor": end}], selection, **more)

    async def tell(self, files: list[Message], selection: Message | None = None, **more: Any) -> None:
        await self.client.say(
            "tellEditor", workspaceFolders=[str(self.workspace)], openFiles=files, selection=selection, **more
        )

    async def start(self, command: str, *arguments: str, session: str = "s1", **fields: Any) -> None:
        await self.client.open(command, [*arguments], session=session, cols=100, rows=30, **fields)

    async def until(self, text: str, *, since: int = 0, session: str = "s1") -> None:
        """Until the agent has written this; blanks do not count, since agents skip over them in many ways."""
        wanted = "".join(text.split())
        while wanted not in "".join(self.text(since, session).split()):
            received = await self.client.receive(LIMIT_S)
            if isinstance(received, dict):
                self.client.waiting.append(received)

    def text(self, since: int = 0, session: str = "s1") -> str:
        if session not in self.client.following:
            return ""
        data = bytes(self.client.following[session].data[since:])
        return _SEQUENCE.sub(b"", _MOVE_RIGHT.sub(b" ", data)).decode("utf-8", "replace")

    def written(self, session: str = "s1") -> int:
        return len(self.client.following[session].data)

    async def shared_when(self, **expected: Any) -> Message:
        """The newest `editorShared` that says this; `listens` is that of the first session."""
        while True:
            news = await self.client.expect("editorShared", LIMIT_S)
            first = news["sessions"][0] if news["sessions"] else {}
            if all({**news, **first}.get(name) == value for name, value in expected.items()):
                return news

    async def prompt(self, text: str, answer: str, session: str = "s1") -> None:
        """Send a prompt as the composer does, and wait for the answer on the screen."""
        self._prompts += 1
        before, number = self.written(session), f"p{self._prompts}"
        parts = [{"kind": "text", "text": text}]
        await self.client.say("sendPrompt", sessionId=session, promptId=number, parts=parts)
        await self.until(answer, since=before, session=session)


@asynccontextmanager
async def editor_of(bridge: BridgeProcess, workspace: Path) -> AsyncIterator[EditorClient]:
    """A client that follows the editor."""
    async with connected(bridge.websocket_url, bridge.token, features=FEATURES) as client:
        yield EditorClient(client, workspace)
