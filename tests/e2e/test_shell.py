"""What is around the terminal: tabs, palette, settings, history, links, questions; readable, and deaf to HTML."""

import gzip
import re
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.bridge_process import ECHO_AGENT
from tests.e2e.history_file import write_history
from tests.e2e.page_driver import PageDriver, open_page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

SHELL = "/bin/sh"
ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "ui" / "node_modules" / "axe-core" / "axe.min.js"
PAGE = ROOT / "bridge" / "web" / "page"
HOSTILE = "<img src=x onerror=window.harmed=1>"


def tabs(page: PageDriver) -> list[str]:
    return [text.strip() for text in page.page.get_by_role("tab").all_inner_texts()]


def test_sessions_are_tabs_that_a_reload_brings_back_with_their_screens(page: PageDriver) -> None:
    page.open("--cmd", SHELL)
    page.type("echo first-$((1+1))\n")
    page.wait_for("first-2")
    page.new_session()
    page.rename("Second one")
    page.type("echo second-$((1+1))\n")
    page.wait_for("second-2")
    assert "first-2" not in page.read()["text"]
    page.page.reload()
    page.wait_for("second-2")
    assert tabs(page) == ["sh", "Second one"]
    page.press("Control+Shift+]")
    page.wait_for("first-2")
    expect(page.page.get_by_role("tab", selected=True)).to_contain_text("sh")
    page.type("echo again-$((1+1))\n")
    page.wait_for("again-2")


def test_closing_asks_where_something_may_be_lost_and_the_last_one_leaves_a_way_on(page: PageDriver) -> None:
    page.open("--cmd", SHELL)
    page.new_session()
    page.command("Close session")
    page.page.get_by_role("button", name="Cancel").click()
    assert len(tabs(page)) == 2
    page.command("Close session")
    page.press("Enter")
    expect(page.page.get_by_role("tab")).to_have_count(1)
    page.type("exit 4\n")
    expect(page.page.get_by_text("code 4")).to_be_visible()
    page.page.get_by_role("tab").focus()
    page.press("Delete")
    expect(page.page.get_by_text("No session is open")).to_be_visible()
    page.page.get_by_role("main").get_by_role("button", name="New session").click()
    page.page.get_by_role("radio", name="Shell").check()
    page.press("Enter")
    page.wait_for_any_output()
    page.page.reload()
    expect(page.page.get_by_role("tab")).to_have_count(1)


def test_a_stopped_agent_is_interrupted_stays_to_be_read_and_starts_again(page: PageDriver) -> None:
    script = page.launcher.workspace / "agent.py"
    script.write_text(
        "import time\nprint('at work', flush=True)\ntry:\n time.sleep(300)\nexcept KeyboardInterrupt:\n"
        " print('tidied up', flush=True)\n"
    )
    page.open("--cmd", f"{sys.executable} {script}")
    page.command("Stop the agent")
    expect(page.page.get_by_text("The agent was stopped")).to_be_visible()
    page.wait_for("tidied up")
    page.page.get_by_role("button", name="Restart").click()
    page.wait_until_gone("tidied up")
    page.wait_for("at work")


def test_who_waits_is_marked_in_tab_and_title_and_the_host_is_told_while_the_panel_is_hidden(page: PageDriver) -> None:
    page.open("--cmd", f"{ECHO_AGENT} --status")
    page.wait_for("help")
    page.new_session()
    page.page.get_by_role("tab").first.click()
    page.type("/ask Run it?")
    page.press("Enter")
    page.wait_for("[y/n]")
    expect(page.page.get_by_role("tab", name=re.compile("waiting for you"))).to_have_count(1)
    expect(page.page).to_have_title(re.compile(r"^\(1\) "))
    page.page.get_by_role("tab").nth(1).click()
    page.page.get_by_role("tab").first.click()
    page.type("y")
    page.wait_for("answered")
    expect(page.page).to_have_title(re.compile(r"^[^(]"))


def test_a_file_in_the_output_opens_at_its_line(page: PageDriver) -> None:
    source = page.launcher.workspace / "src" / f"a {HOSTILE[1:4]}.py"
    source.parent.mkdir()
    (source.parent / "app.py").write_text("".join(f"line {n} {HOSTILE}\n" for n in range(1, 500)))
    page.open("--cmd", SHELL)
    # typed and printed are other texts: a click must not go to the line that `clear` is about to take away
    page.type("clear; echo 'in src/app.py:3'00:5 'and src/none.py:3'\n")
    page.wait_for("in src/app.py:300:5", "screen")
    page.click_text("src/app.py:300")
    dialog = page.page.get_by_role("dialog", name="File")
    expect(dialog.locator("mark")).to_have_text(f"line 300 {HOSTILE}\n")
    expect(dialog.locator("mark")).to_be_in_viewport()
    page.press("Escape")
    expect(dialog).to_be_hidden()
    # a host that opens files gets the place instead
    page.page.evaluate("window.__openInIDE = (path) => { window.opened = path; }")
    page.click_text("src/app.py:300")
    page.page.wait_for_function("window.opened")
    assert page.page.evaluate("window.opened") == f"{page.launcher.workspace.resolve()}/src/app.py:299-299"


def test_several_lines_into_a_shell_are_asked_for_and_a_refused_paste_is_not_typed(page: PageDriver) -> None:
    page.open("--cmd", SHELL)
    page.paste("echo no-$((1+1))\necho neither\n")
    expect(page.page.get_by_text("Each of them runs as a command")).to_be_visible()
    page.press("Escape")
    page.paste("echo one-$((1+1))\necho two-$((2+2))\n")
    page.press("Enter")
    page.wait_for("two-4")
    text = page.read()["text"]
    assert "one-2" in text
    assert "no-2" not in text


def test_scrolling_up_stays_there_while_output_comes_and_a_button_leads_back(page: PageDriver) -> None:
    page.open("--cmd", SHELL)
    page.type("seq 500; sleep 1; seq 501 600\n")
    page.wait_for("\n500\n")
    page.press("Shift+PageUp")
    button = page.page.get_by_role("button", name="Scroll to the newest output")
    page.wait_for("\n600\n")
    expect(button).to_have_attribute("data-more", "true")
    button.click()
    expect(button).to_be_hidden()
    page.type("echo here\n")
    page.wait_for("\nhere")


def test_a_setting_counts_at_once_in_every_page_and_is_kept_in_the_file(page: PageDriver, browser: Browser) -> None:
    page.open("--cmd", SHELL)
    with open_page(browser, page.launcher) as other:
        other.page.goto(page.link())
        other.expect_status("Connected")
        page.press("Control+Shift+,")
        dialog = page.page.get_by_role("dialog", name="Settings")
        dialog.get_by_label("Theme", exact=True).select_option("light")
        dialog.get_by_label("Font size", exact=True).fill("18")
        dialog.get_by_label("Font size", exact=True).press("Enter")
        expect(other.page.locator(":root[data-theme=light]")).to_be_attached()
        other.page.wait_for_function("localStorage['agent-bridge.preferences'].includes('\"fontSize\":18')")
        assert other.read()["fontSize"] == 18
        dialog.get_by_label("Kept for").select_option("workspace")
        dialog.get_by_label("Theme", exact=True).select_option("dark")
        expect(other.page.locator(":root[data-theme=dark]")).to_be_attached()
        dialog.get_by_role("button", name="Back to the default of theme").click()
        expect(other.page.locator(":root[data-theme=light]")).to_be_attached()
    kept = (page.launcher.home / ".config" / "agent-bridge" / "settings.toml").read_text()
    assert kept == 'theme = "light"\nfont-size = 18\n'


def test_the_history_is_found_in_copied_from_deleted_and_cleared(page: PageDriver) -> None:
    here = str(page.launcher.workspace.resolve())
    prompts = [(f"Prompt {n}", here) for n in range(60)]
    write_history(page.launcher, [*prompts, ("Elsewhere", "/other"), (f"Fix {HOSTILE}\nthen test", here)])
    page.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.open("--cmd", SHELL)
    page.press("Control+Shift+H")
    dialog = page.page.get_by_role("dialog", name="Prompt history")
    rows = dialog.get_by_role("listitem")
    expect(rows).to_have_count(50)
    dialog.get_by_role("button", name="Show more").click()
    expect(rows).to_have_count(61)
    dialog.get_by_label("Find a prompt").fill("test fix")
    expect(rows).to_have_count(1)
    dialog.get_by_role("button", name="Copy").click()
    assert page.page.evaluate("navigator.clipboard.readText()") == f"Fix {HOSTILE}\nthen test"
    dialog.get_by_label("Find a prompt").focus()
    page.press("ArrowDown")
    page.press("Delete")
    expect(dialog.get_by_text("No prompt has all these words")).to_be_visible()
    dialog.get_by_label("Find a prompt").fill("")
    dialog.get_by_label("Which prompts").select_option("all")
    dialog.get_by_role("button", name="Show more").click()
    expect(rows).to_have_count(61)
    dialog.get_by_label("Which prompts").select_option("this")
    dialog.get_by_role("button", name="Clear the history").click()
    page.press("Enter")
    expect(dialog.get_by_text("Prompts that you send are kept here")).to_be_visible()
    dialog.get_by_label("Which prompts").select_option("all")
    expect(rows).to_have_count(1)


def test_the_page_is_light_enough_to_start_at_once() -> None:
    scripts = list((PAGE / "assets").glob("*.js"))
    assert scripts
    assert sum(len(gzip.compress(script.read_bytes())) for script in scripts) <= 400_000
