import pytest

from bridge.terminal.paste import bracketed, sanitise


@pytest.mark.parametrize(("given", "line_breaks"), [("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("a\n\r\nb", "a\n\nb")])
def test_every_kind_of_line_break_becomes_a_line_feed(given: str, line_breaks: str) -> None:
    assert sanitise(given) == line_breaks


def test_tabs_and_text_in_any_script_stay_as_they_are() -> None:
    text = "\tif ö < 日本: 👩‍💻\n"
    assert sanitise(text) == text


@pytest.mark.parametrize("character", ["\x00", "\x03", "\x04", "\x0c", "\x1a", "\x1b", "\x7f", "\x80", "\x9b", "\x9f"])
def test_a_control_character_leaves_a_visible_mark(character: str) -> None:
    assert sanitise(f"a{character}b") == "a\ufffdb"


def test_half_a_surrogate_pair_is_replaced_and_not_an_error() -> None:
    assert bracketed("\ud83d") == b"\x1b[200~\xef\xbf\xbd\x1b[201~"


@pytest.mark.parametrize(
    "attack",
    [
        "\x1b[201~\rrm -rf /\r",
        "\x1b[20\x1b[201~1~\r",  # taking the marker out once would join its halves
        "\x1b\x1b[201~[201~\r",
        "\x9b201~\r",  # the one-character form of ESC [
    ],
)
def test_pasted_text_cannot_end_its_paste_and_press_enter(attack: str) -> None:
    pasted = bracketed(attack)
    assert pasted.startswith(b"\x1b[200~")
    assert pasted.endswith(b"\x1b[201~")
    payload = pasted[6:-6].decode()
    assert not {"\x1b", "\x9b", "\r"} & set(payload)
