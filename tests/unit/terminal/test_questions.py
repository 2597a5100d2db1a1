import pytest

from bridge.terminal.cursor import Cursor
from bridge.terminal.modes import Modes
from bridge.terminal.questions import Colors, Piece, Question, answer, read_command, read_sequence, split_input
from bridge.terminal.size import Size

SIZE = Size(80, 24)


def said(sequence: bytes, before: bytes = b"") -> bytes | None:
    modes = Modes()
    modes.feed(before)
    question = read_sequence(sequence)
    return question and answer(question, modes, SIZE, (3, 7), Colors())


@pytest.mark.parametrize(
    ("sequence", "before", "expected"),
    [
        (b"[c", b"", b"\x1b[?1;2c"),
        (b"[0c", b"", b"\x1b[?1;2c"),
        (b"[>c", b"", b"\x1b[>0;276;0c"),
        (b"[5n", b"", b"\x1b[0n"),
        (b"[6n", b"", b"\x1b[3;7R"),
        (b"[?6n", b"", b"\x1b[?3;7R"),
        (b"[?u", b"\x1b[>5u", b"\x1b[?5u"),
        (b"[?2004$p", b"", b"\x1b[?2004;2$y"),
        (b"[?2004$p", b"\x1b[?2004h", b"\x1b[?2004;1$y"),
        (b"[?1049$p", b"\x1b[?1049h", b"\x1b[?1049;1$y"),
        (b"[?2026$p", b"", b"\x1b[?2026;2$y"),
        (b"[?7$p", b"", b"\x1b[?7;1$y"),
        (b"[?1016$p", b"", b"\x1b[?1016;2$y"),
        (b"[?9999$p", b"", b"\x1b[?9999;0$y"),
        (b"[4$p", b"\x1b[4h", b"\x1b[4;1$y"),
        (b"[99999$p", b"", b"\x1b[99999;0$y"),
        (b"P$qr", b"", b"\x1bP1$r1;24r\x1b\\"),
        (b"P$qxyz", b"", b"\x1bP0$r\x1b\\"),
        (b"[31c", b"", None),
        (b"[7n", b"", None),
    ],
)
def test_questions_and_our_answers(sequence: bytes, before: bytes, expected: bytes | None) -> None:
    assert said(sequence, before) == expected


def test_the_version_names_us() -> None:
    version = said(b"[>0q")
    assert version is not None
    assert version.startswith(b"\x1bP>|agent-bridge(")


@pytest.mark.parametrize("end", [b"\x07", b"\x1b\\"])
def test_colours_are_the_themes_or_what_the_program_has_set(end: bytes) -> None:
    modes = Modes()
    modes.feed(b"\x1b]11;#123456\x07")
    colors = Colors("ffffff", "000000", "ff0000")
    asked = read_command(b"10;?;?", end) + read_command(b"12;?", end)
    answers = [answer(question, modes, SIZE, (1, 1), colors) for question in asked]
    assert answers == [
        b"\x1b]10;rgb:ffff/ffff/ffff" + end,
        b"\x1b]11;#123456" + end,
        b"\x1b]12;rgb:ffff/0000/0000" + end,
    ]


def test_what_sets_a_colour_asks_nothing() -> None:
    assert read_command(b"10;red", b"\x07") == []
    assert read_command(b"0;what?", b"\x07") == []
    assert read_command(b"7501;?", b"\x07") == [Question("reports", "", b"\x07")]


ANSWERS = [
    b"\x1b[?1;2c",
    b"\x1b[?62;4;22c",
    b"\x1b[>0;276;0c",
    b"\x1b[0n",
    b"\x1b[12;40R",
    b"\x1b[?12;40R",
    b"\x1b[?2026;2$y",
    b"\x1b[4;1$y",
    b"\x1b[?0u",
    b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
    b"\x1b]4;3;rgb:1e1e/1e1e/1e1e\x07",
    b"\x1bP>|xterm.js(6)\x1b\\",
    b"\x1bP1$r0m\x1b\\",
    b"\x1b]7501;?\x1b\\",
]
KEYS = [
    b"a",
    b"\x1b",
    b"\x1b[A",
    b"\x1b[1;5D",
    b"\x1bOP",
    b"\x1b[15~",
    b"\x1b[97;5u",
    b"\x1b[<0;3;4M",
    b"\x1b[I",
    b"\x1bx",
    b"\xc3\xa9",
]


@pytest.mark.parametrize("reply", ANSWERS)
def test_an_answer_is_told_from_the_keys_around_it(reply: bytes) -> None:
    for before in KEYS[:-1]:
        pieces, rest, _ = split_input(before + reply + b"q")
        assert [piece.data for piece in pieces] == [before, reply, b"q"]
        assert [piece.kind is None for piece in pieces] == [True, False, True]
        assert rest == b""


@pytest.mark.parametrize("reply", ANSWERS)
def test_every_beginning_of_an_answer_may_become_one(reply: bytes) -> None:
    for length in range(1, len(reply)):
        pieces, rest, surely = split_input(b"k" + reply[:length])
        assert (pieces, rest) == ([Piece(None, b"k")], reply[:length])
        assert surely or length < 12


@pytest.mark.parametrize("key", KEYS[2:])
def test_a_key_is_not_held_back(key: bytes) -> None:
    assert split_input(key) == ([Piece(None, key)], b"", False)


def test_what_is_pasted_answers_nothing() -> None:
    paste = b"\x1b[200~ \x1b[?1;2c \x1b[201~"
    pieces, rest, _ = split_input(paste + b"\x1b[?1;2c")
    assert [piece.kind for piece in pieces] == [None, "da1"]
    assert rest == b""


@pytest.mark.parametrize(
    ("output", "position"),
    [
        (b"", (1, 1)),
        (b"abc\r\ndef", (2, 4)),
        (b"\x1b[31mabc\x1b[0m", (1, 4)),
        (b"\x1b[10;20Hx", (10, 21)),
        (b"\x1b[10;20H\x1b[2A\x1b[3C\x1b[D\x1b[2B", (10, 22)),
        (b"\x1b[99;999H", (24, 80)),
        (b"a" * 80, (1, 80)),
        (b"a" * 81, (2, 2)),
        (b"\n" * 100, (24, 1)),
        ("日本".encode(), (1, 5)),
        (b"a\tb", (1, 10)),
        (b"\x1b7\x1b[5;5Hx\x1b8", (1, 1)),
        (b"\x1b]0;a title\x07x", (1, 2)),
        (b"ab\b\b\x1b[2G", (1, 2)),
        (b"\x1b[5d\x1b[Gx\x1bM", (4, 2)),
        (b"\x1b[3;4H\x1b[?1049h\x1b[H", (1, 1)),
        (b"\x1b[3;4H\x1b[?1049h\x1b[H\x1b[?1049l", (3, 4)),
    ],
)
def test_where_the_cursor_probably_is(output: bytes, position: tuple[int, int]) -> None:
    cursor = Cursor(SIZE)
    cursor.feed(output)
    assert cursor.position == position
