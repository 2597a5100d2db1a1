"""Places in which a program can be started, and cannot. docs/FAULTS.md has the outcomes as a table."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.frozen.frozen_bridge import ONE_FILE, Run, mounted, read_ready, until
from tests.version1 import connected

UNPACKED_BYTES = 80 * 2**20
SYSTEMS_TMP = ("/tmp", "/var/tmp", "/usr/tmp")


async def talk(run: Run, program: Path, **environment: str) -> None:
    """A whole life: start, a program in a terminal, end."""
    bridge = run.start(program, **environment)
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.open(str(program), ["echo-agent"])
        await client.read_until(b"> ")
        await client.type(b"/exit 7\r")
        assert (await client.expect("exit"))["code"] == 7
    assert bridge.stop() == 0
    assert bridge.rest_of_stdout() == b""
    assert run.unpacked() == []


async def test_it_needs_neither_python_nor_a_home(run: Run, program: Path) -> None:
    assert not [name for name in Path(run.environment["PATH"]).iterdir() if name.name.startswith("python")]
    await talk(run, program)


async def test_a_path_with_spaces_and_letters_of_all_kinds(place: Path, program: Path) -> None:
    odd = place / "ein Örtchen, 日本 'q' \"d\""
    with Run(odd) as run:
        if program == ONE_FILE:
            moved = Path(shutil.copy2(program, odd / "agent bridge ü"))
        else:
            moved = Path(shutil.copytree(program.parent, odd / "folder ü", symlinks=True)) / program.name
        await talk(run, moved)


async def test_started_through_a_link(run: Run, program: Path) -> None:
    link = run.place / "link"
    link.symlink_to(program)
    await talk(run, link)


def test_what_is_unpacked_is_the_users_alone(run: Run) -> None:
    run.start(ONE_FILE)
    (folder,) = run.unpacked()
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.timeout(400)
def test_fifty_starts_at_once(run: Run, program: Path) -> None:
    bridges = [run.popen(program) for _ in range(50)]
    for bridge in bridges:
        read_ready(bridge)
    assert len({bridge.port for bridge in bridges}) == 50
    assert len({bridge.token for bridge in bridges}) == 50
    for bridge in bridges:
        bridge.process.terminate()
    assert [bridge.wait(120) for bridge in bridges] == [0] * 50
    assert run.unpacked() == []


# -- the temporary folder --


def test_a_full_temporary_folder_is_named_with_what_to_set(run: Run) -> None:
    with mounted(run.tmp, "size=2m"):
        result = run.once(ONE_FILE)
    assert result.returncode == 255
    assert result.stdout == ""
    assert "temporary folder" in result.stderr
    assert "Set TMPDIR" in result.stderr


def test_what_a_full_temporary_folder_was_left_with_is_removed_by_a_later_start(run: Run) -> None:
    with mounted(run.tmp, "size=2m"):
        assert run.once(ONE_FILE).returncode == 255
        (half,) = run.unpacked()
        os.utime(half, (half.stat().st_atime - 60, half.stat().st_mtime - 60))  # as if a minute had gone by
        subprocess.run(["mount", "-o", f"remount,size={UNPACKED_BYTES}", run.tmp], check=True)
        bridge = run.start(ONE_FILE)
        until(lambda: not half.exists(), "the half folder is removed")
        assert bridge.stop() == 0
        assert run.unpacked() == []


def test_a_temporary_folder_from_which_nothing_may_run_is_named_with_what_to_set(run: Run) -> None:
    with mounted(run.tmp, "noexec"):
        result = run.once(ONE_FILE)
        assert run.unpacked() == []
    assert result.returncode == 255
    assert "Set TMPDIR to where programs may run" in result.stderr
    assert str(run.tmp) in result.stderr


async def test_a_read_only_temporary_folder_is_passed_by(run: Run) -> None:
    with mounted(run.tmp, "ro"):
        await talk(run, ONE_FILE)


def test_no_temporary_folder_at_all_is_named_with_what_to_set(run: Run) -> None:
    # a mount namespace of its own, in which every folder that the bootloader tries is read-only
    places = "".join(f"[ ! -d {name} ] || mount -t tmpfs -o ro tmpfs {name};" for name in SYSTEMS_TMP)
    script = f'mount -t tmpfs tmpfs /run && cp "$0" /run/agent-bridge && cd / && {places} exec /run/agent-bridge'
    result = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, ONE_FILE],
        env={"TMPDIR": "/tmp", "PATH": os.environ["PATH"]},  # what `run` has lies in /tmp
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if "ermission" in result.stderr or "not permitted" in result.stderr:
        pytest.skip("only root may mount")
    assert "set TMPDIR" in result.stderr
    assert result.returncode == 255


async def test_the_folder_form_needs_no_temporary_folder(run: Run, program: Path) -> None:
    if program != ONE_FILE:
        with mounted(run.tmp, "size=4k"):
            await talk(run, program)


# -- the home --


@pytest.mark.parametrize("options", ["ro", "size=4k"])
async def test_a_home_that_cannot_be_written_to_costs_the_history_and_no_more(
    run: Run, program: Path, options: str
) -> None:
    with mounted(run.home, options):
        if options != "ro":
            try:
                (run.home / "filler").write_bytes(b"x" * 2**16)
            except OSError:
                pass  # it is full now
        bridge = run.start(program)
        async with connected(bridge.websocket_url, bridge.token) as client:
            await client.say("savePrompt", historyEntry={"id": "p1", "serializedContent": "hello"}, sessionId="s1")
            error = await client.expect("error")
            assert error["code"] == "history_failed"
            await client.open("/bin/echo", ["works on"])
            await client.read_until(b"works on")
        assert bridge.stop() == 0
