"""The page in a real browser, over the echo agent and a shell."""

import signal
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.bridge_process import ECHO_AGENT, Launcher
from tests.e2e.conftest import SCREENSHOTS
from tests.e2e.frame_host import HOST_PAGE, OtherOrigin
from tests.e2e.page_driver import PageDriver, open_page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

SHELL = "/bin/sh"


def test_the_ticket_leaves_the_address_bar_and_works_only_once(page: PageDriver) -> None:
    bridge = page.launcher.start("--cmd", SHELL)
    link = page.link()
    page.page.goto(link)
    page.expect_status("Connected")
    assert page.page.url == bridge.base
    assert bridge.token not in page.page.content()
    with open_page(page.page.context.browser or pytest.fail("no browser"), page.launcher) as other:
        other.page.goto(link)
        expect(other.page.get_by_label("Token")).to_be_visible()
        other.problems.clear()


def test_without_a_ticket_the_page_asks_for_the_token_and_says_when_it_is_wrong(page: PageDriver) -> None:
    bridge = page.launcher.start("--cmd", SHELL)
    page.page.goto(bridge.base)
    field = page.page.get_by_label("Token")
    field.fill("wrong")
    field.press("Enter")
    expect(page.page.get_by_text("not valid")).to_be_visible()
    page.page.get_by_label("Token").fill(bridge.token)
    page.page.get_by_label("Token").press("Enter")
    page.expect_status("Connected")


def test_keys_reach_the_program_and_its_output_the_screen(page: PageDriver) -> None:
    page.open("--cmd", SHELL)
    page.type("printf '%s-%s\\n' one two\n")
    page.wait_for("one-two")


def test_a_reload_brings_the_screen_back_and_types_nothing_into_the_program(page: PageDriver) -> None:
    # the program asks the terminal what it is, over and over; a replay must not answer again
    script = (
        "import os,sys,tty\ntty.setraw(0)\n"
        "os.write(1,b'\\x1b[2J\\x1b[H\\x1b[31mred\\x1b[0m\\x1b[5;10Hhere\\x1b[c\\x1b[6n')\n"
        "n=0\nwhile True:\n d=os.read(0,1000)\n n+=1\n os.write(1,b'\\x1b[%d;1H[%d] %r ' % (7+n,n,d))\n"
    )
    file = page.launcher.workspace / "asks.py"
    file.write_text(script)
    page.open("--cmd", f"{sys.executable} {file}")
    page.wait_for("[1]")
    before = page.settled_screen()
    page.page.reload()
    page.wait_for("[1]")
    assert page.settled_screen() == before
    page.type("x")
    page.wait_for("b'x'")


def test_a_reload_brings_back_what_the_scrollback_has_lost_and_at_once(page: PageDriver) -> None:
    # a screen with margins and modes, drawn once; then more than is kept goes into its last line
    script = (
        "import sys,tty\ntty.setraw(0)\nw=lambda t:(sys.stdout.write(t),sys.stdout.flush())\n"
        "w('\\x1b[?1049h\\x1b[?25l\\x1b[2;5r'+''.join(f'\\x1b[{n};3H\\x1b[3{n}mrow {n}' for n in range(1,8)))\n"
        "for n in range(60000): w(f'\\x1b[9;1H\\x1b[1m{n} of many words that are soon lost\\x1b[m\\x1b[K')\n"
        "w('\\x1b[10;1Hready')\nsys.stdin.read(1)\nw('\\x1b[5;1H\\nscrolled')\nsys.stdin.read(1)\n"
    )
    file = page.launcher.workspace / "draws.py"
    file.write_text(script)
    page.open("--scrollback", "65536", "--cmd", f"{sys.executable} {file}")
    page.wait_for("ready", "screen")
    before = page.settled_screen()
    assert before[0] == "  row 1"
    page.page.reload()
    page.wait_for("ready", "screen")
    assert page.settled_screen() == before
    page.type("x")
    page.wait_for("scrolled", "screen")
    assert page.settled_screen()[:4] == ["  row 1", "  row 3", "  row 4", "  row 5"]


def test_the_exit_shows_its_code_and_restart_starts_again(page: PageDriver) -> None:
    page.open("--cmd", SHELL)
    page.type("exit 3\n")
    expect(page.page.get_by_text("code 3")).to_be_visible()
    page.page.reload()
    expect(page.page.get_by_text("code 3")).to_be_visible()
    page.page.get_by_role("button", name="Restart").last.click()
    expect(page.page.get_by_text("code 3")).to_be_hidden()
    page.wait_until_gone("exit 3")
    page.wait_for_any_output()
    page.type("echo again-$((1+1))\n")
    page.wait_for("again-2")


def test_a_signal_is_named(page: PageDriver) -> None:
    page.open("--cmd", SHELL)
    page.type("kill -KILL $$\n")
    expect(page.page.get_by_text("SIGKILL")).to_be_visible()


def test_a_program_that_does_not_start_says_why(page: PageDriver) -> None:
    bridge = page.launcher.start("--cmd", "no-such-agent --flag")
    page.page.goto(page.link())
    expect(page.page.get_by_text("'no-such-agent' was not found")).to_be_visible()
    assert bridge.process.poll() is None


def test_the_terminal_follows_the_window(page: PageDriver) -> None:
    page.open("--cmd", SHELL)
    page.page.set_viewport_size({"width": 500, "height": 400})
    page.page.wait_for_timeout(300)
    report = page.read()
    page.type("stty size\n")
    page.wait_for(f"{report['rows']} {report['cols']}")


def test_the_font_size_changes_and_stays(page: PageDriver) -> None:
    page.open("--cmd", SHELL)
    size = page.read()["fontSize"]
    page.press("Control+=")
    assert page.read()["fontSize"] == size + 1
    page.page.reload()
    page.expect_status("Connected")
    assert page.read()["fontSize"] == size + 1


def test_it_reconnects_after_the_connection_was_lost_and_misses_nothing(page: PageDriver) -> None:
    bridge = page.open("--cmd", SHELL)
    page.type("for i in 1 2 3 4 5 6 7 8; do echo tick-$i; sleep 0.3; done\n")
    page.wait_for("tick-1\n")
    page.page.context.set_offline(True)
    bridge.process.send_signal(signal.SIGSTOP)
    page.page.wait_for_timeout(300)
    bridge.process.send_signal(signal.SIGCONT)
    page.page.context.set_offline(False)
    text = page.wait_for("tick-8\n")
    page.expect_status("Connected")
    assert [line for line in text.splitlines() if line.startswith("tick-")] == [f"tick-{i}" for i in range(1, 9)]


def test_it_says_so_when_the_bridge_has_stopped(page: PageDriver) -> None:
    bridge = page.open("--cmd", SHELL)
    bridge.stop()
    page.expect_status("stopped")


def test_shift_enter_is_a_new_line_and_not_a_submission(page: PageDriver) -> None:
    page.open("--cmd", ECHO_AGENT)
    page.wait_for("help")
    page.type("first")
    page.press("Shift+Enter")
    page.type("second")
    page.press("Enter")
    page.wait_for('"first\\nsecond"')


def test_a_paste_cannot_break_out_of_its_brackets(page: PageDriver) -> None:
    page.open("--cmd", ECHO_AGENT)
    page.wait_for("help")
    page.paste("harm\x1b[201~less\r\nsecond")
    page.wait_for("second")
    page.press("Enter")
    text = page.wait_for("you said")
    assert "second" in text.split("you said")[1]
    assert text.count("you said") == 1


def test_untrusted_text_stays_text(page: PageDriver) -> None:
    page.open("--cmd", SHELL)
    page.type("printf '\\033]0;<img src=x onerror=alert(1)>\\007<b>bold</b>\\n'\n")
    page.wait_for("<b>bold</b>")
    assert page.page.locator("img[src=x], b").count() == 0


def test_no_policy_is_broken_and_nothing_else_is_asked_for(page: PageDriver) -> None:
    asked: list[str] = []
    page.page.on("request", lambda request: asked.append(request.url))
    bridge = page.open("--cmd", SHELL)
    page.type("echo done\n")
    page.wait_for("done")
    assert {url for url in asked if not url.startswith((bridge.base, "data:", "blob:"))} == set()
    assert not any(bridge.token in url for url in asked)


def test_a_version_1_host_that_calls_functions_signs_the_page_in_and_inserts_paths(page: PageDriver) -> None:
    bridge = page.launcher.start("--cmd", SHELL)
    page.page.goto(bridge.base)
    page.page.evaluate("token => window.__setToken(token)", bridge.token)
    page.expect_status("Connected")
    page.wait_for_any_output()
    page.type("echo ")
    page.page.evaluate("() => window.__insertPaths(['/a file', 'plain.txt'])")
    page.type("\n")
    page.wait_for("\n/a file plain.txt")
    page.page.evaluate("() => window.__setFontSize(20)")
    assert page.read()["fontSize"] == 20


def test_a_version_1_host_that_frames_the_page_signs_it_in_by_messages(page: PageDriver, host: OtherOrigin) -> None:
    bridge = page.launcher.start("--cmd", SHELL, "--allow-origin", host.origin)
    host.page = HOST_PAGE.replace("BASE", bridge.base).replace("TOKEN", bridge.token).encode()
    page.page.goto(host.origin)
    expect(page.page.frame_locator("iframe").get_by_role("status").first).to_contain_text("Connected")
    page.page.wait_for_function("() => said.some((message) => message.type === 'uiLoaded' && message.success === true)")
    assert bridge.token not in page.page.evaluate("() => JSON.stringify(said)")


def test_a_page_that_was_not_allowed_cannot_frame_the_page(page: PageDriver, host: OtherOrigin) -> None:
    bridge = page.launcher.start("--cmd", SHELL)
    host.page = HOST_PAGE.replace("BASE", bridge.base).encode()
    page.page.goto(host.origin)
    page.page.wait_for_function("() => document.querySelector('iframe').contentDocument === null")
    assert page.page.frames[1].url.startswith("chrome-error:")
    assert "frame-ancestors" in page.problems.pop()


def test_another_page_cannot_reach_the_bridge(page: PageDriver, tmp_path: Path) -> None:
    bridge = page.launcher.start("--cmd", SHELL)
    other = page.launcher.start("--cmd", SHELL, "--cwd", str(tmp_path))
    page.page.goto(other.base + "health")
    outcome = page.page.evaluate(
        """async ([base, url, token]) => {
          const tries = {};
          tries.fetch = await fetch(base + 'health').then((r) => r.type + r.status, () => 'refused');
          tries.opaque = await fetch(base + 'health', {mode: 'no-cors'}).then((r) => r.text(), () => 'refused');
          tries.socket = await new Promise((resolve) => {
            const socket = new WebSocket(url, ['agent-bridge.v1', 'auth.bearer.' + token]);
            socket.onopen = () => resolve('open');
            socket.onerror = () => resolve('refused');
          });
          return tries;
        }""",
        [bridge.base, bridge.websocket_url, bridge.token],
    )
    page.problems.clear()
    assert outcome["socket"] == "refused"
    assert outcome["fetch"] == "refused"
    assert outcome["opaque"] in ("refused", "")
    assert "Origin is not ours" in bridge.log_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [300, 700, 1200])
def test_it_fits(browser: Browser, launcher: Launcher, width: int, scheme: str) -> None:
    with open_page(browser, launcher, width=width, scheme="dark" if scheme == "dark" else "light") as page:
        page.open("--cmd", ECHO_AGENT)
        page.wait_for("help")
        page.type("/colors")
        page.press("Enter")
        page.page.wait_for_timeout(300)
        page.screenshot(SCREENSHOTS / f"page-{width}-{scheme}.png")
        overflow = page.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0
        box = page.page.locator("#terminal").bounding_box()
        assert box
        assert box["width"] > width * 0.9
        assert page.problems == []
