"""Where the token, and what people write, could be read by somebody else: processes, files, logs, dumps, listeners."""

import json
import os
import re
import resource
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from tests.bridge_process import COMMAND, BridgeProcess, Launcher
from tests.security.raw_client import ask, message, raw_socket, request
from tests.version1 import Version1Client, connected

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")


@pytest.fixture(scope="module")
def shared_bridge(shared_launcher: Launcher) -> BridgeProcess:
    """One that tells all it ever tells."""
    return shared_launcher.start("--log-level", "debug")


@pytest.fixture
async def client(shared_bridge: BridgeProcess) -> AsyncIterator[Version1Client]:
    async with connected(shared_bridge.websocket_url, shared_bridge.token) as connection:
        yield connection


def serving(bridge: BridgeProcess) -> psutil.Process:
    """The process that serves; of a one-file binary the child of the one that was started."""
    return psutil.Process(int(str(bridge.ready["pid"])))


@pytest.mark.attack("secrets", "another program looks at command lines and environments", "token-in-memory-only")
async def test_no_process_has_the_token_where_others_look(shared_bridge: BridgeProcess, client: Version1Client) -> None:
    await client.open("/bin/cat")
    for process in (psutil.Process(shared_bridge.process.pid), serving(shared_bridge)):
        for each in (process, *process.children(recursive=True)):
            assert shared_bridge.token not in " ".join(each.cmdline())
            assert shared_bridge.token not in str(each.environ())


@pytest.mark.attack("secrets", "a program in a session looks at its environment", "token-in-memory-only")
async def test_a_program_is_not_told(shared_bridge: BridgeProcess, client: Version1Client) -> None:
    await client.open("/usr/bin/env", session="env")
    await client.expect("exit")
    output = client.output["env"].decode()
    assert shared_bridge.token not in output
    assert not re.search(r"^(AGENT_BRIDGE_(?!SESSION)|_PYI|_MEI)", output, re.MULTILINE)


@pytest.mark.parametrize("pty", [True, False], ids=["in a terminal", "on pipes"])
async def test_programs_inherit_their_terminal_and_nothing_else(client: Version1Client, pty: bool) -> None:
    await client.open("/bin/cat", session="first", pty=pty)
    await client.open("/bin/ls", ["-l", "/proc/self/fd"], session="second", pty=pty)
    await client.expect("exit")
    links = re.findall(r" (\d+) -> (\S+)", client.output["second"].decode())
    assert len(links) >= 3
    for number, target in links:
        assert int(number) < 3 or "/proc/" in target, links  # ls itself has opened the folder
        assert target.startswith(("/dev/pts/", "pipe:", "socket:", "/proc/", "/dev/null")), links


def secret_files(bridge: BridgeProcess, launcher: Launcher) -> list[Path]:
    """Files below home, runtime folder, workspace and temporary folder that hold the token."""
    places = [launcher.home, launcher.workspace, Path(launcher.environment["XDG_RUNTIME_DIR"])]
    found = []
    for place in places:
        for file in place.rglob("*"):
            if file.is_file() and not file.is_symlink() and bridge.token.encode() in file.read_bytes():
                found.append(file)
    return found


@pytest.mark.attack("secrets", "a stolen disk, backup or synchronised folder", "token-in-memory-only")
async def test_no_file_holds_the_token(
    shared_bridge: BridgeProcess, shared_launcher: Launcher, client: Version1Client
) -> None:
    await client.say("savePrompt", historyEntry={"id": "p", "serializedContent": "hello"})
    await client.expect("promptSaved")
    await client.say("saveDraft", sessionId="a", draft="half")
    await client.say("changeSetting", name="font-size", value=15, scope="user")
    await client.expect("settingsList")
    assert secret_files(shared_bridge, shared_launcher) == []


async def test_no_log_holds_the_token(shared_bridge: BridgeProcess, client: Version1Client) -> None:
    token = shared_bridge.token
    for line in (f"GET /ws?{token} HTTP/1.1", f"GET /{token} HTTP/1.1", f"BREW /{token} HTTP/1.1"):
        await ask(shared_bridge, request(shared_bridge, line, f"X-Token: {token}", "Connection: close"))
    await client.say("openSession", id="odd", cmd=f"/nothing/{token}", cwd=f"/{token}")
    await client.expect("error")
    await client.say("updateSessionConfig", customCommand=f"/nothing/{token} '")
    await client.say(token)
    await client.expect("error")
    assert token not in shared_bridge.log_text()


@pytest.mark.attack("secrets", "another user of this machine reads files and sockets", "modes")
async def test_what_is_kept_is_the_users_alone(
    shared_bridge: BridgeProcess, shared_launcher: Launcher, client: Version1Client
) -> None:
    await client.say("savePrompt", historyEntry={"id": "p", "serializedContent": "hello"})
    await client.expect("promptSaved")
    await client.say("saveDraft", sessionId="a", draft="half")
    await client.say("loadDraft", sessionId="a")
    await client.expect("draftLoaded")
    kept = [*shared_launcher.home.rglob("*"), *Path(shared_launcher.environment["XDG_RUNTIME_DIR"]).rglob("*")]
    ours = [each for each in kept if "agent-bridge" in str(each) and "_MEI" not in str(each)]
    assert {"history.jsonl", "drafts"} <= {each.name for each in ours}
    open_to_others = [each for each in ours if not each.is_symlink() and stat.S_IMODE(each.stat().st_mode) & 0o077]
    assert open_to_others == []


@pytest.mark.attack("secrets", "a page, an answer or an error tells the token", "token-in-memory-only")
async def test_no_answer_holds_the_token(shared_bridge: BridgeProcess) -> None:
    for line in ("GET / HTTP/1.1", "GET /health HTTP/1.1", "GET /nothing HTTP/1.1", "BREW / HTTP/1.1"):
        answer = await ask(shared_bridge, request(shared_bridge, line, "Connection: close"))
        assert shared_bridge.token.encode() not in answer.head + answer.rest
    async with raw_socket(shared_bridge) as socket:
        asked = ["listSettings", "listAgents", "listSessions"]
        await socket.send(message("hello", protocolVersion=1), *map(message, asked))
        said = await socket.messages_until("sessionsChanged")
        assert shared_bridge.token not in json.dumps(said)


@pytest.mark.attack("secrets", "a debugger of the same user, a core dump", "no-dumps")
def test_a_crash_writes_no_memory(launcher: Launcher, tmp_path: Path) -> None:
    def unlimited() -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    if not dumps([sys.executable, "-c", "print(flush=True); input()"], tmp_path, unlimited, {}):
        pytest.skip("this system writes no dumps")
    assert not dumps(COMMAND, launcher.workspace, unlimited, launcher.environment)


def dumps(command: list[str], folder: Path, prepare: object, environment: dict[str, str]) -> bool:
    """Whether a process that is killed by SIGSEGV leaves a core."""
    assert callable(prepare)
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        preexec_fn=prepare,  # noqa: PLW1509 - only a limit
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        ready = json.loads(line) if line.startswith(b"{") else {"pid": process.pid}
        if ready["pid"] != process.pid:
            process.kill()
            pytest.skip("the process that serves is not our child")
        if line.startswith(b"{"):
            wait_for_server(ready)
        os.kill(process.pid, signal.SIGSEGV)
        _, status = os.waitpid(process.pid, 0)
        process.returncode = -signal.SIGSEGV
        return os.WCOREDUMP(status)


def wait_for_server(ready: dict[str, object]) -> None:
    """Until it answers."""
    import socket

    with socket.create_connection(("127.0.0.1", int(str(ready["port"])))) as connection:
        connection.sendall(f"GET /health HTTP/1.1\r\nHost: 127.0.0.1:{ready['port']}\r\n\r\n".encode())
        assert connection.recv(1)


@pytest.mark.attack("secrets", "programs keep their own dumps, only ours are off", "no-dumps")
async def test_programs_may_dump(client: Version1Client) -> None:
    await client.open("/bin/sh", ["-c", "cat /proc/self/limits; stat -c %u /proc/self/mem"], session="limits")
    await client.expect("exit")
    limit = re.search(r"Max core file size\s+(\S+)", client.output["limits"].decode())
    assert limit
    assert limit[1] == str(resource.getrlimit(resource.RLIMIT_CORE)[0]).replace("-1", "unlimited")


@pytest.mark.attack("secrets", "another way in: listeners that nobody knows of", "one-listener")
def test_there_is_one_listener_and_it_is_loopback(shared_bridge: BridgeProcess) -> None:
    process = serving(shared_bridge)
    listening = [each for each in process.net_connections("inet") if each.status == psutil.CONN_LISTEN]
    assert [(each.laddr.ip, each.laddr.port) for each in listening] == [("127.0.0.1", shared_bridge.port)]
    assert process.net_connections("udp") == []
    local = {each.laddr for each in process.net_connections("unix") if each.laddr}
    assert len(local) == 1


@pytest.mark.attack("secrets", "a socket of another user waits where ours would be", "private-socket")
def test_a_folder_of_somebody_else_is_not_trusted(launcher: Launcher) -> None:
    if os.geteuid():
        pytest.skip("only root can make a folder somebody else's")
    folder = Path(launcher.environment["XDG_RUNTIME_DIR"]) / "agent-bridge"
    folder.mkdir(mode=0o777)
    os.chown(folder, 12345, 12345)
    bridge = launcher.start()
    assert list(folder.iterdir()) == []
    assert bridge.ready.get("door") is None
    assert launcher.run("open", "--print").returncode == 1


@pytest.mark.attack("secrets", "two bridges with one token", "token-in-memory-only")
def test_each_start_has_a_token_of_its_own(launcher: Launcher) -> None:
    tokens = {launcher.start().token for _ in range(3)}
    assert len(tokens) == 3
    assert all(len(token) >= 43 for token in tokens)
