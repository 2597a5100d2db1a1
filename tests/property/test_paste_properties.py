import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bridge.agents.catalog import PLAIN, PROFILES, SHELL
from bridge.agents.compose import prompt_bytes
from bridge.agents.profile import Profile
from bridge.terminal.paste import bracketed, sanitise

START, END = b"\x1b[200~", b"\x1b[201~"
# Random text alone would hardly ever build a marker, so pieces of markers are mixed in.
HOSTILE_TEXT = st.lists(
    st.one_of(
        st.text(st.characters(), max_size=8),
        st.sampled_from(
            ["\x1b", "[", "201~", "\x1b[201~", "\x1b[200~", "\x9b", "\r", "\n", "\r\n", "\\\r", "\x03", "\t"]
        ),
    )
).map("".join)


@given(HOSTILE_TEXT)
def test_a_bracketed_paste_holds_one_pair_of_markers_and_no_other_control_character(text: str) -> None:
    pasted = bracketed(text)
    assert pasted.startswith(START)
    assert pasted.endswith(END)
    payload = pasted[len(START) : -len(END)].decode("utf-8")
    assert {character for character in payload if unicodedata.category(character) == "Cc"} <= {"\t", "\n"}


@given(HOSTILE_TEXT)
def test_sanitising_twice_changes_nothing_more(text: str) -> None:
    assert sanitise(sanitise(text)) == sanitise(text)


@given(HOSTILE_TEXT, st.sampled_from([*PROFILES, PLAIN, SHELL]))
def test_without_brackets_the_only_keys_are_the_agents_own_line_breaks(text: str, profile: Profile) -> None:
    written = prompt_bytes(text, bracketed_paste=False, profile=profile).decode()
    lines = written.split(profile.paste_newline)
    assert len(lines) == sanitise(text).count("\n") + 1
    assert all(unicodedata.category(character) != "Cc" or character == "\t" for line in lines for character in line)
