import pytest

from bridge.agents.environment import child_environment, parse_assignments
from bridge.errors import MessageError

ALWAYS = {
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
    "NO_PROXY": "127.0.0.1,localhost,::1",
    "no_proxy": "127.0.0.1,localhost,::1",
}


def child(parent: dict[str, str], extra: dict[str, str] | None = None) -> dict[str, str]:
    return child_environment({"LANG": "C.UTF-8", **parent}, extra or {})


def test_a_child_gets_our_environment_and_a_terminal_of_256_colours() -> None:
    assert child({"HOME": "/home/me", "TERM": "dumb"}) == {"LANG": "C.UTF-8", "HOME": "/home/me", **ALWAYS}


@pytest.mark.parametrize(
    "name",
    [
        "COLUMNS", "LINES", "TMUX", "TMUX_PANE", "STY", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "KITTY_WINDOW_ID",
        "VSCODE_IPC_HOOK_CLI", "ELECTRON_RUN_AS_NODE", "CLAUDECODE", "CLAUDE_CODE_ENTRYPOINT", "CLAUDE_CODE_SSE_PORT",
        "CLAUDE_CODE_SESSION_ID", "CLAUDE_CODE_CHILD_SESSION", "CLAUDE_CODE_MESSAGING_TOKEN",
        "ENABLE_IDE_INTEGRATION", "GEMINI_CLI_IDE_SERVER_PORT", "OPENCODE_EDITOR_SSE_PORT", "CODEX_THREAD_ID",
        "AGENT_BRIDGE_TOKEN", "AGENT_BRIDGE_LOG_LEVEL", "_PYI_ARCHIVE_FILE", "_MEIPASS2",
        "PYINSTALLER_RESET_ENVIRONMENT",
    ],
)  # fmt: skip
def test_what_belongs_to_others_or_to_us_is_not_passed_on(name: str) -> None:
    assert name not in child({name: "1"})


@pytest.mark.parametrize(
    "name",
    [
        "CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_OAUTH_TOKEN", "CLAUDE_CODE_MAX_OUTPUT_TOKENS", "CLAUDE_CONFIG_DIR",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "CLAUDE_CODE_SESSIONEND_HOOKS_TIMEOUT_MS",
        "CLAUDE_CODE_EFFORT_LEVEL", "ANTHROPIC_API_KEY", "CODEX_HOME", "GEMINI_API_KEY", "GEMINI_CLI_TRUST_WORKSPACE",
        "OPENCODE_CONFIG", "TERMINFO", "LINES_OF_CODE", "XCLAUDECODE",
    ],
)  # fmt: skip
def test_settings_of_agents_and_everything_else_stay(name: str) -> None:
    assert child({name: "kept"})[name] == "kept"


def test_git_asks_in_the_terminal_when_vs_codes_way_to_ask_is_cut_off() -> None:
    assert "GIT_ASKPASS" not in child({"GIT_ASKPASS": "/vscode/askpass.sh", "VSCODE_GIT_ASKPASS_NODE": "/node"})
    assert child({"GIT_ASKPASS": "/my/askpass"})["GIT_ASKPASS"] == "/my/askpass"


@pytest.mark.parametrize(
    ("parent", "ctype"),
    [
        ({"LANG": ""}, "C.UTF-8"),
        ({"LANG": "C"}, "C.UTF-8"),
        ({"LANG": "de_DE.ISO-8859-1"}, "C.UTF-8"),
        ({"LANG": "de_DE.UTF-8", "LC_CTYPE": "C"}, "C.UTF-8"),
        ({"LANG": "de_DE.utf8"}, None),
        ({"LANG": "C", "LC_CTYPE": "en_US.UTF-8"}, "en_US.UTF-8"),
        ({"LANG": "C", "LC_ALL": "en_US.UTF-8"}, None),
    ],
)
def test_a_child_speaks_utf_8_also_where_the_locale_does_not(parent: dict[str, str], ctype: str | None) -> None:
    assert child(parent).get("LC_CTYPE") == ctype


@pytest.mark.parametrize(
    ("parent", "upper", "lower"),
    [
        ({"NO_PROXY": "corp.example"}, "corp.example,127.0.0.1,localhost,::1", "corp.example,127.0.0.1,localhost,::1"),
        ({"no_proxy": "a, localhost"}, "a,localhost,127.0.0.1,::1", "a,localhost,127.0.0.1,::1"),
        ({"NO_PROXY": "a", "no_proxy": "b"}, "a,127.0.0.1,localhost,::1", "b,127.0.0.1,localhost,::1"),
        ({"NO_PROXY": "*"}, "*", "*"),
    ],
)
def test_loopback_is_exempt_from_proxies_and_existing_exemptions_stay(
    parent: dict[str, str], upper: str, lower: str
) -> None:
    given = child(parent)
    assert (given["NO_PROXY"], given["no_proxy"]) == (upper, lower)


def test_what_the_session_asks_for_has_the_last_word() -> None:
    extra = {"TERM": "vt100", "NO_PROXY": "", "CLAUDECODE": "1", "NEW": "x"}
    assert child({"NEW": "old"}, extra).items() >= extra.items()


def test_nothing_of_the_parents_mapping_is_changed() -> None:
    parent = {"TMUX": "1", "LD_LIBRARY_PATH": "/opt/lib"}
    child_environment(parent, {"A": "b"})
    assert parent == {"TMUX": "1", "LD_LIBRARY_PATH": "/opt/lib"}


def test_assignments_are_read_as_the_shell_writes_them() -> None:
    assert parse_assignments(["A=1", "B=", "C=x=y", "A=2"]) == {"A": "2", "B": "", "C": "x=y"}


@pytest.mark.parametrize(
    ("wrong", "reason"), [("SECRETVALUE", "NAME=value"), ("=SECRETVALUE", "no name"), ("A=SECRETVALUE\0", "NUL")]
)
def test_a_wrong_assignment_names_its_place_and_not_its_value(wrong: str, reason: str) -> None:
    with pytest.raises(MessageError, match=reason) as caught:
        parse_assignments(["A=1", wrong])
    assert (caught.value.code, caught.value.field) == ("bad_field", "env[1]")
    assert "SECRETVALUE" not in str(caught.value)
