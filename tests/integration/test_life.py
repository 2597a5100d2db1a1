"""How a bridge starts and stops, and that nothing is left of it."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.bridge_process import COMMAND, BridgeProcess, Launcher, wait_until_none_lives_with
from tests.version1 import connected

STUBBORN = """
import os, signal, subprocess, sys, time
for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
    signal.signal(number, signal.SIG_IGN)
sleep = [sys.executable, "-c", "import time; time.sleep(600)  # MARK"]
subprocess.Popen(sleep)  # a background job; it inherits the ignored signals
subprocess.Popen(sleep, start_new_session=True)  # setsid
subprocess.Popen(sleep, start_new_session=True, env={})  # setsid, without our marker
if os.fork() == 0:  # double fork
    os.setsid()
    if os.fork():
        os._exit(0)
    os.close(0), os.close(1), os.close(2)
    os.execv(sleep[0], sleep)
print("ready", flush=True)
while True:
    time.sleep(1)
"""


def stubborn_program(tmp_path: Path, mark: str) -> str:
    file = tmp_path / "stubborn.py"
    file.write_text(STUBBORN.replace("MARK", mark))
    return f"{sys.executable} {file} {mark}"


async def start_stubborn(bridge: BridgeProcess, mark: str) -> int:
    """Processes of a running stubborn session."""
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.open()
        await client.read_until(b"ready")
    living = [p for p in psutil.process_iter() if mark in " ".join(_command_line(p))]
    return len(living)


def _command_line(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


@pytest.mark.parametrize("end", ["SIGTERM", "SIGINT", "SIGHUP", "stdin"])
async def test_no_process_is_left_even_of_a_program_that_ignores_everything(
    launcher: Launcher, tmp_path: Path, end: str
) -> None:
    mark = f"mark-{os.getpid()}-{end}"
    bridge = launcher.start("--cmd", stubborn_program(tmp_path, mark))
    assert await start_stubborn(bridge, mark) >= 5
    if end == "stdin":
        assert bridge.process.stdin is not None
        bridge.process.stdin.close()
    else:
        bridge.process.send_signal(getattr(signal, end))
    assert await asyncio.to_thread(bridge.wait) == 0
    assert wait_until_none_lives_with(mark, 0) == []


async def test_no_process_is_left_when_the_parent_dies(launcher: Launcher, tmp_path: Path) -> None:
    mark = f"mark-{os.getpid()}-parent"
    # a host that starts the bridge, passes its ready line on, and is then killed; stdin stays open in our hands
    reader, writer = os.pipe()
    command = [*COMMAND, "--cmd", stubborn_program(tmp_path, mark)]
    host = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import subprocess, time; subprocess.Popen({command!r}); time.sleep(600)",
        ],
        env=launcher.environment,
        cwd=launcher.workspace,
        stdin=reader,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert host.stdout is not None
    ready = json.loads(host.stdout.readline())
    bridge = BridgeProcess(host, ready, tmp_path / "none")
    assert await start_stubborn(bridge, mark) >= 5
    host.kill()
    host.wait()
    left = await asyncio.to_thread(wait_until_none_lives_with, mark)
    os.close(reader)
    os.close(writer)
    host.stdout.close()
    assert left == []


async def test_with_exit_with_parent_off_the_end_of_stdin_means_nothing(launcher: Launcher) -> None:
    bridge = launcher.start("--exit-with-parent", "off")
    assert bridge.process.stdin is not None
    bridge.process.stdin.close()
    await asyncio.sleep(0)
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.open("/bin/sh", ["-c", "sleep 1; echo still here"])
        await client.read_until(b"still here")
    assert bridge.stop() == 0


async def test_stdin_from_dev_null_does_not_stop_it(launcher: Launcher) -> None:
    bridge = launcher.start(stdin=subprocess.DEVNULL)
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.open("/bin/sh", ["-c", "sleep 1; echo still here"])
        await client.read_until(b"still here")


async def test_a_second_signal_hurries(launcher: Launcher, tmp_path: Path) -> None:
    mark = f"mark-{os.getpid()}-hurry"
    bridge = launcher.start("--cmd", stubborn_program(tmp_path, mark))
    await start_stubborn(bridge, mark)
    bridge.process.send_signal(signal.SIGTERM)
    while "stopping" not in bridge.log_text():
        await asyncio.sleep(0.01)
    while "killed now" not in bridge.log_text() and bridge.process.poll() is None:
        bridge.process.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.05)
    assert await asyncio.to_thread(bridge.wait) == 0
    assert "killed now" in bridge.log_text()
    assert wait_until_none_lives_with(mark, 0) == []


async def test_clients_are_told_that_the_bridge_goes(bridge: BridgeProcess) -> None:
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.open("/bin/cat")
        bridge.process.send_signal(signal.SIGTERM)
        with pytest.raises(ConnectionError):
            while True:
                await client.receive()
        assert client.socket.close_code == 1001


async def test_a_host_that_does_not_read_stderr_does_not_stop_it(launcher: Launcher) -> None:
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [*COMMAND, "--log-level", "debug"],
        env=launcher.environment,
        cwd=launcher.workspace,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=writer,
    )
    os.close(writer)
    assert process.stdout is not None
    bridge = BridgeProcess(process, json.loads(process.stdout.readline()), Path(os.devnull))
    launcher.started.append(bridge)
    for _ in range(1500):
        with socket.create_connection(("127.0.0.1", bridge.port)) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: evil\r\n\r\n")
            connection.recv(1000)
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.open("/bin/echo", ["fine"])
        await client.read_until(b"fine")
    os.close(reader)
    assert bridge.stop() == 0


def test_the_ready_line_has_what_hosts_need(launcher: Launcher) -> None:
    bridge = launcher.start("--serve-ui", "--print-conn-json")
    assert isinstance(bridge.ready["port"], int)
    assert len(bridge.token) * 6 >= 192
    assert bridge.base == f"http://127.0.0.1:{bridge.port}/"
    assert bridge.ready["pid"] == bridge.process.pid or "AGENT_BRIDGE_TEST_BINARY" in os.environ
    again = launcher.start()
    assert again.token != bridge.token


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_right_behind_the_ready_line_ends_it_as_any_other(launcher: Launcher, number: int) -> None:
    bridge = launcher.start()
    bridge.process.send_signal(number)
    assert bridge.wait() == 0


def test_a_port_that_is_taken_is_a_failure_with_a_reason(launcher: Launcher) -> None:
    bridge = launcher.start()
    result = launcher.run("--http", f"127.0.0.1:{bridge.port}")
    assert (result.returncode, result.stdout) == (1, "")
    assert str(bridge.port) in result.stderr
    assert "Traceback" not in result.stderr


def test_nobody_reading_stdout_is_a_failure_with_a_reason(launcher: Launcher) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run(
        COMMAND,
        env=launcher.environment,
        stdin=subprocess.DEVNULL,
        stdout=writer,
        stderr=subprocess.PIPE,
        timeout=20,
        check=False,
    )
    os.close(writer)
    assert result.returncode == 1
    assert b"ready line" in result.stderr
    assert b"Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--no-such-flag",), "--no-such-flag"),
        (("dance",), "dance"),
        (("--log-level", "loud"), "debug, info, warning, error"),
        (("--scrollback", "many"), "whole number"),
        (("--scrollback", "1"), "65536"),
        (("--cwd", "/no/such/folder"), "/no/such/folder"),
        (("--config", "/no/such/file"), "/no/such/file"),
        (("--allow-origin", "http://a/path"), "http://a/path"),
        (("--exit-with-parent", "maybe"), "auto, on, off"),
        (("--serve-ui=perhaps",), "true or false"),
    ],
)
def test_wrong_usage_ends_with_2_and_names_what_is_wrong(
    launcher: Launcher, arguments: tuple[str, ...], named: str
) -> None:
    result = launcher.run(*arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert named in result.stderr
    assert "Traceback" not in result.stderr


def test_version_and_help(launcher: Launcher) -> None:
    assert launcher.run("--version").stdout.startswith("agent-bridge ")
    assert "--exit-with-parent" in launcher.run("--help").stdout


def setting(launcher: Launcher, name: str, *arguments: str, **environment: str) -> tuple[str, str]:
    result = launcher.run("settings", "--json", *arguments, **environment)
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)["settings"][name]
    return found["value"], found["source"]


def test_flag_beats_environment_beats_workspace_beats_user_beats_default(launcher: Launcher) -> None:
    files = json.loads(launcher.run("settings", "--json").stdout)["files"]
    assert setting(launcher, "cmd") == ("", "default")
    for file, command in ((files["user"], "of user"), (files["workspace"], "of workspace")):
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        Path(file).write_text(f'cmd = "{command}"\n')
        assert setting(launcher, "cmd") == (command, file)
    assert setting(launcher, "cmd", AGENT_BRIDGE_CMD="of environment") == ("of environment", "AGENT_BRIDGE_CMD")
    assert setting(launcher, "cmd", "--cmd", "of flag", AGENT_BRIDGE_CMD="x") == ("of flag", "--cmd")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('colour = "red"', ["colour", "log-level"]),
        ("log-level = 5", ["log-level", "debug, info, warning, error"]),
        ("serve-ui = 1", ["serve-ui", "true or false"]),
        ('scrollback = "big"', ["scrollback", "whole number"]),
        ("allow-origin = [1]", ["allow-origin", "list of texts"]),
        ("this is no toml", ["line 1"]),
    ],
)
def test_a_wrong_settings_file_is_named_with_key_and_what_is_allowed(
    launcher: Launcher, tmp_path: Path, text: str, named: list[str]
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text)
    result = launcher.run("--config", str(file))
    assert (result.returncode, result.stdout) == (2, "")
    for name in [str(file), *named]:
        assert name in result.stderr


def test_open_shows_the_running_bridge_of_this_workspace(launcher: Launcher) -> None:
    assert launcher.run("open", "--print").returncode == 1
    bridge = launcher.start()
    deadline = time.monotonic() + 10
    while (result := launcher.run("open", "--print")).returncode and time.monotonic() < deadline:
        pass
    assert result.stdout.startswith(bridge.base + "#ticket=")
    assert bridge.token not in result.stdout
    bridge.stop()
    assert launcher.run("open", "--print").returncode == 1


async def test_output_that_goes_on_behind_the_end_of_the_program_does_not_hold_the_exit_back(
    bridge: BridgeProcess,
) -> None:
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.open("/bin/sh", ["-c", "(trap '' HUP; sleep 60) & exit 7"])
        assert (await client.expect("exit"))["code"] == 7
