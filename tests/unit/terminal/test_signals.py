import pytest

from bridge.terminal.signals import MAX_COMMAND, Kind, Listener, Signal

ST = b"\x1b\\"


def heard(*parts: bytes) -> list[Signal]:
    listener = Listener()
    return [signal for part in parts for signal in listener.feed(part)]


def commands(*parts: bytes) -> list[bytes]:
    return [signal.text for signal in heard(*parts) if signal.kind is Kind.COMMAND]


def test_a_command_ends_with_bel_or_st() -> None:
    signals = heard(b"text\x1b]0;one\x07more\x1b]2;two\x1b\\end")
    assert signals == [Signal(Kind.COMMAND, 12, b"0;one", b"\x07"), Signal(Kind.COMMAND, 25, b"2;two", ST)]


def test_a_stream_may_be_cut_anywhere() -> None:
    stream = (
        b"a\x1b]7501;state=working\x1b\\b\x07\x1b[31mred\x1b[?1;2h\x1b]0;t\xc3\xa9\x07\x1bP+q544e\x1b\\"
        b"\x1b]never ended\x1b[5n\x1bc\x1b]2;x\x07"
    )
    whole = heard(stream)
    assert [signal.kind.name for signal in whole] == ["COMMAND", "BELL", "COMMAND", "COMMAND", "COMMAND"]
    for cut in range(len(stream) + 1):
        assert [each.text for each in heard(stream[:cut], stream[cut:])] == [each.text for each in whole], cut
    one_by_one = heard(*(bytes([byte]) for byte in stream))
    assert [each.text for each in one_by_one] == [each.text for each in whole]
    assert one_by_one[-1].end == len(stream)


def test_a_bell_within_a_string_does_not_ring() -> None:
    assert heard(b"\x1bPtmux;\x07\x1b\\\x1b]8;;http://x\x07") == [Signal(Kind.COMMAND, 24, b"8;;http://x", b"\x07")]
    assert [signal.kind for signal in heard(b"\x1b_G" + b"\x07" * 9 + b"\x1b\\\x07\x07")] == [Kind.BELL]


def test_a_command_of_4096_bytes_is_heard_and_a_longer_one_is_passed_over() -> None:
    longest = b"\x1b]" + b"x" * (MAX_COMMAND - 4) + ST
    assert len(commands(longest)) == 1
    assert len(commands(longest[:4000], longest[4000:])) == 1
    for parts in ([b"\x1b]x" + longest[2:]], [b"\x1b]x" + longest[2:4000], longest[4000:]]):
        assert commands(*parts, b"\x1b]0;next\x07") == [b"0;next"]


def test_a_command_that_never_ends_is_not_kept() -> None:
    listener = Listener()
    for _ in range(100):
        assert listener.feed(b"\x1b]" + b"x" * 50_000) == []
        assert len(listener._carry) <= MAX_COMMAND
    assert [signal.text for signal in listener.feed(b"\x1b]0;next\x07")] == [b"0;next"]


@pytest.mark.parametrize("end", [b"\x18", b"\x1a"])
def test_a_cancelled_command_is_none(end: bytes) -> None:
    assert commands(b"\x1b]0;no" + end + b"\x1b]0;yes\x07") == [b"0;yes"]


def test_a_sequence_ends_a_command_as_in_a_terminal() -> None:
    assert commands(b"\x1b]0;title\x1b[31mred") == [b"0;title"]
