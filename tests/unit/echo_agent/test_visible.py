import hashlib

import pytest

from bridge.echo_agent.visible import flood, pasted, received, said, visible


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"hel\x1b[A", r"hel\x1b[A"),
        (b"\r\n\t\\", r"\r\n\t\\"),
        (b"\x00\x7f", r"\x00\x7f"),
        ("ö 日本 👩".encode(), "ö 日本 👩"),
        (b"\xff\xc3", r"\xff\xc3"),
        ("\x9b\u200b\U000e0001".encode(), r"\u009b\u200b\U000e0001"),
    ],
)
def test_what_a_terminal_would_act_on_is_shown_as_an_escape(data: bytes, shown: str) -> None:
    assert visible(data) == shown


def test_a_read_is_reported_with_its_length_and_its_beginning() -> None:
    assert received(b"x") == "received 1 byte: x"
    assert received(b"x" * 300) == "received 300 bytes: " + "x" * 200 + " … and 100 more"


def test_a_paste_is_reported_with_length_lines_and_hash() -> None:
    data = b"one\r\ntwo\nthree"
    assert pasted(data) == f"pasted 14 bytes in 3 lines, sha256 {hashlib.sha256(data).hexdigest()[:16]}"


def test_a_prompt_is_answered_literally_until_it_is_too_long_to_read() -> None:
    assert said('a "b"\nö') == r'you said: "a \"b\"\nö"'
    long = "x" * 3000
    assert said(long) == f"you said 3000 characters, sha256 {hashlib.sha256(long.encode()).hexdigest()[:16]}"


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize("total", [0, 1, 79, 80, 81, 4095, 4096, 65536, 1_000_000])
def test_a_flood_has_exactly_so_many_bytes_in_numbered_lines(total: int, newline: bytes) -> None:
    data = b"".join(flood(total, newline))
    assert len(data) == total
    whole = data.split(newline)[:-1]
    assert [int(line[:9]) for line in whole] == list(range(total // 80))
    assert {len(line) for line in whole} <= {80 - len(newline)}
