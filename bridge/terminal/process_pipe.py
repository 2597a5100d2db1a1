"""A program on three pipes, where there is no pseudo-terminal or none is wanted. stdout and stderr are one stream."""

import asyncio
import os
import signal
import sys
from collections import deque
from typing import cast

from bridge.terminal import child, inherited_mark
from bridge.terminal.process import READ_BYTES, ExitStatus, Program, Receive
from bridge.terminal.size import Size

_UNREAD_BYTES = 4 * READ_BYTES
"""How far the pipes may run ahead of the session; then they fill and the program waits."""


async def spawn(program: Program) -> "PipeProcess":
    """Start `program` with pipes; OSError where the system refuses, with its reason."""
    with child.spawning():
        transport, process = await asyncio.get_running_loop().subprocess_exec(
            PipeProcess,
            *program.argv,
            cwd=program.cwd,
            env=dict(program.environment),
            start_new_session=True,
        )
        child.own(transport.get_pid())
        if program.mark is not None:
            inherited_mark.give(transport.get_pid(), program.mark)
    return process


class PipeProcess(asyncio.SubprocessProtocol):
    """Implements `TerminalProcess` over pipes; both outputs are read at the same time, in the order they arrive."""

    def __init__(self) -> None:
        self._chunks: deque[bytes] = deque()
        self._unread = 0
        self._open_outputs = {1, 2}
        self._receive: Receive | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._exited = asyncio.Event()
        self._stdin_open = True

    # -- asyncio calls these --

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The program runs."""
        self._transport = cast("asyncio.SubprocessTransport", transport)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Output came."""
        if self._receive is not None and not self._chunks:
            self._receive(data)
            return
        self._chunks.append(data)
        self._unread += len(data)
        if self._unread > _UNREAD_BYTES:
            for output in self._outputs():
                output.pause_reading()

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        """A pipe is at its end."""
        self._open_outputs.discard(fd)
        if fd == 0:
            self._stdin_open = False
            self._writable.set()
        self._tell_end()

    def pause_writing(self) -> None:
        """The program does not read."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """The program reads again."""
        self._writable.set()

    def process_exited(self) -> None:
        """The program ended."""
        child.disown(self.pid)
        self._exited.set()

    def _outputs(self) -> list[asyncio.ReadTransport]:
        transports = (self._transport.get_pipe_transport(fd) for fd in self._open_outputs)
        return [cast("asyncio.ReadTransport", transport) for transport in transports if transport is not None]

    # -- TerminalProcess --

    @property
    def pid(self) -> int:
        """Process id; on POSIX it leads a group and a session."""
        return self._transport.get_pid()

    def resume_reading(self, receive: Receive) -> None:
        """See `TerminalProcess.resume_reading`; the end is when both outputs ended."""
        self._receive = receive
        asyncio.get_running_loop().call_soon(self._hand_on, receive)

    def _hand_on(self, receive: Receive) -> None:
        while self._chunks and self._receive is receive:
            data = self._chunks.popleft()
            self._unread -= len(data)
            receive(data)
        if self._receive is receive:
            for output in self._outputs():
                output.resume_reading()
            self._tell_end()

    def _tell_end(self) -> None:
        if self._receive is not None and not self._chunks and not self._open_outputs & {1, 2}:
            receive, self._receive = self._receive, None
            receive(b"")

    def pause_reading(self) -> None:
        """See `TerminalProcess.pause_reading`; the pipes run a little ahead, and are stopped then."""
        self._receive = None

    def write_now(self, data: bytes) -> int:
        """See `TerminalProcess.write_now`: the transport waits by itself."""
        return 0

    async def write(self, data: bytes) -> None:
        """See `TerminalProcess.write`."""
        stdin = cast("asyncio.WriteTransport | None", self._transport.get_pipe_transport(0))
        if stdin is None or stdin.is_closing() or not self._stdin_open:
            raise BrokenPipeError
        stdin.write(data)
        await self._writable.wait()

    def interrupt(self) -> bool:
        """Ctrl-C for a program without a terminal: SIGINT to its group."""
        if sys.platform == "win32":
            return False
        try:
            os.killpg(self.pid, signal.SIGINT)
        except OSError:
            return False
        return True

    def resize(self, size: Size) -> None:
        """Pipes have no size."""

    async def wait(self) -> ExitStatus:
        """See `TerminalProcess.wait`."""
        await self._exited.wait()
        return ExitStatus.from_returncode(self._transport.get_returncode() or 0)

    def unread_input(self) -> int | None:
        """Nobody knows."""
        return None

    def foreground_group(self) -> int | None:
        """Pipes have none."""
        return None

    async def close(self) -> None:
        """Close all three pipes; a program that still runs is killed by this."""
        self._open_outputs.clear()
        self._transport.close()
