"""The contract of `TerminalProcess` as a suite; each implementation that runs here is put through it."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import psutil
import pytest

from bridge.terminal.process import ExitStatus, Program, TerminalProcess
from bridge.terminal.size import Size

Spawn = Callable[[Program], Awaitable[TerminalProcess]]


def python(code: str, **environment: str) -> Program:
    return Program((sys.executable, "-c", code), os.getcwd(), {**os.environ, **environment})


class Output:
    """Reads a process as the session does, and gives what came to a test that waits for it."""

    def __init__(self, process: TerminalProcess) -> None:
        self._process = process
        self._came: asyncio.Queue[bytes] = asyncio.Queue()

    async def read(self) -> bytes:
        """The next piece; `b""` for ever at the end."""
        if self._came.empty():
            self._process.resume_reading(self._came.put_nowait)
            data = await self._came.get()
            self._process.pause_reading()
            return data
        return self._came.get_nowait()

    async def all(self) -> bytes:
        """Everything up to the end."""
        parts = []
        while data := await self.read():
            parts.append(data)
        return b"".join(parts)


async def read_all(process: TerminalProcess) -> bytes:
    return await Output(process).all()


def kill(pid: int) -> None:
    """End a program and whatever it started."""
    try:
        family = [*psutil.Process(pid).children(recursive=True), psutil.Process(pid)]
    except psutil.NoSuchProcess:
        return
    for member in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.kill()


posix_only = pytest.mark.skipif(sys.platform == "win32", reason="signals and descriptors of POSIX")


class TerminalContract:
    """Subclasses give `spawn` and `raw`, which makes a child pass bytes unchanged."""

    raw = ""

    async def spawn(self, program: Program) -> TerminalProcess:
        raise NotImplementedError

    @asynccontextmanager
    async def running(self, program: Program) -> AsyncIterator[TerminalProcess]:
        process = await self.spawn(program)
        try:
            yield process
        finally:
            kill(process.pid)
            await process.wait()
            await process.close()

    @pytest.mark.parametrize("size", [1, 4095, 4096, 4097, 65536, 1_000_000])
    async def test_every_byte_before_the_exit_is_read(self, size: int) -> None:
        code = f"{self.raw}import os,sys\nd=b'x'*{size}\nwhile d: d=d[os.write(1,d):]\nsys.exit(3)"
        async with self.running(python(code)) as process:
            output, status = await asyncio.gather(read_all(process), process.wait())
        assert len(output) == size
        assert status == ExitStatus(3, None)

    async def test_the_end_of_the_stream_stays_the_end(self) -> None:
        async with self.running(python("")) as process:
            output = Output(process)
            await output.all()
            assert await output.read() == b""
            assert await process.wait() == ExitStatus(0, None)

    @posix_only
    async def test_a_signal_is_reported_by_name_and_as_128_plus_its_number(self) -> None:
        async with self.running(python("import os,signal; os.kill(os.getpid(), signal.SIGKILL)")) as process:
            assert await process.wait() == ExitStatus(137, "SIGKILL")

    async def test_all_256_byte_values_go_in_and_out_unchanged(self) -> None:
        everything = bytes(range(256)) * 20
        code = (
            f"{self.raw}import os\nos.write(1,b'ready')\nn=0\n"
            f"while n<{len(everything)}:\n d=os.read(0,65536); n+=len(d)\n while d: d=d[os.write(1,d):]"
        )
        async with self.running(python(code)) as process:
            output = Output(process)
            assert await output.read() == b"ready"
            _, echo = await asyncio.gather(process.write(everything), output.all())
            assert await process.wait() == ExitStatus(0, None)
        assert echo == everything

    async def test_a_program_that_does_not_read_makes_write_wait_and_not_the_loop(self) -> None:
        async with self.running(python(f"{self.raw}import os,time\nos.write(1,b'ready')\ntime.sleep(60)")) as process:
            await Output(process).read()
            write = asyncio.create_task(process.write(b"x" * 1_000_000))
            done, _ = await asyncio.wait({write}, timeout=0.2)
            assert not done
            write.cancel()

    async def test_both_standard_outputs_are_read_while_the_other_is_full(self) -> None:
        write = "d=b'{0}'*300000\nwhile d: d=d[os.write({1},d):]\n"
        code = f"{self.raw}import os\n" + write.format("e", 2) + write.format("o", 1)
        async with self.running(python(code)) as process:
            output = await read_all(process)
            await process.wait()
        assert (output.count(b"e"), output.count(b"o")) == (300_000, 300_000)

    async def test_a_program_that_cannot_be_run_is_an_os_error(self) -> None:
        with pytest.raises(OSError):
            await self.spawn(Program(("/nowhere/at/all",), os.getcwd(), {}))

    @posix_only
    async def test_a_folder_that_is_gone_is_an_os_error(self) -> None:
        with pytest.raises(OSError):
            await self.spawn(Program((sys.executable, "-c", ""), "/nowhere/at/all", dict(os.environ)))

    @posix_only
    async def test_the_child_gets_its_environment_and_no_descriptor_of_ours(self) -> None:
        code = "import os; print(sorted(os.environ), [f for f in os.listdir('/proc/self/fd') if int(f) > 3])"
        with open(os.devnull) as ours:
            os.set_inheritable(ours.fileno(), True)
            first = await self.spawn(python("input()"))
            program = Program((sys.executable, "-c", code), os.getcwd(), {"ONLY": "this", "LC_CTYPE": "C.UTF-8"})
            async with self.running(program) as process:
                output = await read_all(process)
                await process.wait()
            kill(first.pid)
            await first.wait()
            await first.close()
        assert b"['LC_CTYPE', 'ONLY'] []" in output

    @posix_only
    async def test_interrupt_ends_a_program_that_does_not_read(self) -> None:
        async with self.running(python("import os,time\nos.write(1,b'ready')\ntime.sleep(60)")) as process:
            await Output(process).read()
            assert process.interrupt()
            assert await process.wait() in (ExitStatus(130, "SIGINT"), ExitStatus(1, None))

    async def test_close_twice_and_use_after_close_are_harmless(self) -> None:
        async with self.running(python("input()")) as process:
            await process.close()
            await process.close()
            process.resize(Size(10, 10))
            with pytest.raises(OSError):
                await process.write(b"x")
            assert process.foreground_group() is None
