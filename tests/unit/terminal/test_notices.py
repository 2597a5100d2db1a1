import base64

import pytest

from bridge.terminal.notices import Notices, Notification, Progress


@pytest.mark.parametrize(
    ("command", "notice"),
    [
        (b"9;build done", Notification("", "build done")),
        (b"9;" + b"x" * 5000, Notification("", "x" * 500)),
        (b"9;\xe2\x80\xaea\x01\xe2\x80\x8bb\n c", Notification("", "ab c")),
        (b"9;", None),
        (b"9;2;a box of ConEmu", None),
        (b"777;notify;Title;a;b", Notification("Title", "a;b")),
        (b"777;other;Title;body", None),
        (b"99;;Hello", Notification("Hello", "")),
        (b"99;p=body;Hello", Notification("", "Hello")),
        (b"99;e=1;" + base64.b64encode("h\u00e9".encode()), Notification("h\u00e9", "")),
        (b"99;e=1;*", None),
        (b"99;i=x:p=?;", None),
        (b"99", None),
        (b"9;4;1;30", Progress("working", 30)),
        (b"9;4;1;300", Progress("working", 100)),
        (b"9;4;1;x", Progress("working", None)),
        (b"9;4;2;30", Progress("error", 30)),
        (b"9;4;3;30", Progress("working", None)),
        (b"9;4;4;30", Progress("working", 30)),
        (b"9;4;0", Progress(None, None)),
        (b"9;4", Progress(None, None)),
        (b"9;4;9", None),
        (b"8;;http://x", None),
    ],
)
def test_what_a_command_says(command: bytes, notice: Notification | Progress | None) -> None:
    assert Notices().read(command) == notice


def test_a_notification_in_parts_is_one() -> None:
    notices = Notices()
    assert notices.read(b"99;i=1:d=0;Build") is None
    assert notices.read(b"99;i=2:d=0;Other") is None
    assert notices.read(b"99;i=1:d=0:p=body;all is") is None
    assert notices.read(b"99;i=1:p=body; well") == Notification("Build", "all is well")


def test_parts_that_never_become_whole_are_not_kept_for_ever() -> None:
    notices = Notices()
    for number in range(1000):
        notices.read(b"99;i=%d:d=0;%b" % (number, b"x" * 4000))
    assert sum(len(title) + len(body) for title, body in notices._parts.values()) < 10_000
