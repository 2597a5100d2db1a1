import pytest

from bridge.agents.catalog import PLAIN, profile_of
from bridge.agents.compose import decode_v1_text, prompt_bytes


def test_a_prompt_goes_as_one_paste_when_the_program_has_switched_that_on() -> None:
    written = prompt_bytes("one\r\ntwo", bracketed_paste=True, profile=profile_of("claude"))
    assert written == b"\x1b[200~one\ntwo\x1b[201~"


@pytest.mark.parametrize(
    ("agent", "line_break"),
    [
        ("claude", b"\n"),
        ("codex", b"\n"),
        ("gemini", b"\n"),
        ("opencode", b"\n"),
        ("aider", b"\x1b\r"),
        ("rovodev", b"\\\r"),
        ("shell", b"\n"),
        ("plain", b"\n"),
    ],
)
def test_without_bracketed_paste_lines_are_joined_as_the_agent_breaks_them(agent: str, line_break: bytes) -> None:
    written = prompt_bytes("one\ntwo", bracketed_paste=False, profile=profile_of(agent))
    assert written == b"one" + line_break + b"two"


def test_without_bracketed_paste_control_characters_are_removed_too() -> None:
    assert prompt_bytes("a\x03b\x1b[A", bracketed_paste=False, profile=PLAIN) == "a\ufffdb\ufffd[A".encode()


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        (b"one\\\rtwo", "one\ntwo"),
        (b"one\\\r\\\rtwo", "one\n\ntwo"),
        (b"C:\\dir\\\r\nnext", "C:\\dir\\\r\nnext"),
        (b"plain \\ backslash", "plain \\ backslash"),
        (b"\xc3\xb6 \xff", "ö \ufffd"),
    ],
)
def test_a_backslash_before_a_return_is_a_line_break_in_version_1(sent: bytes, text: str) -> None:
    assert decode_v1_text(sent) == text
