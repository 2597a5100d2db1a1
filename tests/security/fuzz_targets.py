"""Parsers of what others write, each as a function of bytes: fed by our own fuzzer in seconds, by atheris for an hour.

A target raises for a defect and for nothing else: refusals are caught, promises are asserted.
"""

from collections.abc import Callable

from bridge.errors import MessageError
from bridge.history import entry
from bridge.protocol import codec, frames
from bridge.sessions.agent_state import AgentSigns
from bridge.terminal import ground, paste, questions
from bridge.terminal.cursor import Cursor
from bridge.terminal.modes import Modes
from bridge.terminal.signals import MAX_COMMAND, Kind, Listener
from bridge.terminal.size import Size
from bridge.web import token
from bridge.web.frame_rules import FrameRules
from bridge.workspace import excerpt_text, text_encoding
from bridge.workspace.ignore import RuleFile

Target = Callable[[bytes], None]


def websocket_frames(data: bytes) -> None:
    """However the bytes are cut, the same passes, and the same rule is broken."""
    whole = FrameRules().feed(data[1:])
    rules, passed, broken = FrameRules(), b"", None
    step = data[0] % 7 + 1 if data else 1
    for start in range(1, len(data), step):
        piece = rules.feed(data[start : start + step])
        passed += piece.data
        broken = piece.broken
        if broken is not None:
            break
    assert (passed, broken) == (whole.data, whole.broken)


def messages(data: bytes) -> None:
    """A message, or a refusal with a reason."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return
    try:
        codec.decode(text)
    except MessageError as error:
        if not str(error) or error.code not in ("not_json", "unknown_type", "missing_field", "bad_field"):
            raise AssertionError("refused without a reason") from error


def binary_frames(data: bytes) -> None:
    """A frame that is written as it was read, or a refusal."""
    try:
        read = frames.decode(data)
    except MessageError:
        return
    assert frames.encode(*read) == data


def program_output(data: bytes) -> None:
    """What a program writes, cut anywhere; what is kept of it is bounded."""
    step = data[0] + 1 if data else 1
    listener, signs, modes = Listener(), AgentSigns(()), Modes()
    for start in range(1, len(data), step):
        piece = data[start : start + step]
        for signal in listener.feed(piece):
            assert len(signal.text) <= MAX_COMMAND
            notification = signs.hear(signal)
            assert notification is None or len(notification.title) + len(notification.body) <= 700
            if signal.kind is Kind.COMMAND:
                questions.read_command(signal.text, signal.terminator)
        for text, _ in modes.feed(piece):
            questions.read_sequence(text)
    modes.restore()
    modes.leave()
    cursor = Cursor(Size(80, 24))
    cursor.feed(data[ground.next_clean_cut(data) :])
    row, column = cursor.position
    assert 1 <= row <= 24
    assert 1 <= column <= 80


def typed_input(data: bytes) -> None:
    """Answers told from keys; nothing is lost and nothing is invented."""
    pieces, rest, _ = questions.split_input(data)
    assert b"".join(piece for _, piece in pieces) + rest == data


def pasted(data: bytes) -> None:
    """No control character but tab and line feed is left."""
    text = paste.sanitise(data.decode("utf-8", "surrogatepass") if _is_utf8(data) else data.decode("latin-1"))
    assert not [each for each in text if (each < " " and each not in "\t\n") or "\x7f" <= each <= "\x9f"]
    assert paste.bracketed(text).count(b"\x1b") == 2


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def ignore_patterns(data: bytes) -> None:
    """A pattern of an ignore file against a path; that it ends soon is what is tried."""
    rules, _, path = data.partition(b"\0")
    file = RuleFile(rules)
    for folder in (False, True):
        assert file.decides(path.decode("latin-1") or "a", folder) in (None, False, True)


def excerpts(data: bytes) -> None:
    """A file of the workspace as text: one block whose fence nothing inside can close."""
    try:
        text = text_encoding.decoded(data)
    except text_encoding.NotTextError:
        return
    lines = text.split("\n")
    written = excerpt_text.block(excerpt_text.Excerpt("a.py", lines))
    fence = written.split("\n")[1].removesuffix("python")
    assert set(fence) == {"`"}
    assert [line for line in written.split("\n") if line.startswith(fence)][1:] == [fence]


def history(data: bytes) -> None:
    """A file of prompts that anybody may have written into."""
    for each in entry.parse(data).entries:
        assert entry.parse_line(entry.format_line(each)) == each


def subprotocols(data: bytes) -> None:
    """A header with tokens."""
    offer = token.offer([data.decode("latin-1")])
    if offer is not None:
        token.same(offer.token, "right")


TARGETS: dict[str, Target] = {
    target.__name__: target
    for target in (
        websocket_frames,
        messages,
        binary_frames,
        program_output,
        typed_input,
        pasted,
        ignore_patterns,
        excerpts,
        history,
        subprotocols,
    )
}

SEEDS: dict[str, list[bytes]] = {
    "websocket_frames": [
        b"\x01\x81\x82\x01\x02\x03\x04xx\x88\x80\0\0\0\0",
        b"\0\x01\x80\0\0\0\0\x80\xfe\0\x80\0\0\0\0",
    ],
    "messages": [b'{"type":"ack","sessionId":"a","offset":1}', b'{"type":"hello","protocolVersion":"\\ud800"}'],
    "binary_frames": [bytes([2, 0, 0, 0, 1, *bytes(8)]) + b"x"],
    "program_output": [
        b"\x05\x1b]0;title\x07\x1b[6n\x1b]9;4;1;50\x07\x1b[?2004h\x1bP$qm\x1b\\",
        b"\x20\x1b]7501;state=working;id=a\x07\x1b]99;i=1:d=0;x\x1b\\\x1b[99999999999999999999B\x1b[3;4H",
        b"\x01\x1b]52;c;?\x07\x1b]777;notify;a;b\x07\x1b]4;1;?;2;?\x07\x1b[?1049h\x1b[1;5r\x1b(0\x0e",
    ],
    "typed_input": [b"a\x1b[1;1R\x1b[?1;2c\x1b]11;rgb:1/2/3\x07\x1b[A\x1b"],
    "pasted": [b"a\x1b[201~\r\n\xc2\x9b", b"\x00\x7f\xed\xa0\x80"],
    "ignore_patterns": [b"**/a[!b-d]*?\\x\n!q\0q/a/b", b"*a*a*a*a*a*b\0" + b"a" * 200, b"[[:alpha:]]/\0x"],
    "excerpts": [b"````\n`````\n", "ü".encode("utf-16"), b"\xff\xfe\0\0a\0\0\0"],
    "history": [
        b'{"v":1,"id":"a","timestamp":1,"projectCwd":"/","serializedContent":"x"}\n{"v":1,"id":"a","removed":true}'
    ],
    "subprotocols": [b"agent-bridge.v1, auth.bearer.AAAA"],
}
