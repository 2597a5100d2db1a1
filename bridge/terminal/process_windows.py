"""A program in a ConPTY on Windows. The only owner of pywinpty. Not run on the machine this was written on.

The low-level `winpty.PTY` is used: pywinpty's `PtyProcess` opens a loopback socket without authentication per terminal.
Its reads block, so each terminal has one thread; what it reads waits in a bounded queue.
"""

import asyncio
import contextlib
import queue
import subprocess
import threading
import time

import winpty

from bridge.terminal.process import ExitStatus, Program, Receive
from bridge.terminal.size import Size

_QUEUED_READS = 64
_POLL_SECONDS = 0.02
_KILL_TO_SPAWN_SECONDS = 0.25
"""ConPTY hands a new terminal the old one's last output when it starts at once after a kill."""


class _LastKill:
    at = 0.0


async def spawn(program: Program) -> "WindowsTerminal":
    """Start `program` in a new ConPTY; OSError where the system refuses."""
    pause = _LastKill.at + _KILL_TO_SPAWN_SECONDS - time.monotonic()
    if pause > 0:
        await asyncio.sleep(pause)
    return WindowsTerminal(await asyncio.to_thread(_start, program))


def _start(program: Program) -> "winpty.PTY":
    pty = winpty.PTY(program.size.cols, program.size.rows)
    environment = "\0".join(f"{name}={value}" for name, value in program.environment.items()) + "\0"
    arguments = subprocess.list2cmdline(program.argv[1:])
    try:
        started = pty.spawn(program.argv[0], cmdline=" " + arguments, cwd=program.cwd, env=environment)
    except winpty.WinptyError as error:
        raise OSError(str(error)) from error
    if not started:
        raise OSError(f"{program.argv[0]} was not started")
    return pty


class WindowsTerminal:
    """Implements `TerminalProcess` over ConPTY."""

    def __init__(self, pty: "winpty.PTY") -> None:
        self._pty = pty
        self._loop = asyncio.get_running_loop()
        self._chunks: queue.Queue[bytes] = queue.Queue(_QUEUED_READS)
        self._receive: Receive | None = None
        self._open = True
        threading.Thread(target=self._read_for_ever, name=f"conpty-{pty.pid}", daemon=True).start()

    @property
    def pid(self) -> int:
        """Process id."""
        return int(self._pty.pid)

    def _read_for_ever(self) -> None:
        while self._open:
            try:
                text = self._pty.read(blocking=True)
            except (winpty.WinptyError, EOFError, OSError):
                break
            if text:
                self._chunks.put(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else bytes(text))
                self._wake()
            elif not self._pty.isalive():
                break
        self._chunks.put(b"")
        self._wake()

    def _wake(self) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is gone; nobody reads
            self._loop.call_soon_threadsafe(self._hand_on)

    def resume_reading(self, receive: Receive) -> None:
        """See `TerminalProcess.resume_reading`."""
        self._receive = receive
        self._loop.call_soon(self._hand_on)

    def _hand_on(self) -> None:
        while (receive := self._receive) is not None:
            try:
                data = self._chunks.get_nowait()
            except queue.Empty:
                return
            if not data:
                self._receive = None
                self._chunks.put(b"")  # the end stays the end
            receive(data)

    def pause_reading(self) -> None:
        """See `TerminalProcess.pause_reading`; the queue fills, then the thread waits, then the program."""
        self._receive = None

    def write_now(self, data: bytes) -> int:
        """See `TerminalProcess.write_now`: writes to a ConPTY may block."""
        return 0

    async def write(self, data: bytes) -> None:
        """See `TerminalProcess.write`."""
        if not self._open:
            raise BrokenPipeError
        await asyncio.to_thread(self._pty.write, data.decode("utf-8", "replace"))

    def interrupt(self) -> bool:
        """ConPTY turns a written Ctrl-C into the event itself."""
        return False

    def resize(self, size: Size) -> None:
        """See `TerminalProcess.resize`."""
        if self._open:
            with contextlib.suppress(winpty.WinptyError, OSError):
                self._pty.set_size(size.cols, size.rows)

    async def wait(self) -> ExitStatus:
        """See `TerminalProcess.wait`; polled, ConPTY has no handle to wait on here."""
        while self._pty.isalive():  # noqa: ASYNC110 - nothing else tells
            await asyncio.sleep(_POLL_SECONDS)
        return ExitStatus(int(self._pty.get_exitstatus() or 0), None)

    def unread_input(self) -> int | None:
        """Nobody knows."""
        return None

    def foreground_group(self) -> int | None:
        """Windows has no process groups."""
        return None

    async def close(self) -> None:
        """Let go of the ConPTY; its programs end with it."""
        if self._open:
            self._open = False
            _LastKill.at = time.monotonic()
            with contextlib.suppress(AttributeError, winpty.WinptyError, OSError):
                self._pty.cancel_io()
