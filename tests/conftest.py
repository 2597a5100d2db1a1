"""Fixtures for tests that go through the front door: a real bridge process, and clients that speak to it."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.security import rows, weakened

if os.environ.get("AGENT_BRIDGE_WITHOUT"):  # before anything of the bridge is imported
    weakened.install(os.environ["AGENT_BRIDGE_WITHOUT"].split(","))

from tests.bridge_process import WITHOUT, BridgeProcess, Launcher
from tests.chromium import FLAGS, chromium

pytest_runtest_makereport = rows.make_report


def pytest_addoption(parser: pytest.Parser) -> None:
    rows.add_options(parser)


hypothesis.settings.register_profile("patient", deadline=None)  # a busy machine is no fault
hypothesis.settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    """A shell that starts us in the background lets us ignore these, and every program we start would inherit that."""
    for name, action in (("SIGINT", signal.default_int_handler), ("SIGHUP", signal.SIG_DFL)):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, action)
    file = config.getoption("--rows")
    if file is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(rows.Writer(file))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home folder: no settings, no history."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    return folder


@pytest.fixture
def launcher(home: Path, workspace: Path) -> Iterator[Launcher]:
    """Starts bridges; all of them are ended with the test."""
    with Launcher(home, workspace) as starts:
        yield starts


@pytest.fixture
def bridge(launcher: Launcher) -> BridgeProcess:
    """A running bridge with default settings."""
    return launcher.start()


@pytest.fixture(scope="module")
def shared_launcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launcher]:
    """Starts bridges for all tests of a file."""
    place = tmp_path_factory.mktemp("shared")
    for name in ("home", "workspace"):
        (place / name).mkdir()
    with Launcher(place / "home", place / "workspace") as starts:
        yield starts


@pytest.fixture(scope="module")
def shared_bridge(shared_launcher: Launcher) -> BridgeProcess:
    """A running bridge for all tests of a file: for those that only ask it, and for attacks that it must survive."""
    return shared_launcher.start()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One for all suites of a process: a second one cannot be started beside it."""
    with sync_playwright() as one:
        yield one


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A real Chromium."""
    one = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
    yield one
    one.close()


_DRIVE_A_BROWSER = {"e2e", "vscode", "jetbrains"}
_RUN_REAL_PROGRAMS = _DRIVE_A_BROWSER | {"contract", "frozen", "integration", "real_agents", "replay", "security"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright's synchronous interface keeps a loop running that asyncio tests cannot share.

    What waits for other people's programs on a shared machine gets a second try. The summary names each that took it:
    look into those, `-p no:rerunfailures` shows them as they are.
    """
    rows.select(config, items)
    items.sort(key=lambda item: not _DRIVE_A_BROWSER.isdisjoint(item.path.parts))
    if WITHOUT or not config.pluginmanager.hasplugin("rerunfailures"):
        return  # a test that is meant to fail need not do so twice
    for item in items:
        if not _RUN_REAL_PROGRAMS.isdisjoint(item.path.parts):
            item.add_marker(pytest.mark.flaky(reruns=1))
