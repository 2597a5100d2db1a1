import json
import os
from pathlib import Path

import pytest

from bridge.agents import catalog
from bridge.agents.catalog import PLAIN, PROFILES, SHELL, Launch
from bridge.agents.profile import Profile
from bridge.errors import UsageError


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def put(tools: Path, name: str, script: str = "exit 0") -> str:
    path = tools / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_the_order_of_preference_is_fixed() -> None:
    assert [profile.id for profile in PROFILES] == ["claude", "codex", "gemini", "opencode", "aider", "rovodev"]


def test_every_agent_says_how_to_install_it() -> None:
    assert all(profile.install for profile in PROFILES)


@pytest.mark.parametrize("profile", [*PROFILES, SHELL, PLAIN])
def test_a_profile_is_found_by_its_id(profile: Profile) -> None:
    assert catalog.profile_of(profile.id) is profile


def test_an_unknown_id_is_a_plain_command() -> None:
    assert catalog.profile_of("agent-of-next-year") is PLAIN


@pytest.mark.parametrize(
    ("command", "agent"),
    [
        ("claude", "claude"),
        ("/opt/bin/claude --model opus", "claude"),
        (r"C:\npm\claude.cmd", "claude"),
        ("Codex.exe", "codex"),
        ("npx @google/gemini-cli", "gemini"),
        ("npx --yes @openai/codex@0.169.0 --help", "codex"),
        ("uvx aider-chat==0.86", "aider"),
        ("python -m aider --model x", "aider"),
        ("/usr/bin/python3.12 -m aider", "aider"),
        ("acli rovodev run", "rovodev"),
        ("acli rovodev", "rovodev"),
        ("acli jira", "plain"),
        ("acli", "plain"),
        ("npx", "plain"),
        ("npx claude-lookalike", "plain"),
        ("python -m", "plain"),
        ("python aider", "plain"),
        ("bash", "plain"),
        ("my-claude", "plain"),
    ],
)
def test_an_agent_is_recognised_by_the_command_that_runs_it(command: str, agent: str) -> None:
    assert catalog.profile_for(command.split()).id == agent


def test_a_configured_command_is_taken_as_it_is(tools: Path) -> None:
    put(tools, "claude")
    launch = catalog.choose("codex --search 'x y'", {"PATH": str(tools)})
    assert launch == Launch(("codex", "--search", "x y"), catalog.profile_of("codex"), None)


def test_a_configured_command_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(UsageError, match="no closing quotation"):
        catalog.choose("codex 'x", {})


def test_without_configuration_the_first_agent_found_is_started_without_a_note(tools: Path) -> None:
    put(tools, "opencode")
    put(tools, "gemini")
    assert catalog.choose(" ", {"PATH": str(tools)}) == Launch(("gemini",), catalog.profile_of("gemini"), None)


def test_rovo_dev_is_detected_by_its_executable_and_started_with_its_subcommand(tools: Path) -> None:
    path = put(tools, "acli")
    assert catalog.detect({"PATH": str(tools)}) == [catalog.FoundAgent(catalog.profile_of("rovodev"), path)]
    assert catalog.choose("", {"PATH": str(tools)}).argv == ("acli", "rovodev", "run")


def test_without_any_agent_it_is_the_users_shell_with_a_note_that_names_them_all(tools: Path) -> None:
    shell = put(tools, "fish")
    launch = catalog.choose("", {"PATH": str(tools), "SHELL": shell})
    assert launch.argv[0] == shell
    assert launch.profile is SHELL
    assert launch.note is not None
    assert all(f"{profile.name}: {profile.install}" in launch.note for profile in PROFILES)


@pytest.mark.parametrize("shell", ["", "/usr/sbin/nologin", "/bin/false", "/no/such/shell"])
def test_a_shell_that_cannot_be_used_is_passed_over(shell: str) -> None:
    argv = catalog.login_shell({"SHELL": shell}, "/")
    assert argv[0] != shell
    assert os.access(argv[0], os.X_OK)


def test_the_listing_has_a_row_for_each_agent_with_version_and_path_or_how_to_install_it(tools: Path) -> None:
    claude = put(tools, "claude", 'echo "2.1.329 (Claude Code)"')
    codex = put(tools, "codex", "exit 1")
    rows = catalog.listing({"PATH": f"{tools}:/usr/bin:/bin"}).splitlines()
    assert rows[0].split() == ["Claude", "Code", "2.1.329", claude]
    assert rows[1].split() == ["Codex", "version", "unknown", codex]
    assert rows[2].split()[:4] == ["Gemini", "CLI", "not", "found"]
    assert rows[2].endswith("npm install -g @google/gemini-cli")
    assert rows[0].index(claude) == rows[1].index(codex)
    assert len(rows) == len(PROFILES)


def test_the_listing_as_json_has_the_same_facts(tools: Path) -> None:
    path = put(tools, "codex", "echo codex-cli 0.169.0")
    listed = json.loads(catalog.listing({"PATH": f"{tools}:/usr/bin:/bin"}, as_json=True))
    assert listed["found"] == [{"id": "codex", "name": "Codex", "version": "0.169.0", "path": path}]
    assert [agent["id"] for agent in listed["missing"]] == ["claude", "gemini", "opencode", "aider", "rovodev"]


@pytest.mark.parametrize(
    ("command", "resuming"),
    [
        ("claude", "claude --continue"),
        ("/opt/bin/claude --model opus", "/opt/bin/claude --model opus --continue"),
        ("npx @anthropic-ai/claude-code", "npx @anthropic-ai/claude-code --continue"),
        ("claude --continue", ""),
        ("claude --resume=abc", ""),
        ("codex", "codex resume --last"),
        ("codex --search", ""),
        ("gemini", "gemini --resume latest"),
        ("opencode -c", ""),
        ("opencode", "opencode -c"),
        ("aider", ""),
        ("/bin/sh", ""),
        ("", ""),
    ],
)
def test_an_agent_goes_on_with_its_last_conversation_where_it_is_known_how(command: str, resuming: str) -> None:
    assert " ".join(catalog.resuming(command.split())) == resuming
