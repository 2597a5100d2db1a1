"""Where agents find the editor: private, there in time, gone in time, and nobody else's."""

import asyncio
import json
import os
import socket
import stat
import sys
from pathlib import Path

import psutil
import pytest

from tests.bridge_process import Launcher
from tests.editor_agent import (
    LIMIT_S,
    ask_codex,
    codex_path,
    lock_of,
    start,
)
from tests.editor_client import editor_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Codex's socket and the private socket are Unix's")


async def test_files_and_sockets_are_private_there_before_the_agent_and_gone_with_the_bridge(
    launcher: Launcher, workspace: Path, home: Path, tmp_path: Path
) -> None:
    bridge = launcher.start()
    (home / ".codex").mkdir()
    async with editor_of(bridge, workspace) as editor:
        await start(editor, tmp_path, "claude")
        await start(editor, tmp_path, "codex", "s2")
        port, lock = lock_of(home)
        path = home / ".claude" / "ide" / f"{port}.lock"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert lock["workspaceFolders"] == [str(workspace)]
        assert bridge.token not in path.read_text()
        serving = psutil.Process(int(str(bridge.ready["pid"])))
        listening = [each.laddr for each in serving.net_connections("inet") if each.status == psutil.CONN_LISTEN]
        assert sorted(listening) == sorted([("127.0.0.1", bridge.port), ("127.0.0.1", port)])
        assert lock["authToken"] not in bridge.log_text()
        places = [home / ".codex" / "ipc" / "ipc.sock", home / "codex-ipc" / f"ipc-{os.getuid()}.sock"]
        found = next(place for place in places if place.is_socket())
        assert stat.S_IMODE(found.stat().st_mode) == 0o600
        assert stat.S_IMODE(found.parent.stat().st_mode) == 0o700
    assert bridge.stop() == 0
    assert not path.exists()
    assert not found.exists()


async def test_two_bridges_share_codexs_place_and_the_second_takes_it_over(
    launcher: Launcher, workspace: Path, home: Path, tmp_path: Path, code: Path
) -> None:
    first, second = launcher.start(), launcher.start()
    path = codex_path(home)
    async with editor_of(second, workspace) as other:
        async with editor_of(first, workspace) as editor:
            await start(editor, tmp_path, "codex")
            await editor.select(code, 1, 1)
            inside = await start(other, tmp_path, "codex")
            await other.select(code, 5, 6)
            await other.shared_when(file={"path": str(code), "start": 4, "end": 5})
            answer = await ask_codex(inside, path, workspace)
            active = answer["result"]["ideContext"]["activeFile"]
            assert active["selection"]["start"] == {"line": 4, "character": 0}
            assert active["activeSelectionContent"] == "line_5 = 5\nline_6 = 6\n"
        await asyncio.to_thread(first.kill)
        async with asyncio.timeout(LIMIT_S):
            while True:  # a dead socket is found and replaced
                try:
                    answer = await ask_codex(inside, path, workspace)
                    break
                except (OSError, asyncio.IncompleteReadError):
                    await asyncio.sleep(0.2)
        assert answer["result"]["ideContext"]["activeFile"]["fsPath"] == str(code)


async def test_a_foreign_program_on_codexs_place_is_left_alone(
    launcher: Launcher, workspace: Path, home: Path, tmp_path: Path
) -> None:
    path = codex_path(home)
    path.parent.mkdir(parents=True, mode=0o700)
    foreign = socket.socket(socket.AF_UNIX)
    foreign.bind(str(path))
    foreign.listen()
    before = path.stat().st_ino
    bridge = launcher.start()
    async with editor_of(bridge, workspace) as editor:
        await start(editor, tmp_path, "codex")
    assert bridge.stop() == 0
    assert path.stat().st_ino == before
    foreign.close()


async def test_what_a_killed_bridge_left_is_swept_and_what_others_wrote_is_not(
    launcher: Launcher, workspace: Path, home: Path, tmp_path: Path
) -> None:
    killed = launcher.start()
    async with editor_of(killed, workspace) as editor:
        await start(editor, tmp_path, "claude")
    killed_lock = next((home / ".claude" / "ide").glob("*.lock"))
    await asyncio.to_thread(killed.kill)
    foreign = home / ".claude" / "ide" / "1.lock"
    foreign.write_text(json.dumps({"pid": 999_999_999, "ideName": "Visual Studio Code", "transport": "ws"}))
    bridge = launcher.start()
    async with editor_of(bridge, workspace) as editor:
        await start(editor, tmp_path, "claude")
        assert not killed_lock.exists()
        assert foreign.exists()
    assert bridge.stop() == 0
    assert [path.name for path in foreign.parent.iterdir()] == ["1.lock"]


async def test_the_switch_keeps_everything_away(
    launcher: Launcher, workspace: Path, home: Path, tmp_path: Path
) -> None:
    bridge = launcher.start("--no-editor")
    async with editor_of(bridge, workspace) as editor:
        await start(editor, tmp_path, "claude")
        assert not (home / ".claude").exists()
