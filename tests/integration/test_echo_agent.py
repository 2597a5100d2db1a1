"""The echo agent in a real terminal."""

import hashlib
import os
import re
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import ptyprocess
import pytest

from bridge.echo_agent.visible import flood

COMMAND = [sys.executable, "-m", "bridge.echo_agent"]
LIMIT_S = 20
PROMPT = "> "


class Terminal:
    """An echo agent in a pseudo-terminal; `seen` is what it wrote that was not yet waited for."""

    def __init__(self, *arguments: str) -> None:
        environment = {**os.environ, "TERM": "xterm-256color", "ECHO_TEST": "value"}
        self.process = ptyprocess.PtyProcess.spawn([*COMMAND, *arguments], env=environment, dimensions=(24, 80))
        self.seen = ""

    def until(self, text: str) -> str:
        """Read until this text; returns what came before it."""
        before, found, self.seen = self._read_until(lambda: text in self.seen).partition(text)
        assert found, f"{text!r} did not come; there was {before!r}"
        return before

    def rest(self) -> str:
        """Read until the program ends."""
        return self._read_until(lambda: False)

    def write(self, data: bytes) -> None:
        while data:
            # Not all at once: an echo agent that is busy writing does not read, and both sides would wait.
            _, writable, _ = select.select([], [self.process.fd], [], LIMIT_S)
            assert writable, "the terminal takes no input"
            data = data[os.write(self.process.fd, data[:512]) :]
            self._read_what_is_there()

    def submit(self, line: str) -> None:
        self.until(PROMPT)
        self.write(line.encode() + b"\r")

    def status(self) -> tuple[int | None, int | None]:
        """Exit code and signal."""
        self.rest()
        self.process.wait()
        return self.process.exitstatus, self.process.signalstatus

    def _read_what_is_there(self) -> None:
        while select.select([self.process.fd], [], [], 0)[0]:
            self.seen += os.read(self.process.fd, 65536).decode("utf-8", "surrogateescape")

    def _read_until(self, condition: Callable[[], bool]) -> str:
        end = time.monotonic() + LIMIT_S
        while not condition():
            assert select.select([self.process.fd], [], [], max(0, end - time.monotonic()))[0], f"only {self.seen!r}"
            try:
                data = os.read(self.process.fd, 65536)
            except OSError:
                break
            if not data:
                break
            self.seen += data.decode("utf-8", "surrogateescape")
        return self.seen


@pytest.fixture
def start() -> Iterator[Callable[..., Terminal]]:
    started: list[Terminal] = []

    def start_one(*arguments: str) -> Terminal:
        started.append(Terminal(*arguments))
        return started[-1]

    yield start_one
    for terminal in started:
        terminal.process.close(force=True)


Start = Callable[..., Terminal]


def test_it_shows_what_it_receives_with_escapes_made_visible(start: Start) -> None:
    terminal = start()
    terminal.until(PROMPT)
    terminal.write(b"hel\x1b[A")
    terminal.until("received 6 bytes: hel\\x1b[A\r\n")


def test_enter_submits_what_was_typed(start: Start) -> None:
    terminal = start()
    terminal.submit("hellö")
    terminal.until('you said: "hellö"\r\n')


def test_line_feed_and_alt_enter_break_the_line_and_backspace_takes_back(start: Start) -> None:
    terminal = start()
    terminal.until(PROMPT)
    terminal.write(b"one\ntwo\x1b\rthreee\x7f\r")
    terminal.until('you said: "one\\ntwo\\nthree"')


def test_bracketed_paste_is_on_while_it_runs(start: Start) -> None:
    terminal = start()
    terminal.until("\x1b[?2004h")
    terminal.submit("/exit")
    terminal.until("\x1b[?2004l")
    assert terminal.status() == (0, None)


def test_a_paste_is_taken_as_one_and_submits_nothing(start: Start) -> None:
    terminal = start()
    terminal.until(PROMPT)
    terminal.write(b"\x1b[200~one\r/exit 9\r\x1b[201~")
    terminal.until("pasted 12 bytes in 3 lines")
    terminal.write(b"\r")
    terminal.until('you said: "one\\n/exit 9\\n"')


def test_a_large_paste_arrives_whole(start: Start) -> None:
    data = b"".join(flood(200_000, b"\n"))
    terminal = start()
    terminal.until(PROMPT)
    terminal.write(b"\x1b[200~" + data + b"\x1b[201~")
    terminal.until(f"pasted 200000 bytes in 2501 lines, sha256 {hashlib.sha256(data).hexdigest()[:16]}")


def test_without_paste_mode_line_breaks_submit(start: Start) -> None:
    terminal = start("--no-paste")
    assert "2004" not in terminal.until(PROMPT)
    terminal.write(b"one\rtwo\r")
    terminal.until('you said: "one"')
    terminal.until('you said: "two"')


def test_the_terminal_is_given_back_as_it_was() -> None:
    shell = ptyprocess.PtyProcess.spawn(["/bin/sh", "-c", f"{' '.join(COMMAND)} --run '/exit'; stty -a"])
    output = b""
    try:
        while True:
            output += shell.read(65536)
    except EOFError:
        pass
    finally:
        shell.close(force=True)
    assert re.search(rb"\sicanon\b", output)
    assert re.search(rb"\secho\b", output)


@pytest.mark.parametrize(
    ("keys", "answer"),
    [(b"\x03\x03", "press Ctrl+C again to quit"), (b"text\x03\x03", "press Ctrl+C again to quit"), (b"\x04", "> ")],
)
def test_ctrl_c_twice_or_ctrl_d_quits(start: Start, keys: bytes, answer: str) -> None:
    terminal = start()
    terminal.until(PROMPT)
    terminal.write(keys)
    assert terminal.status() == (0, None)
    assert answer in PROMPT + terminal.seen


def test_one_ctrl_c_clears_the_prompt(start: Start) -> None:
    terminal = start()
    terminal.until(PROMPT)
    terminal.write(b"wrong\x03right\r")
    terminal.until('you said: "right"')


def test_it_floods_with_exactly_so_many_bytes(start: Start) -> None:
    terminal = start("--run", "/flood 1000000; /exit 3")
    terminal.until("lists commands\r\n")
    output = terminal.until("flooded 1000000 of 1000000 bytes")
    expected = b"".join(flood(1_000_000, b"\r\n")).decode()
    assert output == expected + "\r\x1b[K\r\n\r\x1b[K"
    assert terminal.status() == (3, None)


def test_ctrl_c_stops_a_flood(start: Start) -> None:
    terminal = start()
    terminal.submit("/flood 1000000000000")
    terminal.until("000000100 ")
    terminal.write(b"\x03")
    terminal.until("flooded ")


def test_ctrl_c_wakes_it_and_what_was_typed_while_it_slept_is_not_lost(start: Start) -> None:
    terminal = start()
    terminal.submit("/sleep 600")
    terminal.write(b"typed")
    terminal.write(b"\x03")
    terminal.until("woken")
    terminal.write(b"\r")
    terminal.until('you said: "typed"')


def test_a_question_takes_what_was_typed_ahead(start: Start) -> None:
    terminal = start()
    terminal.until(PROMPT)
    terminal.write(b"/ask\ry")
    terminal.until("answered: y")


def test_it_sleeps_as_long_as_it_was_told(start: Start) -> None:
    terminal = start()
    terminal.submit("/sleep 0.01")
    terminal.until("slept 0.01 s")


def test_it_asks_and_waits_for_one_key(start: Start) -> None:
    terminal = start("--status")
    terminal.submit("/ask Really?")
    terminal.until("\x1b]7501;state=blocked:kind=question:msg=UmVhbGx5Pw==:app=echo-agent\x1b\\")
    terminal.until("Really? [y/n]")
    terminal.write(b"y")
    terminal.until("\x1b]7501;state=idle:app=echo-agent\x1b\\")
    terminal.until("answered: y")


def test_it_reports_no_status_unasked(start: Start) -> None:
    terminal = start()
    terminal.submit("/ask")
    terminal.until("[y/n]")
    terminal.write(b"n")
    terminal.submit("/exit")
    assert "7501" not in terminal.rest()


def test_it_ignores_every_polite_signal_and_the_end_of_its_terminal(start: Start) -> None:
    terminal = start()
    terminal.submit("/ignore")
    terminal.until("ignoring SIGINT SIGTERM SIGHUP")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(terminal.process.pid, number)
    terminal.submit("still here")
    terminal.until('you said: "still here"')
    os.kill(terminal.process.pid, signal.SIGKILL)
    assert terminal.status() == (None, signal.SIGKILL)


def test_the_alternate_screen_shows_a_frame_of_the_terminals_size_until_a_key(start: Start) -> None:
    terminal = start()
    terminal.submit("/alt")
    terminal.until("\x1b[?1049h")
    frame = terminal.until("╯")
    assert "alternate screen, 80x24, any key leaves" in frame
    assert frame.count("│") == 2 * 22
    terminal.process.setwinsize(10, 40)
    assert "40x10" in terminal.until("╯")
    terminal.write(b"q")
    terminal.until("\x1b[?1049l")
    terminal.until("left the alternate screen: q")


@pytest.mark.parametrize("own_session", [False, True])
@pytest.mark.parametrize("ignore", [False, True])
def test_it_spawns_children_that_outlive_it_only_if_they_ignore_the_hangup_or_have_their_own_session(
    start: Start, own_session: bool, ignore: bool
) -> None:
    terminal = start()
    terminal.submit("/spawn 2" + " --setsid" * own_session + " --ignore" * ignore)
    terminal.until("spawned ")
    pids = [int(pid) for pid in terminal.until("\r\n").split()]
    try:
        assert len(pids) == 2
        for pid in pids:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            status = Path(f"/proc/{pid}/status").read_text()
            ignored = int(status.partition("SigIgn:\t")[2][:16], 16)
            assert (int(fields[3]) == pid) == own_session
            assert bool(ignored >> (signal.SIGTERM - 1) & 1) == ignore
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGKILL)


def test_it_prints_its_size_and_each_change_of_it(start: Start) -> None:
    terminal = start()
    terminal.submit("/size")
    terminal.until("size 80x24")
    terminal.process.setwinsize(30, 100)
    terminal.until("resized to 100x30")


def test_it_sets_the_title_without_letting_it_break_out(start: Start) -> None:
    terminal = start("--run", "/title a\x07b")
    terminal.until("\x1b]0;a\\x07b\x07")


@pytest.mark.parametrize(("command", "status"), [("/exit", (0, None)), ("/exit 41", (41, None))])
def test_it_exits_with_the_code_it_was_told(start: Start, command: str, status: tuple[int, None]) -> None:
    assert start("--run", command).status() == status


@pytest.mark.parametrize(("name", "number"), [("KILL", 9), ("SIGTERM", 15), ("6", 6)])
def test_it_ends_by_the_signal_it_was_told(start: Start, name: str, number: int) -> None:
    assert start("--run", f"/kill {name}").status() == (None, number)


def test_it_survives_a_signal_that_it_ignores(start: Start) -> None:
    terminal = start("--run", "/ignore; /kill TERM")
    terminal.until("survived SIGTERM")


def test_it_shows_variables(start: Start) -> None:
    terminal = start("--run", "/env ECHO_TEST; /env NO_SUCH_VARIABLE")
    terminal.until("ECHO_TEST=value\r\n")
    terminal.until("NO_SUCH_VARIABLE is not set\r\n")


def test_it_switches_on_the_modes_that_agents_use_and_off_again(start: Start) -> None:
    terminal = start("--run", "/modes; /modes off")
    terminal.until("\x1b[?1000h\x1b[?1002h\x1b[?1006h\x1b[?1004h\x1b[?2031h")
    terminal.until("\x1b[?1000l\x1b[?1002l\x1b[?1006l\x1b[?1004l\x1b[?2031l")


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("/nonsense", "unknown command /nonsense; /help lists them"),
        ("/flood x", "usage: /flood [bytes]"),
        ("/sleep", "usage: /sleep seconds"),
        ("/spawn 1 --fast", "unknown option --fast; usage: /spawn n [--setsid] [--ignore]"),
        ("/kill NOSUCH", "usage: /kill signal"),
        ("/modes maybe", "usage: /modes [on|off]"),
    ],
)
def test_a_wrong_command_is_answered_with_the_right_one(start: Start, command: str, answer: str) -> None:
    terminal = start("--run", command)
    terminal.until(answer)
    terminal.submit("/exit 5")
    assert terminal.status() == (5, None)


def test_help_names_every_command(start: Start) -> None:
    output = start("--run", "/help; /exit").rest()
    assert set(re.findall(r"^(?:\r\x1b\[K)?(/\w+)", output, re.MULTILINE)) == {
        "/help", "/flood", "/sleep", "/ask", "/ignore", "/alt", "/spawn", "/size", "/title", "/exit", "/kill", "/env",
        "/modes", "/colors",
    }  # fmt: skip


def test_raw_prints_each_read_as_hexadecimal_digits_and_nothing_else(start: Start) -> None:
    terminal = start("--raw")
    terminal.until("ready\r\n")
    terminal.write(b"hi\x03\x04\r")
    received = ""
    while len(received) < 10:
        received += terminal.until("\r\n")
    assert received == "686903040d"
