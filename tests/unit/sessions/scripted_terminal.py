"""A terminal whose program is the test."""

import asyncio
from collections import deque
from collections.abc import Callable

from bridge.terminal.process import ExitStatus, Receive
from bridge.terminal.size import Size


class ScriptedTerminal:
    """Implements `TerminalProcess`: output is given by the test, input is kept."""

    pid = 4711

    def __init__(self) -> None:
        self.output: deque[bytes] = deque()
        self.receive: Receive | None = None
        self.status: asyncio.Future[ExitStatus] = asyncio.get_running_loop().create_future()
        self.received: list[bytes] = []
        self.reads = asyncio.Event()
        self.reads.set()
        self.sizes: list[Size] = []
        self.on_resize: Callable[[Size], None] = lambda _: None
        self.interrupts = 0

    def say(self, data: bytes) -> None:
        self.output.append(data)
        self._hand_on_soon()

    def resume_reading(self, receive: Receive) -> None:
        self.receive = receive
        self._hand_on_soon()

    def _hand_on_soon(self) -> None:
        asyncio.get_running_loop().call_soon(self._hand_on)

    def _hand_on(self) -> None:
        if self.output and self.receive is not None:
            self.receive(self.output.popleft())
            self._hand_on_soon()

    def pause_reading(self) -> None:
        self.receive = None

    def write_now(self, data: bytes) -> int:
        return 0

    async def write(self, data: bytes) -> None:
        await self.reads.wait()
        self.received.append(data)

    def interrupt(self) -> bool:
        self.interrupts += 1
        return True

    def resize(self, size: Size) -> None:
        self.sizes.append(size)
        self.on_resize(size)

    async def wait(self) -> ExitStatus:
        return await self.status

    def unread_input(self) -> int | None:
        return None

    def foreground_group(self) -> int | None:
        return None

    async def close(self) -> None:
        pass

    def end(self, code: int = 0) -> None:
        self.say(b"")
        self.status.set_result(ExitStatus(code, None))
