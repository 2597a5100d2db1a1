"""Whatever keeps the page away is said in its place, with what to do and a button that does it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.vscode.conftest import SCREENSHOTS, Desk, MakeDesk
from tests.vscode.workbench import Workbench

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

MOST_MS = 60_000
GOOD = '#!/bin/sh\nexec {program} "$@"\n'
SILENT = "#!/bin/sh\necho thinking >&2\nexec sleep 600\n"
CRASHING = "#!/bin/sh\necho 'cannot listen on 127.0.0.1:0' >&2\nexit 1\n"
TOO_OLD = '#!/bin/sh\necho \'{"port": 0, "token": "x"}\'\nexec sleep 600\n'


@pytest.fixture(scope="module")
def desk(make_desk: MakeDesk) -> Iterator[Desk]:
    """Without AGENT_BRIDGE_BIN: the program is the one that lies in the extension."""
    with make_desk(AGENT_BRIDGE_BIN="", AGENT_BRIDGE_CMD="/bin/sh") as one:
        yield one


class Shipped:
    """The program in the extension's own folder, which a test puts there in the state it wants."""

    def __init__(self, desk: Desk, program: Path) -> None:
        [extension] = desk.server.extensions.glob("agent-bridge.agent-bridge-*")
        self.path = extension / "bin" / "linux-x86_64" / "agent-bridge"
        self.sums = self.path.with_name("SHA256SUMS")
        self._program = program

    def put(self, content: str = GOOD, mode: int = 0o755) -> None:
        import hashlib

        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.unlink(missing_ok=True)
        self.path.write_text(content.replace("{program}", str(self._program)))
        self.path.chmod(mode)
        self.sums.write_text(f"{hashlib.sha256(self.path.read_bytes()).hexdigest()}  agent-bridge\n")


@pytest.fixture
def shipped(desk: Desk, program: Path) -> Shipped:
    return Shipped(desk, program)


def expect_notice(window: Workbench, title: str, words: str) -> None:
    expect(window.webview.get_by_role("heading", name=title)).to_be_visible(timeout=MOST_MS)
    expect(window.webview.get_by_role("alert")).to_contain_text(words)
    window.screenshot(SCREENSHOTS / f"failure-{title.lower().replace(' ', '-')}.png")


def test_each_failure_says_what_to_do_and_its_button_helps(
    open_window: Callable[..., Workbench], shipped: Shipped
) -> None:
    window = open_window()
    window.activity_icon.click()
    expect_notice(window, "The agent-bridge program was not found", str(shipped.path))

    def retry() -> None:
        window.webview.get_by_role("button", name="Try Again").click()

    shipped.put()
    shipped.path.write_text("changed")
    retry()
    expect_notice(window, "The agent-bridge program is damaged", "its SHA-256 is not the one it was shipped with")

    shipped.put(CRASHING)
    retry()
    expect_notice(window, "The bridge ended as it started", "cannot listen on 127.0.0.1:0")

    shipped.put(TOO_OLD)
    retry()
    expect_notice(window, "This agent-bridge is too old for the extension", 'its "port" is no port')

    shipped.put(SILENT)
    retry()
    expect(window.webview.get_by_role("status")).to_contain_text("Starting Agent Bridge")
    expect_notice(window, "The bridge did not answer within 10 s", "thinking")

    shipped.put(mode=0o644)
    retry()
    expect_notice(window, "The agent-bridge program may not be executed", "not marked as a program")
    window.webview.get_by_role("button", name="Make It Executable").click()
    window.wait_for_page()


@pytest.fixture
def untrusted(make_desk: MakeDesk) -> Iterator[Desk]:
    with make_desk(trust=False, AGENT_BRIDGE_CMD="/bin/sh") as one:
        settings = one.workspace / ".vscode" / "settings.json"
        settings.parent.mkdir()
        settings.write_text('{"agentBridge.command": "/bin/sh -c \'echo pwned; exec cat\'"}')
        yield one


def test_in_an_untrusted_workspace_nothing_starts_unasked_and_its_settings_choose_no_program(
    open_window: Callable[..., Workbench], untrusted: Desk
) -> None:
    window = open_window(url=untrusted.server.url(untrusted.workspace))
    window.activity_icon.click()
    expect_notice(window, "This workspace is not trusted", "None is started in Restricted Mode")
    window.webview.get_by_role("button", name="Start Anyway").click()
    window.wait_for_page()
    assert "pwned" not in window.text()
