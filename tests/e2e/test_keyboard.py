"""Every command from the keyboard alone: by its name in the palette, and by its key where it has one."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.composer_driver import Composer
from tests.e2e.page_driver import SECONDS, PageDriver
from tests.e2e.test_composer import agent

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

Run = Callable[[], None]
DEFAULT_SIZE = 13
SAID = "the last line that was said"


def dialog(name: str) -> Callable[[PageDriver, Run], None]:
    def opens(page: PageDriver, run: Run) -> None:
        run()
        expect(page.page.get_by_role("dialog", name=name)).to_be_visible()
        page.press("Escape")
        expect(page.page.get_by_role("dialog", name=name)).to_be_hidden()

    return opens


def goes_to(step: int) -> Callable[[PageDriver, Run], None]:
    def goes(page: PageDriver, run: Run) -> None:
        tabs = page.page.get_by_role("tab")
        selected = [tab.get_attribute("aria-selected") for tab in tabs.all()].index("true")
        run()
        expect(tabs.nth((selected + step) % tabs.count())).to_have_attribute("aria-selected", "true")

    return goes


def asks(page: PageDriver, run: Run) -> None:
    run()
    expect(page.page.get_by_role("button", name="Cancel")).to_be_visible()
    page.press("Escape")
    expect(page.page.get_by_role("button", name="Cancel")).to_be_hidden()


def closes(page: PageDriver, run: Run) -> None:
    count = page.page.get_by_role("tab").count()
    page.new_session()
    run()
    expect(page.page.get_by_role("button", name="Cancel")).to_be_visible()
    page.press("Enter")
    expect(page.page.get_by_role("tab")).to_have_count(count)


def renames(page: PageDriver, run: Run) -> None:
    run()
    expect(page.page.get_by_role("textbox", name="Rename session")).to_be_focused()
    page.press("Escape")


def focuses(selector: str) -> Callable[[PageDriver, Run], None]:
    def takes_the_keyboard(page: PageDriver, run: Run) -> None:
        run()
        expect(page.page.locator(selector)).to_be_focused()

    return takes_the_keyboard


def shows_and_hides_the_composer(page: PageDriver, run: Run) -> None:
    text = Composer(page).text
    was = text.is_visible()
    for shown in (not was, was):
        run()
        expect(text).to_be_visible(visible=shown)


def opens_the_picker(page: PageDriver, run: Run) -> None:
    run()
    expect(Composer(page).picker).to_be_visible()
    page.press("Escape")
    page.press("Backspace")


def searches(page: PageDriver, run: Run) -> None:
    run()
    expect(page.page.get_by_placeholder("Find", exact=True)).to_be_focused()
    page.press("Escape")


def scrolls(page: PageDriver, run: Run) -> None:
    page.command("Go to the terminal")
    page.press("Shift+PageUp")
    button = page.page.get_by_role("button", name="Scroll to the newest output")
    expect(button).to_be_visible()
    run()
    expect(button).to_be_hidden()


def selects_and_copies(page: PageDriver, run: Run) -> None:
    page.command("Select everything in the terminal")
    run()
    page.command("Copy what is selected")
    deadline = time.monotonic() + SECONDS
    while SAID not in page.page.evaluate("navigator.clipboard.readText()"):
        assert time.monotonic() < deadline, "nothing was copied"
        page.page.wait_for_timeout(20)


def wait_for_size(page: PageDriver, size: int) -> None:
    deadline = time.monotonic() + SECONDS
    while (now := page.read()["fontSize"]) != size:
        assert time.monotonic() < deadline, f"the text has size {now}, not {size}"
        page.page.wait_for_timeout(20)


def changes_the_text_by(step: int) -> Callable[[PageDriver, Run], None]:
    def changes(page: PageDriver, run: Run) -> None:
        page.command("Default text size")
        wait_for_size(page, DEFAULT_SIZE)
        if step == 0:
            page.command("Larger text")
            wait_for_size(page, DEFAULT_SIZE + 1)
        run()
        wait_for_size(page, DEFAULT_SIZE + step)

    return changes


def reads_aloud(page: PageDriver, run: Run) -> None:
    for count in (1, 0):
        run()
        expect(page.page.locator("#terminal .xterm-accessibility")).to_have_count(count)


def stops(page: PageDriver, run: Run) -> None:
    run()
    expect(page.page.get_by_text("The agent was stopped")).to_be_visible()
    page.command("Restart session")
    expect(page.page.get_by_text("The agent was stopped")).to_be_hidden()
    page.wait_for(SAID)


# What runs last ends something.
DOES: dict[str, Callable[[PageDriver, Run], None]] = {
    "New session…": dialog("New session"),
    "Next session": goes_to(1),
    "Previous session": goes_to(-1),
    "Rename session": renames,
    "Restart session": asks,
    "Close session": closes,
    "Go to the terminal": focuses("#terminal textarea"),
    "Go to the composer": focuses(".composer .cm-content"),
    "Show or hide the composer": shows_and_hides_the_composer,
    "Add a file to the prompt": opens_the_picker,
    "Find in the terminal": searches,
    "Scroll to the newest output": scrolls,
    "Copy what is selected": selects_and_copies,
    "Select everything in the terminal": selects_and_copies,
    "Prompt history": dialog("Prompt history"),
    "Settings": dialog("Settings"),
    "Larger text": changes_the_text_by(1),
    "Smaller text": changes_the_text_by(-1),
    "Default text size": changes_the_text_by(0),
    "Screen reader mode on or off": reads_aloud,
    "Stop the agent": stops,
}


def commands(page: PageDriver) -> dict[str, str]:
    """Every command that the palette lists, with its key."""
    page.press("Control+Shift+P")
    rows = page.page.get_by_role("dialog", name="Commands").get_by_role("option")
    expect(rows.first).to_be_visible()
    read = (
        "(rows) => rows.map((row) => [row.firstElementChild.textContent, row.querySelector('kbd')?.textContent ?? ''])"
    )
    listed: list[tuple[str, str]] = rows.evaluate_all(read)
    page.press("Escape")
    return dict(listed)


def go_to_the_first(page: PageDriver) -> None:
    page.page.get_by_role("tab").first.focus()
    page.press("Enter")
    page.wait_for(SAID)


def test_every_command_does_what_it_says_by_its_name_and_by_its_key(page: PageDriver) -> None:
    page.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.open("--cmd", agent(page, "--run", f"/flood 20000; {SAID}"))
    page.wait_for(SAID)
    listed = commands(page)
    assert listed.keys() == DOES.keys(), "a command that nobody has tried from the keyboard"
    page.new_session()
    for name, does in DOES.items():
        go_to_the_first(page)
        does(page, lambda name=name: page.command(name))  # type: ignore[misc]
        key = listed[name].replace("Ctrl", "Control").replace("\u2212", "-")
        if key:
            go_to_the_first(page)
            does(page, lambda key=key: page.press(key))  # type: ignore[misc]
