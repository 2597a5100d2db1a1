"""The page in a real JCEF, put there and spoken to by the plugin's own classes, in a simulated IDE."""

import json
import platform
import socket
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, Playwright

from tests.bridge_process import Launcher
from tests.e2e.conftest import SCREENSHOTS
from tests.e2e.page_driver import SECONDS, PageDriver
from tests.jetbrains.simulated_ide import SimulatedIde, screen, start
from tools.build_jetbrains import Build

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.browser,
    pytest.mark.skipif(
        sys.platform != "linux" or platform.machine() != "x86_64", reason="JCEF is fetched for Linux on x86_64"
    ),
]


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with screen() as name:
        yield name


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "a project"
    folder.mkdir()
    (folder / "app.py").write_text("import sys\n\n\ndef main():\n    print(sys.argv)\n")
    (folder / "sub").mkdir()
    return folder


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def ide(build: Build, display: str, tmp_path: Path, workspace: Path, port: int) -> Iterator[SimulatedIde]:
    with start(build, display, tmp_path / "ide", workspace, port) as running:
        yield running


def shown(port: int, but: str = "") -> str:
    """The bridge's page that JCEF shows, once it is another than `but`; asked of JCEF's own list of pages."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json", timeout=SECONDS) as answer:
                urls = [str(target["url"]) for target in json.load(answer) if target["type"] == "page"]
        except OSError:
            urls = []  # JCEF has not started yet
        for url in urls:
            if url.startswith("http://127.0.0.1:") and url != but:
                return url
        assert time.monotonic() < deadline, f"the page is not shown, but {urls}"
        time.sleep(0.1)


@contextmanager
def page_in_jcef(playwright: Playwright, port: int, but: str = "") -> Iterator[Page]:
    """The page, driven over JCEF's DevTools port."""
    url = shown(port, but)
    browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}", timeout=SECONDS * 1000)
    page = next(page for context in browser.contexts for page in context.pages if page.url == url)
    page.set_default_timeout(SECONDS * 1000)
    yield page


def wait_until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def color(page: Page, name: str) -> str:
    return str(page.evaluate("name => getComputedStyle(document.documentElement).getPropertyValue(name).trim()", name))


def said_anywhere(page: Page, *texts: str) -> bool:
    """Whether one of them is in the terminal (where lines wrap) or in the composer."""
    driver = PageDriver.__new__(PageDriver)
    driver.page = page
    shown = str(driver.read()["text"]).replace("\n", "") + page.locator("body").inner_text()
    return any(text in shown for text in texts)


def test_the_plugin_shows_the_page_in_a_real_jcef_and_both_understand_each_other(
    ide: SimulatedIde, playwright: Playwright, port: int, workspace: Path, launcher: Launcher
) -> None:
    bridge = psutil.Process(int(ide.wait_for("process")))

    with page_in_jcef(playwright, port) as page:
        driver = PageDriver(page, launcher)
        driver.expect_status("Connected")  # the token came by the bridge between host and page
        driver.wait_for_any_output()
        assert "token" not in page.url
        look_of(ide, page)
        keys(ide, driver)
        paths(ide, page, workspace)
        requests(ide, page, workspace)
    ide.close()
    bridge.wait(SECONDS)


def look_of(ide: SimulatedIde, page: Page) -> None:
    """The IDE's colours and font, and their change while the page is shown."""
    assert color(page, "--vscode-terminal-background") == "#1e1f22"
    assert page.evaluate("document.documentElement.dataset.hostTheme") == "dark"
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "jcef_dark.png")
    ide.do("look", "light")
    wait_until(lambda: color(page, "--vscode-terminal-background") == "#ffffff", "the page stayed dark")
    assert page.evaluate("document.documentElement.dataset.hostTheme") == "light"
    page.screenshot(path=SCREENSHOTS / "jcef_light.png")
    ide.do("look", "dark")


def keys(ide: SimulatedIde, driver: PageDriver) -> None:
    """What is typed reaches the agent; the IDE's own keys come back to it, also while the terminal has the focus."""
    driver.page.locator("#terminal").click()
    driver.type("typed in a tool window\r")
    driver.wait_for("typed in a tool window")
    driver.press("Control+,")
    ide.wait_for("action", "AgentBridge.AddFile")
    driver.press("Control+Shift+A")
    ide.wait_for("action", "GotoAction")
    driver.press("Shift+Escape")
    ide.wait_for("left")


def paths(ide: SimulatedIde, page: Page, workspace: Path) -> None:
    """Actions and drops put paths into the prompt."""
    ide.do("select", str(workspace / "app.py"), "13", "45")
    ide.do("lines")
    wait_until(lambda: said_anywhere(page, "#L4-5", ":4-5"), "no lines were added")
    ide.do("add", str(workspace / "app.py"))
    wait_until(lambda: said_anywhere(page, "app.py"), "the file was not added")
    ide.do("drop", str(workspace / "sub"))
    wait_until(lambda: said_anywhere(page, "sub"), "the folder was not dropped")
    page.screenshot(path=SCREENSHOTS / "jcef_paths.png")


def requests(ide: SimulatedIde, page: Page, workspace: Path) -> None:
    """What the page asks the host for, through the function the host has put into it."""

    def tell(**notice: object) -> None:
        page.evaluate("json => window.__tellHost(json)", json.dumps(notice))

    tell(type="openFile", path="app.py:3-4", file="app.py", range={"start": 3, "end": 4}, column=2)
    assert ide.wait_for("opened") == f"{workspace / 'app.py'}:3:2 focused"
    tell(type="openFile", path=str(workspace / "app.py"), preserveFocus=True)
    assert ide.wait_for("opened") == f"{workspace / 'app.py'}:0:0"
    tell(type="copy", text="copied\nhere")
    ide.wait_for("copied", "copied\\nhere")
    tell(type="openExternal", url="https://example.org/")
    ide.wait_for("browse", "https://example.org/")
    tell(type="chord", key="A", code="KeyA", ctrlKey=True, shiftKey=True, altKey=False, metaKey=False)
    ide.wait_for("action", "GotoAction")
    tell(type="hostAction", name="openSettings")
    ide.wait_for("settings", "SettingsPage")
    ide.do("hide")
    tell(type="notify", sessionId="s", kind="waiting", title="Claude <Code>", body="Run it?")
    assert ide.wait_for("balloon") == "Claude &lt;Code&gt; | Run it? | INFORMATION"
    ide.do("click-balloon")
    ide.do("show")
    page.evaluate("window.open('https://example.org/popup')")
    ide.wait_for("browse", "https://example.org/popup")


def test_a_bridge_that_is_killed_comes_back_with_its_page(
    ide: SimulatedIde, playwright: Playwright, port: int, launcher: Launcher
) -> None:
    first = psutil.Process(int(ide.wait_for("process")))
    with page_in_jcef(playwright, port) as page:
        PageDriver(page, launcher).expect_status("Connected")
        before = page.url
        first.kill()
        second = psutil.Process(int(ide.wait_for("process")))
        shown(port, but=before)
    with page_in_jcef(playwright, port, but=before) as page:
        PageDriver(page, launcher).expect_status("Connected")
    assert second.is_running()
    ide.close()
