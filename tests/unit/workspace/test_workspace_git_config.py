"""git's settings, judged by git itself."""

import os
import subprocess
from pathlib import Path

import pytest

from bridge.workspace.git_config import git_settings
from bridge.workspace.names import shown, unshown
from bridge.workspace.watch import remote_kind
from tests.unit.workspace.git_judge import run_git, write_rules

CONFIGS = [
    "",
    "[core]\n\texcludesFile = ~/mine\n\tignoreCase = true\n",
    "[core] excludesfile=/abs/ignore # comment\n[CORE]\nIGNORECASE\n",
    '[core]\nexcludesFile = "~/with space" ; comment\nignorecase=yes\n',
    '[core]\nexcludesFile = "~/a#b"\\\ntail\nignorecase = on\n',
    "[core]\nexcludesFile = ~/one\nexcludesFile = ~/two\nignorecase = 0\n",
    '[core "sub"]\nexcludesFile = ~/no\n[core]\nignorecase = off\n',
    "[include]\npath = more\n[core]\nignorecase = false\n",
    "[core]\nexcludesFile = ~/first\n[include]\npath = ~/more\n",
    '[includeIf "gitdir:~/work/"]\npath = more\n',
    '[includeIf "gitdir:~/elsewhere/"]\npath = more\n',
    '[includeIf "gitdir:work/"]\npath = more\n',
    "[core]\nexcludesFile =\n",
    "\ufeff[core]\nexcludesFile = ~/x\\ty\n",
]


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("file", [".gitconfig", ".config/git/config", "work/.git/config"])
def test_settings_are_read_as_git_reads_them(tmp_path: Path, config: str, file: str) -> None:
    run_git(tmp_path, "init", "-q", "work")
    (tmp_path / "work/.git/config").write_text("")
    lead = config.encode()
    write_rules(tmp_path, {file: lead, f"{Path(file).parent}/more": b"[core]\nexcludesFile = ~/included\n"})
    environment = {"HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"]}

    def asked(*arguments: str) -> str:
        command = ["git", "-C", str(tmp_path / "work"), "config", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stdout.rstrip("\n")

    settings = git_settings(tmp_path / "work/.git", environment)
    expected = asked("--type=path", "core.excludesFile")
    if "excludesfile =\n" in config.lower():
        assert settings.excludes is None
    else:
        assert str(settings.excludes) == (expected or str(tmp_path / ".config/git/ignore"))
    assert settings.ignore_case == (asked("--type=bool", "core.ignoreCase") == "true")


def test_a_name_that_is_not_utf8_can_be_shown_and_found_again() -> None:
    name = os.fsdecode(b"caf\xe9-\xc3\xa9.txt")
    assert shown(name) == "caf\\xe9-é.txt"
    assert unshown(shown(name)) == name
    assert shown("plain é") == "plain é"
    assert shown("lone \ud800") == "lone �"


def test_a_network_drive_is_recognised_by_the_innermost_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "22 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw\n"
        "30 22 0:40 / /net rw - nfs4 server:/x rw\n"
        "31 30 8:2 / /net/local\\040disk rw - xfs /dev/sdb rw\n"
    )
    assert remote_kind("/net/project", mounts) == "nfs4"
    assert remote_kind("/network", mounts) is None
    assert remote_kind("/net/local disk/project", mounts) is None
    assert remote_kind("/home", tmp_path / "missing") is None
