"""The report that users paste into issues."""

import json
from pathlib import Path

from tests.bridge_process import Launcher

SECRET = "s3cret-in-a-setting"


def report(launcher: Launcher, *arguments: str, **environment: str) -> dict[str, dict[str, str]]:
    result = launcher.run("doctor", "--json", *arguments, **environment)
    assert "Traceback" not in result.stderr
    return {finding["topic"]: finding for finding in json.loads(result.stdout)}


def test_everything_that_a_bridge_needs_is_tried(launcher: Launcher) -> None:
    (launcher.workspace / "readme.md").touch()
    found = report(launcher)
    assert {finding["state"] for finding in found.values()} <= {"ok", "note"}
    assert "works" in found["terminal"]["text"]
    assert "finds 1 entries" in found["index"]["text"]
    assert found["version"]["text"].startswith("agent-bridge ")
    assert "none runs" in found["bridge"]["text"]


def test_no_secret_and_no_name_of_the_user_is_in_it(launcher: Launcher) -> None:
    bridge = launcher.start()
    result = launcher.run("doctor", AGENT_BRIDGE_CMD=f"agent --key {SECRET}", HTTPS_PROXY=f"http://me:{SECRET}@proxy")
    assert SECRET not in result.stdout
    assert bridge.token not in result.stdout
    assert "ticket" not in result.stdout
    assert "cmd (AGENT_BRIDGE_CMD)" in result.stdout
    assert "HTTPS_PROXY is set" in result.stdout
    assert "one runs" in result.stdout
    assert str(launcher.home) not in result.stdout


def test_what_does_not_work_is_marked_and_gives_1(launcher: Launcher) -> None:
    result = launcher.run("doctor", "--cmd", "no-such-agent")
    assert result.returncode == 1
    assert "! starts" in result.stdout
    assert "no-such-agent was not found on PATH" in result.stdout


def test_a_temporary_folder_that_is_not_there_is_no_reason_to_fail(launcher: Launcher, tmp_path: Path) -> None:
    found = report(launcher, TMPDIR=str(tmp_path / "gone"))
    assert found["temporary folder"]["state"] == "ok"
