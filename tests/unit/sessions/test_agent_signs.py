"""Every sign an agent gives, and which of them counts."""

import pytest

from bridge.agents.catalog import PLAIN, profile_of
from bridge.sessions.agent_state import AgentSigns, AgentState
from bridge.terminal.signals import Listener


def told(output: str, agent: str = "plain") -> AgentSigns:
    signs = AgentSigns(profile_of(agent).titles)
    for signal in Listener().feed(output.encode()):
        signs.hear(signal)
    return signs


def title(text: str) -> str:
    return f"\x1b]0;{text}\x07"


@pytest.mark.parametrize(
    ("agent", "text", "state", "shown"),
    [
        ("claude", "\u2733 Claude Code", "idle", "Claude Code"),
        ("claude", "\u2810 Fix the parser", "working", "Fix the parser"),
        ("claude", "something else", "unknown", "something else"),
        ("codex", "\u280b project", "working", "project"),
        ("codex", "[ ! ] Action Required | project", "blocked", "project"),
        ("codex", "[ . ] Action Required | project", "blocked", "project"),
        ("codex", "project", "idle", "project"),
        ("gemini", "\u25c7  Ready (project)", "idle", "Ready (project)"),
        ("gemini", "\u2726  Working\u2026 (project)", "working", "Working\u2026 (project)"),
        ("gemini", "\u270b  Action Required (project)", "blocked", "Action Required (project)"),
        ("plain", "\u2733 Claude Code", "unknown", "\u2733 Claude Code"),
    ],
)
def test_titles_are_read_as_the_agent_writes_them(agent: str, text: str, state: str, shown: str) -> None:
    now = told(title(text), agent).state
    assert (now.state, now.title) == (state, shown)
    assert now.source == ("none" if state == "unknown" else "title")


def test_an_agents_own_report_counts_more_than_anything_else() -> None:
    signs = told(title("\u2810 Fix") + "\x1b]9;4;1;30\x07\x1b]7501;state=blocked:kind=question\x07\x07", "claude")
    assert signs.state == AgentState("blocked", "question", None, "Fix", None, 30, "program")


def test_when_all_reports_are_cleared_the_title_counts_again() -> None:
    signs = told(title("\u2733 Claude") + "\x1b]7501;state=working\x07\x1b]7501;state=clear\x07", "claude")
    assert signs.state == AgentState("idle", title="Claude", source="title")


def test_progress_is_work_and_its_end_is_not_known() -> None:
    signs = told("\x1b]9;4;1;30\x07")
    assert signs.state == AgentState("working", progress=30, source="progress")
    for signal in Listener().feed(b"\x1b]9;4;0;\x07"):
        signs.hear(signal)
    assert signs.state == AgentState()


@pytest.mark.parametrize(
    ("output", "source", "message"),
    [
        ("\x07", "bell", None),
        ("\x1b]9;look\x07", "notification", "look"),
        ("\x1b]777;notify;a;b\x07", "notification", "b"),
    ],
)
def test_an_agent_that_calls_may_be_waiting_until_somebody_types(output: str, source: str, message: str | None) -> None:
    signs = told(output)
    assert signs.state == AgentState("unknown", "maybeWaiting", message, source=source)  # type: ignore[arg-type]
    signs.answered()
    assert signs.state == AgentState()


def test_silence_means_perhaps_waiting_and_nothing_where_the_agent_speaks_for_itself() -> None:
    silent = told("hello")
    silent.set_quiet(True)
    assert silent.state == AgentState("unknown", "maybeWaiting", source="quiet")
    speaking = told(title("\u2810 Fix"), "claude")
    speaking.set_quiet(True)
    assert speaking.state.state == "working"


@pytest.mark.parametrize(
    "output", ["\x1b]7501;state=working\x07", "\x1b]7501;state=blocked\x07", title("\u2810 x"), "\x07"]
)
def test_the_end_of_the_process_is_the_end_of_work_and_waiting(output: str) -> None:
    signs = told(output, "claude")
    signs.ended()
    assert (signs.state.state, signs.state.kind) == ("unknown", None)


def test_done_outlives_the_process() -> None:
    signs = told("\x1b]7501;state=done\x07")
    signs.ended()
    assert signs.state.state == "done"


def test_a_shell_that_prompts_ends_what_was_reported() -> None:
    assert told("\x1b]7501;state=working\x07\x1b]133;A\x07").state == AgentState()
    assert told("\x1b]7501;state=working\x07\x1b]133;C\x07").state.state == "working"


def test_an_unknown_agent_has_no_title_forms() -> None:
    assert PLAIN.titles == ()
