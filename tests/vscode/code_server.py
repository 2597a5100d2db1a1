"""The real VS Code: its server and web workbench on loopback, out of npm's code-server (tools/code_server.sh)."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from tests.bridge_process import REPOSITORY

TREE = Path(os.environ.get("AGENT_BRIDGE_TEST_CODE_SERVER") or REPOSITORY / ".cache" / "code-server")
START_SECONDS = 60
STOP_SECONDS = 10
INSTALL_SECONDS = 120

SETTINGS = {
    # nothing that asks the network, or covers the workbench
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": False,
    "workbench.welcomePage.walkthroughs.openOnInstall": False,
    "workbench.enableExperiments": False,
    "workbench.accounts.experimental.showEntitlements": False,
    "extensions.autoUpdate": False,
    "extensions.autoCheckUpdates": False,
    "extensions.ignoreRecommendations": True,
    "update.mode": "none",
    "update.showReleaseNotes": False,
    "telemetry.telemetryLevel": "off",
    "chat.commandCenter.enabled": False,
    "chat.setupFromDialog": False,
    "git.enabled": False,
    "git.openRepositoryInParentFolders": "never",
    "security.workspace.trust.startupPrompt": "never",
    "security.workspace.trust.banner": "never",
    "files.watcherExclude": {"**": True},
    "window.confirmBeforeClose": "never",
    "workbench.editor.enablePreview": False,
    "workbench.reduceMotion": "on",
    "editor.minimap.enabled": False,
}


class CodeServer:
    """One server with its own data; a context manager. `trust`: whether workspaces are trusted without asking."""

    def __init__(self, data: Path, extensions: Path, environment: Mapping[str, str], *, trust: bool = True) -> None:
        self.data = data
        self.environment = dict(environment)
        self.extensions = extensions
        self._trust = trust
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def __enter__(self) -> Self:
        self.write_settings()
        self.port = free_port()
        flags = ["--disable-workspace-trust"] if self._trust else []
        log = self.data.parent / f"{self.data.name}.log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [
                    *command(self.data, self.extensions),
                    *("--host", "127.0.0.1", "--port", str(self.port), "--without-connection-token"),
                    *("--telemetry-level", "off", "--enable-smoke-test-driver", *flags),
                ],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_for_port(self.port, self._process, log)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        family = psutil.Process(self._process.pid).children(recursive=True)
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for member in psutil.wait_procs(family, timeout=STOP_SECONDS)[1]:
            member.kill()

    def write_settings(self, **settings: object) -> None:
        """The user's settings; live."""
        _write_json(self.data / "user" / "User" / "settings.json", SETTINGS | settings)

    def write_machine_settings(self, settings: Mapping[str, object]) -> None:
        """Settings of this machine, where those of scope `machine` belong; live."""
        _write_json(self.data / "server" / "data" / "Machine" / "settings.json", dict(settings))

    def url(self, folder: Path) -> str:
        return f"{self.base}/?folder={folder}"


def install(vsix: Path, data: Path, extensions: Path, environment: Mapping[str, str]) -> str:
    """Install an extension as a person does from the command line; what that printed."""
    done = subprocess.run(
        [*command(data, extensions), "--install-extension", str(vsix)],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=INSTALL_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def command(data: Path, extensions: Path) -> list[str]:
    main = TREE / "out" / "server-main.js"
    if not main.exists():
        raise FileNotFoundError(f"{main} is not there: `make code-server` installs it")
    return [
        *(shutil.which("node") or "node", str(main)),
        *("--server-data-dir", str(data / "server"), "--user-data-dir", str(data / "user")),
        *("--extensions-dir", str(extensions), "--accept-server-license-terms"),
    ]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for_port(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, log.read_text(errors="replace")
        assert time.monotonic() < deadline, f"VS Code does not listen:\n{log.read_text(errors='replace')}"
        time.sleep(0.1)


def _write_json(path: Path, content: Mapping[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2), encoding="utf-8")
