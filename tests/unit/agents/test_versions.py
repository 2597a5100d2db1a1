import os
from pathlib import Path

import pytest

from bridge.agents.versions import read_versions

ENVIRONMENT = {"PATH": "/usr/bin:/bin"}
MUCH_LONGER_S = 600


@pytest.fixture
def script(tmp_path: Path) -> "Script":
    return Script(tmp_path)


class Script:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, text: str, name: str = "program") -> list[str]:
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
        return [str(path), "--version"]


@pytest.mark.parametrize(
    ("printed", "version"),
    [
        ("2.1.329 (Claude Code)", "2.1.329"),
        ("codex-cli 0.169.0", "0.169.0"),
        ("aider 0.86.1.dev5+g12", "0.86.1.dev5+g12"),
        ("acli version 1.2.3-stable, built today", "1.2.3-stable"),
        ("no number here", None),
        ("", None),
    ],
)
def test_the_version_is_the_first_word_that_looks_like_one(script: Script, printed: str, version: str | None) -> None:
    assert read_versions({"x": script(f"echo '{printed}'")}, ENVIRONMENT) == {"x": version}


def test_a_version_on_stderr_counts_too(script: Script) -> None:
    assert read_versions({"x": script("echo 1.2 >&2")}, ENVIRONMENT) == {"x": "1.2"}


def test_it_reads_nothing_from_us(script: Script) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"9.9.9\n")
    os.close(writing)
    ours = os.dup(0)
    os.dup2(reading, 0)
    try:
        assert read_versions({"x": script("cat; echo 1.2")}, ENVIRONMENT) == {"x": "1.2"}
    finally:
        os.dup2(ours, 0)
        os.close(ours)
        os.close(reading)


def test_a_program_that_does_not_start_has_no_version(tmp_path: Path) -> None:
    assert read_versions({"x": [str(tmp_path / "missing")]}, ENVIRONMENT) == {"x": None}


def test_nothing_to_ask_is_no_error() -> None:
    assert read_versions({}, ENVIRONMENT) == {}


class Lifeline:
    """A named pipe that the programs of a test hold open: at its end, none of them lives."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.path = path
        self._reading = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        os.set_blocking(self._reading, True)

    def read_to_the_end(self) -> bytes:
        with os.fdopen(self._reading, "rb") as lifeline:
            return lifeline.read()


def test_a_program_that_hangs_is_ended_with_its_children_and_the_others_are_still_read(
    script: Script, tmp_path: Path
) -> None:
    lifeline = Lifeline(tmp_path / "lifeline")
    hang = f"trap '' TERM HUP INT\nexec 3> {lifeline.path}\nsleep {MUCH_LONGER_S} &\necho started >&3\nwait"
    commands = {"bad": script(hang, "hanging"), "good": script("echo 3.4", "good")}
    assert read_versions(commands, ENVIRONMENT, limit_s=1) == {"bad": None, "good": "3.4"}
    assert lifeline.read_to_the_end() == b"started\n"


def test_a_child_left_behind_is_ended_too(script: Script, tmp_path: Path) -> None:
    lifeline = Lifeline(tmp_path / "lifeline")
    argv = script(f"exec 3> {lifeline.path}\nsleep {MUCH_LONGER_S} &\necho started >&3\necho 5.6")
    assert read_versions({"x": argv}, ENVIRONMENT) == {"x": "5.6"}
    assert lifeline.read_to_the_end() == b"started\n"
