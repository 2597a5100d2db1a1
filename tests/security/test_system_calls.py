"""Every system call of a whole session, as strace saw it: files in documented places, connections to loopback."""

import re
import shutil
from pathlib import Path

import pytest

from tests.bridge_process import COMMAND, Launcher
from tests.security.raw_client import ask, request
from tests.version1 import connected

pytestmark = pytest.mark.skipif(not shutil.which("strace"), reason="strace is Linux's, and may be missing")

TRACED = (
    "openat,open,creat,mkdir,mkdirat,unlink,unlinkat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,truncate"
)
NETWORK = "connect,bind,sendto,execve"
CALL = re.compile(r"^(?P<pid>\d+) +(?P<name>\w+)\((?P<rest>.*)$")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
FAILED = re.compile(r"= -1 E\w+ ")
WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND")
DEVICES = ("/dev/null", "/dev/ptmx", "/dev/pts/", "/dev/tty")


async def test_a_session_touches_what_is_documented_and_nothing_else(launcher: Launcher, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    strace = ["strace", "-f", "-qq", "-s", "300", "-e", f"trace={TRACED},{NETWORK}", "-o", str(trace)]
    (launcher.workspace / "a.py").write_text("print(1)\n")
    environment = {"PYTHONDONTWRITEBYTECODE": "1"}
    bridge = launcher.start(environment=environment, command=[*strace, *COMMAND])
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.open("/bin/cat", agent="claude")
        await client.type(b"hello\n")
        await client.read_until(b"hello\r\nhello")
        await client.say("savePrompt", historyEntry={"id": "p", "serializedContent": "hello"})
        await client.expect("promptSaved")
        await client.say("saveDraft", sessionId="a", draft="half")
        await client.say("changeSetting", name="font-size", value=15, scope="user")
        await client.expect("settingsList")
        await client.say("injectFiles", sessionId="s1", paths=["a.py"])
        await client.read_until(b"print(1)")
        await client.say("searchIndex", pattern="a", opened=[], limit=5)
        await client.expect("searchResult")
        for kind in ("listAgents", "listSettings", "listSessions"):
            await client.say(kind)
        await client.expect("sessionsChanged")
        await ask(bridge, request(bridge, "GET / HTTP/1.1", "Connection: close"))
        await client.say("close", sessionId="s1")
        await client.expect("exit")
    assert bridge.process.stdin is not None
    bridge.process.stdin.close()
    bridge.wait(60)
    judge(trace.read_text(errors="replace"), launcher)


def judge(trace: str, launcher: Launcher) -> None:
    """Of our own calls that succeeded: each file and each address."""
    home, runtime = str(launcher.home), launcher.environment["XDG_RUNTIME_DIR"]
    programs: set[str] = set()
    started = False
    seen = 0
    for line in trace.splitlines():
        call = CALL.match(line)
        if call is None or FAILED.search(line) or call["pid"] in programs:
            continue
        if call["name"] == "execve":
            if started and "bridge" not in call["rest"].partition("]")[0]:
                programs.add(call["pid"])  # what it does from here is its own business
            started = True
        elif call["name"] in ("connect", "bind", "sendto"):
            check_address(call["name"], call["rest"], runtime)
        else:
            check_files(line, home, runtime)
            seen += 1
    assert seen > 100, "nothing was traced"


def check_files(line: str, home: str, runtime: str) -> None:
    """Nothing is written but in our folders, nothing of the home is read but what is documented."""
    ours = (f"{home}/.local/state/agent-bridge", f"{home}/.config/agent-bridge", f"{runtime}/agent-bridge")
    told = f"{home}/.claude/ide"  # where Claude Code looks for its editor
    on_the_way = {f"{home}/.local", f"{home}/.local/state", f"{home}/.config", f"{home}/.claude", home, runtime}
    others = tuple(f"{home}/{name}" for name in (".config/git", ".gitconfig", ".claude", ".agents", ".cache", "_MEI"))
    opens = re.match(r"\d+ +open", line)
    for path in QUOTED.findall(line):
        if not path.startswith("/") or path in on_the_way or path.startswith((*ours, told, *DEVICES, f"{home}/_MEI")):
            continue
        if not opens or WRITES.search(line):
            raise AssertionError(f"written: {line}")
        assert not path.startswith(home) or path.startswith(others), f"read: {line}"


def check_address(name: str, rest: str, runtime: str) -> None:
    if "sin_addr" in rest:
        assert 'inet_addr("127.' in rest, f"{name}: {rest}"
    elif "sin6_addr" in rest:
        assert '"::1"' in rest, f"{name}: {rest}"
    elif "sun_path" in rest:
        assert runtime in rest or "/nscd/" in rest or "/userdb/" in rest, f"{name}: {rest}"
