"""Every terminal process that runs on this platform, through the same contract."""

import asyncio
import os
import sys

import pytest

from bridge.terminal import process_pipe
from bridge.terminal.process import Program, TerminalProcess
from bridge.terminal.size import Size
from tests.integration.terminal_contract import Output, TerminalContract, posix_only, python, read_all


class TestPipes(TerminalContract):
    async def spawn(self, program: Program) -> TerminalProcess:
        return await process_pipe.spawn(program)


@posix_only
class TestPosixTerminal(TerminalContract):
    raw = "import tty; tty.setraw(0)\n"

    async def spawn(self, program: Program) -> TerminalProcess:
        from bridge.terminal import process_posix

        return await process_posix.spawn(program)

    async def test_the_program_sees_the_size_at_start_and_after_a_resize(self) -> None:
        code = (
            "import os,signal\nsize=lambda: os.write(1, ('%dx%d;' % os.get_terminal_size()).encode())\n"
            "signal.signal(signal.SIGWINCH, lambda *_: size())\nsize()\nsignal.pause()"
        )
        program = python(code)
        async with self.running(Program(program.argv, program.cwd, program.environment, Size(91, 17))) as process:
            output = Output(process)
            assert await output.read() == b"91x17;"
            process.resize(Size(132, 50))
            assert await output.read() == b"132x50;"

    async def test_the_foreground_group_is_that_of_the_job_in_front(self) -> None:
        program = Program(("/bin/bash", "--norc", "-i"), os.getcwd(), {"PS1": "", "TERM": "dumb"})
        async with self.running(program) as process:
            await process.write(b"sh -c 'printf %s-%s in front; exec sleep 60'\n")
            output, seen = Output(process), b""
            async with asyncio.timeout(10):
                while b"in-front" not in seen:
                    seen += await output.read()
            assert process.foreground_group() != process.pid

    async def test_no_signal_is_blocked_in_the_program(self) -> None:
        program = Program(("/bin/grep", "^SigBlk", "/proc/self/status"), os.getcwd(), {})
        async with self.running(program) as process:
            output = await read_all(process)
            await process.wait()
        assert output.split() == [b"SigBlk:", b"0" * 16]


@pytest.mark.skipif(sys.platform != "win32", reason="ConPTY")
class TestConPTY(TerminalContract):
    async def spawn(self, program: Program) -> TerminalProcess:
        from bridge.terminal import process_windows

        return await process_windows.spawn(program)
