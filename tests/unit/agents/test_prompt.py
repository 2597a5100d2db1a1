"""The text that an agent gets for what stands in a composer."""

import pytest

from bridge.agents.catalog import profile_of
from bridge.agents.prompt import FilePart, ImagePart, Part, TextPart, prompt_text


@pytest.mark.parametrize(
    ("agent", "parts", "text"),
    [
        ("codex", [TextPart("explain "), FilePart("src/app.py")], "explain @src/app.py "),
        ("gemini", [TextPart("explain "), FilePart("my notes.md")], "explain @my\\ notes.md "),
        ("claude", [TextPart("explain "), FilePart("my notes.md")], 'explain @"my notes.md" '),
        ("gemini", [ImagePart("/tmp/x.png")], "@/tmp/x.png "),
        ("opencode", [TextPart("who wrote @deprecated")], "who wrote @deprecated "),
        ("opencode", [FilePart("a.py"), TextPart(" is slow")], "@a.py is slow"),
        ("codex", [TextPart("see @a.py\nplease")], "see @a.py\nplease"),
        ("codex", [TextPart("write to me@example.org")], "write to me@example.org"),
        ("plain", [TextPart("explain "), FilePart("src/app.py")], "explain src/app.py"),
    ],
)
def test_behind_a_mention_at_the_end_stands_a_blank_else_enter_picks_from_the_agents_list(
    agent: str, parts: list[Part], text: str
) -> None:
    assert prompt_text(parts, profile_of(agent), lambda _: "") == text


def test_content_follows_without_that_blank() -> None:
    parts: list[Part] = [TextPart("explain "), FilePart("b.py"), FilePart("a.py", content=True, shown=False)]
    assert prompt_text(parts, profile_of("codex"), lambda _: "a.py\n````\n1\n````\n") == (
        "explain @b.py\n\na.py\n````\n1\n````"
    )
