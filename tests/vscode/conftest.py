"""A real VS Code with the extension packed and installed as a person installs it."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.bridge_process import COMMAND, REPOSITORY
from tests.fakes.model_server import ModelServer
from tests.real_agents import settings as agents
from tests.vscode.code_server import CodeServer, install
from tests.vscode.workbench import Workbench

PLUGIN = REPOSITORY / "hosts" / "vscode-plugin"
SCREENSHOTS = Path(os.environ.get("AGENT_BRIDGE_SCREENSHOTS") or Path(__file__).parent / "screenshots")
SOURCE = "".join(f"line {number}\n" for number in range(1, 61))


@pytest.fixture(scope="session")
def vsix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as `make vsix` makes it, but for the binary: tests name the bridge by AGENT_BRIDGE_BIN."""
    out = tmp_path_factory.mktemp("vsix")
    packing = ["node", "package.mjs", "--without-binary", "--out", str(out)]
    subprocess.run(packing, cwd=PLUGIN, check=True, capture_output=True, timeout=120)
    [package] = out.glob("*.vsix")
    return package


@dataclass
class Desk:
    """Where a person works: a home, a folder, and a VS Code that knows the extension."""

    home: Path
    workspace: Path
    environment: dict[str, str]
    server: CodeServer
    model: ModelServer


MakeDesk = Callable[..., AbstractContextManager[Desk]]


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bridge as one file that can be started."""
    path = tmp_path_factory.mktemp("program") / "agent-bridge"
    command = [*COMMAND[:1], "-P", *COMMAND[1:]] if COMMAND[0] == sys.executable else COMMAND
    path.write_text(f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(REPOSITORY))} exec {shlex.join(command)} "$@"\n')
    path.chmod(0o755)
    return path


@pytest.fixture(scope="session")
def make_desk(tmp_path_factory: pytest.TempPathFactory, vsix: Path, program: Path) -> MakeDesk:
    def make(*, trust: bool = True, agent: str = "claude", **environment: str) -> AbstractContextManager[Desk]:
        environment = {"AGENT_BRIDGE_BIN": str(program), **environment}
        return _Desk(tmp_path_factory.mktemp("desk"), vsix, environment, trust, agent)

    return make


class _Desk(AbstractContextManager[Desk]):
    def __init__(self, folder: Path, vsix: Path, environment: dict[str, str], trust: bool, agent: str) -> None:
        self._folder = folder
        self._vsix = vsix
        self._environment = environment
        self._trust = trust
        self._agent = agent
        self._stack = ExitStack()

    def __enter__(self) -> Desk:
        home, workspace = self._folder / "home", self._folder / "workspace"
        for name in ("app.py", "other.py"):
            path = workspace / "src" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(SOURCE)
        model = self._stack.enter_context(ModelServer())
        environment = agents.prepare(self._agent, home, workspace, model.port) | self._environment
        environment["XDG_RUNTIME_DIR"] = str(home)
        # as a person's own: VS Code asks the login shell for it
        (home / ".profile").write_text(f"PATH={shlex.quote(environment['PATH'])}\n")
        data, extensions = self._folder / "data", self._folder / "extensions"
        install(self._vsix, data, extensions, environment)
        server = self._stack.enter_context(CodeServer(data, extensions, environment, trust=self._trust))
        return Desk(home, workspace, environment, server, model)

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        shutil.rmtree(self._folder, ignore_errors=True)


@pytest.fixture(scope="module")
def desk(make_desk: MakeDesk) -> Iterator[Desk]:
    """One for all tests of a file: each opens windows of its own."""
    with make_desk() as one:
        yield one


@pytest.fixture
def open_window(browser: Browser, desk: Desk, request: pytest.FixtureRequest) -> Iterator[Callable[..., Workbench]]:
    """Opens windows of VS Code; a screenshot of the last one is kept at the end."""
    opened: list[Workbench] = []

    def open_one(folder: Path | None = None, url: str | None = None) -> Workbench:
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        window = Workbench(context.new_page(), url or desk.server.url(folder or desk.workspace))
        opened.append(window)
        window.open()
        return window

    yield open_one
    for window in opened:
        if window.page.is_closed():
            continue
        window.screenshot(SCREENSHOTS / f"{request.node.name}.png")
        window.page.context.close()
