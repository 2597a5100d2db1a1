"""Two pages on one session: both show it at its one size, and the program hears one terminal."""

import re
import sys
import time

import pytest
from playwright.sync_api import expect

from tests.e2e.page_driver import SECONDS, PageDriver, open_page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

# Draws its size at each change; at each `?` asks what the terminal is and where its cursor is, and shows what it hears.
PROGRAM = """
import os, signal, tty
heard = b""
def draw(*_):
    cols, rows = os.get_terminal_size()
    text = "\\x1b[2J\\x1b[H%dx%d %s" % (cols, rows, heard.hex())
    os.write(1, (text + "\\x1b[%d;%dHX" % (rows, cols)).encode())
signal.signal(signal.SIGWINCH, draw)
tty.setraw(0)
draw()
while True:
    data = os.read(0, 1000)
    heard += data.replace(b"?", b"") if data == b"?" else data
    if data == b"?":
        os.write(1, b"\\x1b[c\\x1b[>q")
    draw()
"""


def first_line(page: PageDriver) -> str:
    return str(page.read()["screen"][0]).strip()


def wait_for_first_line(page: PageDriver, part: str) -> str:
    """The first line once `part` is in it; between two drawings it is empty."""
    deadline = time.monotonic() + SECONDS
    while part not in (line := first_line(page)):
        assert time.monotonic() < deadline, f"{part!r} did not come into the first line: {line!r}"
        page.page.wait_for_timeout(20)
    return line


def test_both_pages_show_the_session_at_the_size_of_the_one_that_acted_last(page: PageDriver) -> None:
    file = page.launcher.workspace / "draws.py"
    file.write_text(PROGRAM)
    page.open("--cmd", f"{sys.executable} {file}")
    large = wait_for_first_line(page, "x").split()[0]
    browser = page.page.context.browser or pytest.fail("no browser")
    with open_page(browser, page.launcher, width=560, height=380) as other:
        other.page.goto(other.link())
        other.expect_status("Connected")
        other.wait_for_any_output()
        small = wait_for_first_line(other, "x").split()[0]
        while small == large:  # the size of the page that came last follows its replay
            other.page.wait_for_timeout(20)
            small = wait_for_first_line(other, "x").split()[0]
        assert wait_for_first_line(page, small).startswith(small)
        for each in (page, other):
            report = each.read()
            assert report["screen"][-1].rstrip().endswith("X"), "drawn at one size by both"
            assert len(report["screen"]) == int(small.split("x")[1])
        page.page.locator("#terminal").click()
        page.type("k")
        wait_for_first_line(other, large)
        expect(other.page.locator("#terminal")).to_have_class(re.compile("larger"))
        assert len(other.read()["screen"]) == int(large.split("x")[1])


def test_a_question_to_the_terminal_is_answered_once_by_two_pages(page: PageDriver) -> None:
    file = page.launcher.workspace / "draws.py"
    file.write_text(PROGRAM)
    page.open("--cmd", f"{sys.executable} {file}")
    browser = page.page.context.browser or pytest.fail("no browser")
    with open_page(browser, page.launcher) as other:
        other.page.goto(other.link())
        other.expect_status("Connected")
        other.wait_for_any_output()
        other.page.locator("#terminal").click()
        other.type("?")
        answer = b"\x1b[?1;2c".hex()
        for each in (page, other):
            each.wait_for(answer, where="screen")
        other.type("k")
        last = b"k".hex()
        other.wait_for(last, where="screen")
        page.page.reload()
        page.wait_for(answer, where="screen")
        page.page.locator("#terminal").click()
        page.type("z")
        page.wait_for(b"z".hex(), where="screen")
        heard = bytes.fromhex(first_line(page).split()[1])
        assert heard.count(b"\x1b[?1;2c") == 1
        assert heard.count(b"\x1bP>|agent-bridge") == 1
