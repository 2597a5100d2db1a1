"""How each agent is told the same selection: their lines start at 0 or at 1, and end in different ways."""

from typing import Any

import pytest

from bridge.editor import rpc, views
from bridge.editor.claude import selection_for
from bridge.editor.codex import answer as codex_answer
from bridge.editor.codex import context_of as codex_context
from bridge.editor.gemini import context_of as gemini_context
from bridge.editor.state import Diagnostic, EditorState, OpenFile, Position, Selection

PATH = "/w/src/a b.py"
WHOLE_LINES = Selection(PATH, "three\nfour\n", Position(2, 0), Position(4, 0))
PART = Selection(PATH, "re", Position(2, 2), Position(2, 4))
STATE = EditorState(("/w",), (OpenFile("/w/b.py"), OpenFile(PATH, active=True)), WHOLE_LINES)


def lines(told: dict[str, Any]) -> tuple[int, int]:
    return told["selection"]["start"]["line"], told["selection"]["end"]["line"]


def test_claude_code_counts_from_0_and_takes_the_end_as_it_is() -> None:
    assert lines(selection_for(WHOLE_LINES, from_one=False)) == (2, 4)
    assert lines(selection_for(PART, from_one=False)) == (2, 2)


def test_opencode_counts_from_1_and_does_not_name_a_line_that_holds_nothing_of_it() -> None:
    assert lines(selection_for(WHOLE_LINES, from_one=True)) == (3, 4)
    assert lines(selection_for(PART, from_one=True)) == (3, 3)


def test_what_was_told_is_taken_back() -> None:
    assert "filePath" not in selection_for(None, from_one=False)
    assert selection_for(None, from_one=True)["filePath"] == ""
    assert selection_for(None, from_one=True)["text"] == ""


def test_gemini_counts_from_1_and_goes_by_the_time() -> None:
    first, second = gemini_context(STATE, 1000)["workspaceState"]["openFiles"]
    assert first["path"] == PATH
    assert first["cursor"] == {"line": 3, "character": 1}
    assert first["selectedText"] == WHOLE_LINES.text
    assert first["timestamp"] > second["timestamp"]
    assert "cursor" not in second


def test_gemini_is_never_told_that_a_workspace_is_trusted() -> None:
    assert "isTrusted" not in gemini_context(STATE, 0)["workspaceState"]
    untrusted = EditorState(("/w",), trusted=False)
    assert gemini_context(untrusted, 0)["workspaceState"] == {"openFiles": [], "isTrusted": False}


def test_codex_counts_from_0_and_names_paths_from_the_workspace_on() -> None:
    active = codex_context(STATE, "/w")["activeFile"]
    assert (active["label"], active["path"], active["fsPath"]) == ("a b.py", "src/a b.py", PATH)
    assert active["selection"] == {"start": {"line": 2, "character": 0}, "end": {"line": 4, "character": 0}}


def test_codex_of_other_versions_asks_first_who_is_there() -> None:
    said = codex_answer({"type": "request", "requestId": "1", "method": "initialize"}, STATE, "us")
    assert said is not None
    assert said["result"] == {"clientId": "us"}
    discovery = {"type": "client-discovery-request", "requestId": "2", "request": {"method": "ide-context"}}
    said = codex_answer(discovery, STATE, "us")
    assert said == {"type": "client-discovery-response", "requestId": "2", "response": {"canHandle": True}}
    said = codex_answer({"type": "request", "requestId": "3", "method": "open-settings"}, STATE, "us")
    assert said is not None
    assert (said["resultType"], said["error"]) == ("error", "no-handler-for-request")
    assert codex_answer({"type": "broadcast"}, STATE, "us") is None


def test_a_file_without_a_selection_is_told_as_open() -> None:
    state = EditorState(("/w",), (OpenFile(PATH, active=True, cursor=Position(7, 1)),))
    shown = state.shown()
    assert shown == Selection(PATH, "", Position(7, 1), Position(7, 1))
    assert gemini_context(state, 0)["workspaceState"]["openFiles"][0]["cursor"] == {"line": 8, "character": 2}


@pytest.mark.parametrize("path", ["/w/a b.py", "/w/ü/日本.py", "C:\\w\\a b.py", "/w/100%.py"])
def test_a_path_survives_its_url(path: str) -> None:
    assert views.path_of(views.url_of(path)) == path


def test_diagnostics_of_one_file_are_found_by_its_url() -> None:
    problem = Diagnostic(PATH, Position(2, 0), Position(2, 5), "error", "no", "pyright")
    state = EditorState(
        ("/w",), diagnostics=(problem, Diagnostic("/w/b.py", Position(0, 0), Position(0, 0), "hint", "x"))
    )
    assert views.diagnostics_answer(state, views.url_of(PATH)).count('"message"') == 1
    assert views.diagnostics_answer(state, None).count('"message"') == 2
    assert '"diagnostics": []' in views.diagnostics_answer(state, "file:///w/clean.py")


@pytest.mark.parametrize(
    ("start", "end", "found"), [("two", "three", (1, 2)), ("two", "", (1, 1)), ("none", "x", None), ("", "", None)]
)
def test_the_lines_of_a_text(start: str, end: str, found: tuple[int, int] | None) -> None:
    assert views.lines_of("one\ntwo\nthree\n", start, end) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "3",
        "null",
        '{"method": 3}',
        '{"method": "x", "params": []}',
        '{"method": "x", "id": true}',
        "[" * 9999,
    ],
)
def test_what_is_no_message_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(rpc.RPCError):
        rpc.parse(text)


def test_an_answer_is_no_call() -> None:
    assert rpc.parse('{"id": 1, "result": {}}') is None
