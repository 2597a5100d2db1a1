"""A program in a pseudo-terminal on Linux and macOS. The only owner of ptyprocess."""

import asyncio
import contextlib
import fcntl
import os
import signal
import struct
import sys
import termios

from ptyprocess import PtyProcess

from bridge.terminal import child, descriptor, inherited_mark
from bridge.terminal.process import ExitStatus, Program, Readiness, Receive
from bridge.terminal.size import Size

_INTERRUPT_KEY = b"\x03"
_LFLAG, _CC = 3, 6
_TIOCGPTPEER = 0x5441
"""Linux: open the other side of a terminal by its master, whatever file systems the bridge sees."""


async def spawn(program: Program) -> "PosixTerminal":
    """Start `program` in a new terminal; OSError where the system refuses, with its reason."""
    process = await asyncio.to_thread(_fork, program)
    return PosixTerminal(process)


def _fork(program: Program) -> PtyProcess:
    def in_child() -> None:
        # ptyprocess would let a failing chdir run on as a second copy of the bridge; from here it is reported
        os.chdir(program.cwd)
        for number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        if program.mark is not None:
            inherited_mark.carry(program.mark)

    with child.spawning():
        process = PtyProcess.spawn(
            list(program.argv),
            env=dict(program.environment),
            preexec_fn=in_child,
            dimensions=(program.size.rows, program.size.cols),
        )
        child.own(process.pid)
    return process


class PosixTerminal:
    """Implements `TerminalProcess` over the master side of a PTY."""

    def __init__(self, process: PtyProcess) -> None:
        self._process = process
        self._fd: int = process.fd
        self._open = True
        self._status: ExitStatus | None = None
        os.set_blocking(self._fd, False)
        self._loop = asyncio.get_running_loop()
        self._readiness = Readiness(self._fd)
        self._reading = False

    @property
    def pid(self) -> int:
        """Process id; also the id of its process group and session."""
        return int(self._process.pid)

    def resume_reading(self, receive: Receive) -> None:
        """See `TerminalProcess.resume_reading`. Read in the loop's own callback: a task for each read costs twice."""
        if self._open:
            self._reading = True
            self._loop.add_reader(self._fd, self._on_readable, receive)
        else:
            self._loop.call_soon(receive, b"")

    def _on_readable(self, receive: Receive) -> None:
        data = descriptor.drain(self._fd)
        if data is not None:
            if not data:
                self.pause_reading()
            receive(data)

    def pause_reading(self) -> None:
        """See `TerminalProcess.pause_reading`."""
        if self._reading:
            self._reading = False
            self._loop.remove_reader(self._fd)

    def write_now(self, data: bytes) -> int:
        """See `TerminalProcess.write_now`."""
        return descriptor.write_now(self._fd, data) if self._open else 0

    async def write(self, data: bytes) -> None:
        """See `TerminalProcess.write`."""
        if not self._open:
            raise BrokenPipeError
        await descriptor.write(self._fd, data, self._readiness)

    def interrupt(self) -> bool:
        """Signal the foreground group as the line discipline would, where it would."""
        group = self.foreground_group()
        if group is None or not self._has_interrupt_key():
            return False
        with contextlib.suppress(OSError):
            termios.tcflush(self._fd, termios.TCOFLUSH)  # the line discipline drops waiting input on an interrupt
        try:
            os.killpg(group, signal.SIGINT)
        except OSError:
            return False
        return True

    def _has_interrupt_key(self) -> bool:
        try:
            attributes = termios.tcgetattr(self._fd)
        except (OSError, termios.error):
            return False
        return bool(attributes[_LFLAG] & termios.ISIG) and attributes[_CC][termios.VINTR] == _INTERRUPT_KEY

    def resize(self, size: Size) -> None:
        """See `TerminalProcess.resize`."""
        if self._open:
            with contextlib.suppress(OSError):
                fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", size.rows, size.cols, 0, 0))

    async def wait(self) -> ExitStatus:
        """See `TerminalProcess.wait`."""
        if self._status is None:
            self._status = await child.wait_for(self.pid)
        return self._status

    def unread_input(self) -> int | None:
        """What lies in the line discipline; only the program's side can be asked, so it is opened for that moment."""
        if not self._open or sys.platform != "linux":
            return None
        try:
            other = fcntl.ioctl(self._fd, _TIOCGPTPEER, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            return int.from_bytes(fcntl.ioctl(other, termios.FIONREAD, bytes(4)), sys.byteorder)
        except OSError:
            return None
        finally:
            os.close(other)

    def foreground_group(self) -> int | None:
        """Group that reads the terminal now; None once it is gone."""
        if not self._open:
            return None
        try:
            group = os.tcgetpgrp(self._fd)
        except OSError:
            return None
        return group if group > 1 else None

    async def close(self) -> None:
        """Close the master side; ptyprocess's own close sleeps and signals, which is the session's business here."""
        if self._open:
            self.pause_reading()
            self._open = False
            self._process.fileobj.close()
            self._process.fd, self._process.closed = -1, True
