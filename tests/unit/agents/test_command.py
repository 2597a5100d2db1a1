from pathlib import Path

import pytest

from bridge.agents.command import find_executable, split_command
from bridge.errors import UsageError


def program(path: Path, mode: int = 0o755) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("acli rovodev run", ["acli", "rovodev", "run"]),
        ("  claude   --model 'opus 5' ", ["claude", "--model", "opus 5"]),
        (r'"/opt/my agent/bin" a\ b', ["/opt/my agent/bin", "a b"]),
        ("agent ''", ["agent", ""]),
        ("agent $HOME *.py", ["agent", "$HOME", "*.py"]),
    ],
)
def test_commands_are_split_with_shell_rules_and_nothing_is_expanded(text: str, words: list[str]) -> None:
    assert split_command(text, windows=False) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (r"C:\Tools\agent.exe --dir C:\work", [r"C:\Tools\agent.exe", "--dir", r"C:\work"]),
        (r'"C:\Program Files\agent.exe" run', [r"C:\Program Files\agent.exe", "run"]),
        (r'agent "say \"hi\"" C:\end\ ', ["agent", 'say "hi"', "C:\\end\\"]),
        (r'agent "C:\dir\\" x', ["agent", "C:\\dir\\", "x"]),
        ("agent 'a b'", ["agent", "'a", "b'"]),
        ('agent ""', ["agent", ""]),
    ],
)
def test_on_windows_backslashes_belong_to_paths(text: str, words: list[str]) -> None:
    assert split_command(text, windows=True) == words


@pytest.mark.parametrize("windows", [False, True])
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "names no program"),
        ("   ", "names no program"),
        ('"" x', "names no program"),
        ('a "b', "no closing quotation"),
    ],
)
def test_what_is_no_command_is_refused_with_the_reason(text: str, reason: str, windows: bool) -> None:
    with pytest.raises(UsageError, match=reason):
        split_command(text, windows=windows)


def test_a_nul_character_is_refused() -> None:
    with pytest.raises(UsageError, match="NUL"):
        split_command("a\0b", windows=False)


def test_the_childs_path_decides_and_not_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = program(tmp_path / "ours" / "agent"), program(tmp_path / "theirs" / "agent")
    monkeypatch.setenv("PATH", str(ours.parent))
    assert find_executable("agent", {"PATH": str(theirs.parent)}, str(tmp_path)) == str(theirs)


def test_the_first_folder_with_an_executable_of_this_name_wins(tmp_path: Path) -> None:
    program(tmp_path / "1" / "agent", 0o644)
    (tmp_path / "2" / "agent").mkdir(parents=True)
    third = program(tmp_path / "3" / "agent")
    path = ":".join(str(tmp_path / name) for name in "123")
    assert find_executable("agent", {"PATH": path}, "/") == str(third)


def test_a_name_with_a_folder_is_looked_up_from_the_working_folder_only(tmp_path: Path) -> None:
    agent = program(tmp_path / "bin" / "agent")
    assert find_executable("bin/agent", {"PATH": "/nowhere"}, str(tmp_path)) == str(agent)
    assert find_executable(str(agent), {}, "/") == str(agent)
    assert find_executable("./agent", {"PATH": str(agent.parent)}, str(tmp_path)) is None


def test_relative_and_empty_path_entries_mean_the_childs_working_folder(tmp_path: Path) -> None:
    agent = program(tmp_path / "agent")
    assert find_executable("agent", {"PATH": "/nowhere:"}, str(tmp_path)) == str(agent)
    assert find_executable("agent", {"PATH": "."}, str(tmp_path)) == str(agent)


@pytest.mark.parametrize("name", ["", "no-such-agent-anywhere"])
def test_what_is_not_there_is_not_found(name: str) -> None:
    assert find_executable(name, {"PATH": "/usr/bin:/bin"}, "/") is None
