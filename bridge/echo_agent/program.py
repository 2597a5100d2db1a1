"""The echo agent's prompt: reads keys and lines, shows them, answers, and runs commands."""

import argparse
import codecs
import signal
import time
from collections.abc import Sequence

from bridge.echo_agent import commands, processes
from bridge.echo_agent.commands import ExitRequest
from bridge.echo_agent.console import Console, open_console, size
from bridge.echo_agent.keys import Key, KeyReader, Typed
from bridge.echo_agent.visible import pasted, received, said, visible

PASTE_ON, PASTE_OFF = b"\x1b[?2004h", b"\x1b[?2004l"
PROMPT = "> "
PROMPT_TAIL = 60  # characters of the prompt shown; it is drawn on one line

_CTRL_C = b"\x03"
_CTRL_D = b"\x04"
_SUBMIT = b"\r"
_LINE_BREAKS = (b"\n", b"\x1b\r")  # Ctrl+J and Alt+Enter
_BACKSPACES = (b"\x7f", b"\x08")
_CLEAR_PROMPT = b"\x15"


class EchoAgent:
    """One run on one console."""

    def __init__(self, console: Console, *, pastes: bool = True, status: bool = False) -> None:
        self.console = console
        self.stubborn = False
        self._newline = b"\r\n" if console.is_terminal else b"\n"
        self._pastes = pastes and console.is_terminal
        self._status = status
        self._keys = KeyReader()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._prompt = ""
        self._line = b""
        self._shown = b""  # input that was shown as received, but waits for a command to end
        self._kept = b""  # input that came while a command ran
        self._may_quit = False

    def run(self, script: Sequence[str] = ()) -> int:
        """Run the script's commands, then read until the end; returns the exit code."""
        try:
            self._start()
            for line in script:
                self._submit(line)
            self._show_prompt()
            while self._handle_next():
                self._show_prompt()
            if self._line:
                self._submit(self._text_of(self._line))
        except ExitRequest as request:
            return request.code
        except OSError:
            pass  # nobody reads any more
        finally:
            self._stop()
        if self.stubborn:
            processes.hold_out()
        return 0

    def say(self, text: str) -> None:
        """Print lines, in the place of the prompt."""
        start = b"\r\x1b[K" if self.console.is_terminal else b""
        self.console.write(
            start + text.encode("utf-8", "backslashreplace").replace(b"\n", self._newline) + self._newline
        )

    def next_input(self) -> bytes | None:
        """Wait for input; b"" at its end, None when the size changed."""
        kept = self._shown + self._kept
        self._shown = self._kept = b""
        return kept or self.console.read()

    def interrupted(self, wait_s: float) -> bool:
        """Whether Ctrl+C comes within this time; other input is kept for later."""
        if _CTRL_C not in self._shown + self._kept:
            arrived = self.console.read(wait_s) if self.console.is_terminal else b""
            self._kept += arrived or b""
            if arrived == b"":
                time.sleep(wait_s)  # a pipe is not looked at, and the end of a terminal has come at once
        found = _CTRL_C in self._shown + self._kept
        self._shown = self._shown.replace(_CTRL_C, b"")
        self._kept = self._kept.replace(_CTRL_C, b"")
        return found

    def report(self, status: str) -> None:
        """Report a status (OSC 7501), if the command line asks for that."""
        if self._status:
            self.console.write(f"\x1b]7501;state={status}:app=echo-agent\x1b\\".encode())

    def _start(self) -> None:
        if self._pastes:
            self.console.write(PASTE_ON)
        self.report("idle")
        self.say("echo agent: shows what it receives; /help lists commands")

    def _stop(self) -> None:
        try:
            self.report("clear")
            if self._pastes:
                self.console.write(PASTE_OFF)
        except OSError:
            pass  # nobody reads any more

    def _handle_next(self) -> bool:
        """Wait for input and handle it; False at its end."""
        if self._shown:
            shown, self._shown = self._shown, b""
            self._handle_keys(shown)
            return True
        data = self.next_input()
        if data:
            self._handle(data)
        if self.console.resized:
            self.console.resized = False
            self.say("resized to {}x{}".format(*size()))
        return data != b""

    def _handle(self, data: bytes) -> None:
        if self.console.is_terminal:
            if not self._keys.expects_paste(data):  # which is reported as one, when it is complete
                self.say(received(data))
            self._handle_keys(data)
        else:
            *lines, self._line = (self._line + data).split(b"\n")
            for line in lines:
                self._submit(self._text_of(line.removesuffix(b"\r")))

    def _handle_keys(self, data: bytes) -> None:
        for part in self._keys.feed(data):
            if isinstance(part, Key):
                self._press(part.data)
            elif isinstance(part, Typed):
                self._prompt += self._decoder.decode(part.data)
            else:
                self.say(pasted(part.data))
                self._prompt += self._text_of(part.data)

    def _press(self, key: bytes) -> None:
        may_quit, self._may_quit = self._may_quit, False
        if key == _SUBMIT:
            prompt, self._prompt = self._prompt, ""
            self._shown = self._keys.take()  # a command may want to read what was typed behind it
            self._submit(prompt)
        elif key in _LINE_BREAKS:
            self._prompt += "\n"
        elif key in _BACKSPACES:
            self._prompt = self._prompt[:-1]
        elif key == _CLEAR_PROMPT:
            self._prompt = ""
        elif key == _CTRL_C:
            self._interrupt(may_quit)
        elif key == _CTRL_D and not self._prompt:
            raise ExitRequest(0)

    def _interrupt(self, may_quit: bool) -> None:
        """Clear the prompt; the second Ctrl+C in a row quits, as in the agents."""
        if may_quit:
            raise ExitRequest(0)
        self._prompt = ""
        self._may_quit = True
        self.say("press Ctrl+C again to quit")

    def _submit(self, prompt: str) -> None:
        if prompt.startswith("/"):
            commands.run(self, prompt)
        elif prompt:
            self.report("working")
            self.say(said(prompt))
            self.report("idle")

    def _text_of(self, data: bytes) -> str:
        return data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")

    def _show_prompt(self) -> None:
        if self.console.is_terminal:
            tail = visible(self._prompt.encode("utf-8", "backslashreplace"))[-PROMPT_TAIL:]
            self.console.write(f"\r\x1b[K{PROMPT}{tail}".encode())


def main(argv: Sequence[str]) -> int:
    """Run the echo agent on standard input and output."""
    options = _parser().parse_args(argv)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # ends like any program, not with a traceback
    with open_console() as console:
        if options.raw:
            return _echo_hex(console)
        script = [line.strip() for line in options.run.split(";") if line.strip()]
        return EchoAgent(console, pastes=options.paste, status=options.status).run(script)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="agent-bridge echo-agent", description=commands.__doc__, allow_abbrev=False)
    parser.add_argument("--run", default="", metavar="COMMANDS", help='run at start, as in "/flood 1000000; /exit 3"')
    parser.add_argument("--no-paste", dest="paste", action="store_false", help="leave bracketed paste off")
    parser.add_argument(
        "--status", action="store_true", help="report idle, working and blocked to the terminal (OSC 7501)"
    )
    parser.add_argument(
        "--raw", action="store_true", help="print each read as one line of hexadecimal digits, nothing else"
    )
    return parser


def _echo_hex(console: Console) -> int:
    newline = b"\r\n" if console.is_terminal else b"\n"
    console.write(b"ready" + newline)  # until now the terminal would have acted on control characters
    while (data := console.read()) != b"":
        if data:
            console.write(data.hex().encode() + newline)
    return 0
