"""Text from elsewhere that would be code: in names, prompts, titles, settings and output it stays text."""

import base64
import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.history_file import write_history
from tests.e2e.page_driver import PageDriver
from tests.e2e.test_composer import start

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

IMAGE = "<img src=x onerror=window.harmed=1>"
SCRIPT = "<script>window.harmed=1</script>"
FRAME = "<svg onload=window.harmed=1><iframe srcdoc='<script>parent.harmed=1</script>'>"
LINK = "javascript:window.harmed=1"
ALL = (IMAGE, SCRIPT, FRAME, LINK, "'\"><b onmouseover=window.harmed=1>", "${window.harmed=1}{{harmed=1}}")
TURNED = "a\u202egnp.exe"

_WATCH = """
window.broken = [];
addEventListener('securitypolicyviolation', (event) => window.broken.push(event.violatedDirective));
"""
_MADE_OF_TEXT = """() => [...document.querySelectorAll('*')].filter((node) =>
  ['IMG', 'IFRAME', 'OBJECT', 'EMBED', 'B'].includes(node.tagName) && !node.classList.contains('cm-widgetBuffer')
  || (node.tagName === 'SCRIPT' && node.text !== '')
  || [...node.attributes].some(({ name, value }) =>
    /^on/i.test(name) || (/^(href|src|action|formaction|xlink:href)$/.test(name) && /^\\s*javascript:/i.test(value)))
).map((node) => node.outerHTML)"""


def expect_nothing_ran(page: PageDriver) -> None:
    assert page.page.evaluate(_MADE_OF_TEXT) == []
    assert page.page.evaluate("[window.harmed ?? null, window.broken]") == [None, []]


def as_a_name(text: str) -> str:
    return text.replace("/", "_") + ".py"


def test_names_of_files_stay_text_in_list_chips_queue_toast_and_prompt(page: PageDriver, tmp_path: Path) -> None:
    page.page.add_init_script(_WATCH)
    names = [as_a_name(text) for text in ALL]
    for name in (*names, f"{TURNED}.py"):
        (page.launcher.workspace / name).write_text(SCRIPT)
    composer = start(page)
    for name in names:
        composer.write("@")
        composer.rows.get_by_text(name, exact=True).click()
    expect(composer.chips).to_have_count(len(names))
    assert sorted(composer.paths()) == sorted(names)
    composer.write("@gnp")
    expect(composer.rows.first).to_contain_text("a\ufffdgnp.exe")
    page.press("Enter")
    expect(composer.chips.last).to_contain_text("a\ufffdgnp.exe")
    for chip in composer.chips.all():
        chip.hover()
    harmless = tmp_path / as_a_name(IMAGE)
    harmless.write_bytes(b"\0" * (10 * 1024 * 1024 + 1))
    composer.drop({}, [harmless])
    expect(page.page.get_by_text(f"{harmless.name} was not uploaded")).to_be_visible()
    composer.send_and_wait()
    page.wait_for("you said", "unwrapped")
    expect_nothing_ran(page)


def test_prompts_stay_text_in_composer_queue_and_history(page: PageDriver) -> None:
    page.page.add_init_script(_WATCH)
    write_history(page.launcher, [(text, text) for text in ALL])
    composer = start(page, "--run", "/ask " + IMAGE)
    page.wait_for("onerror")
    for text in ALL:
        composer.write(text)
        expect(composer.text).to_have_text(text)
        composer.send()
        expect(composer.waiting.last).to_have_text(text)
    page.press("ArrowUp")
    page.press("Escape")
    page.command("Prompt history")
    dialog = page.page.get_by_role("dialog", name="Prompt history")
    dialog.get_by_label("Which prompts").select_option("all")
    for text in ALL:
        expect(dialog.get_by_text(text).first).to_be_visible()
    dialog.get_by_label("Find a prompt").fill(IMAGE)
    expect(dialog.get_by_text(IMAGE).first).to_be_visible()
    page.press("Escape")
    expect_nothing_ran(page)


def test_what_a_program_says_stays_text_in_tab_title_banner_link_and_search(page: PageDriver) -> None:
    page.page.add_init_script(_WATCH)
    said = base64.b64encode(IMAGE.encode()).decode()
    written = "".join(
        (
            *(f"\x1b]0;{text}\x07\x1b]2;{text}\x07\x1b]9;{text}\x07\x1b]777;notify;{text};{text}\x07" for text in ALL),
            *(f"\x1b]99;i=1;{text}\x1b\\{text}\r\n" for text in ALL),
            f"\x1b]7501;state=blocked:kind=question:title={said}:msg={said}\x1b\\",
            f"\x1b]8;;{LINK}\x07a link that is none\x1b]8;;\x07\r\n",
            f"\x1b]52;c;{said}\x07\x1b]1337;File=inline=1:{said}\x07\x1bP+q{IMAGE}\x1b\\\x1b_{SCRIPT}\x1b\\",
            "all is said\r\n",
        )
    )
    file = page.launcher.workspace / "said.bin"
    file.write_bytes(written.encode())
    page.open("--cmd", "/bin/sh")
    page.type(f"cat {file}\n")
    page.wait_for("all is said")
    tab = page.page.get_by_role("tab")
    expect(tab).to_have_attribute("data-state", "blocked")
    expect(tab).to_have_attribute("title", f"sh, {IMAGE}, waiting for you\n{IMAGE}\n{page.launcher.workspace}")
    x, y = page.place_of("a link that is none")
    page.page.mouse.move(x, y + 40)
    page.page.mouse.move(x, y)
    page.page.mouse.click(x, y)
    assert len(page.page.context.pages) == 1
    page.press("Control+Shift+F")
    page.type(IMAGE)
    expect(page.page.get_by_text("1 of ")).to_be_visible()
    page.press("Escape")
    expect_nothing_ran(page)


def test_names_of_sessions_and_values_of_settings_stay_text(page: PageDriver) -> None:
    page.page.add_init_script(_WATCH)
    folder = page.launcher.home / ".config" / "agent-bridge"
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text(f"font-family = {json.dumps(IMAGE)}\n")
    page.open("--cmd", "/bin/sh")
    page.rename(IMAGE)
    page.new_session()
    page.rename(LINK)
    page.press("Control+Shift+P")
    for text in (IMAGE, LINK):
        page.page.get_by_role("combobox", name="Type to find a command").fill(text)
        expect(page.page.get_by_role("option").first).to_contain_text(text)
    page.press("Enter")
    page.command("Settings")
    dialog = page.page.get_by_role("dialog", name="Settings")
    expect(dialog.get_by_label("Font family", exact=True)).to_have_value(IMAGE)
    dialog.get_by_label("Find a setting").fill(SCRIPT)
    page.press("Escape")  # empties the field
    page.press("Escape")
    page.command("New session")
    dialog = page.page.get_by_role("dialog", name="New session")
    dialog.get_by_label("Folder").fill(IMAGE)
    dialog.get_by_role("radio", name="Shell").check()
    dialog.get_by_role("button", name="Start").click()
    expect(page.page.get_by_text(f"could not be started: `cwd` '{IMAGE}'")).to_be_visible()
    expect_nothing_ran(page)


def test_a_file_that_is_looked_at_stays_text(page: PageDriver) -> None:
    page.page.add_init_script(_WATCH)
    (page.launcher.workspace / "harm.html").write_text("\n".join(ALL))
    page.open("--cmd", "/bin/sh")
    page.type("clear; echo 'in harm'.html:2\n")
    page.wait_for("in harm.html:2", "screen")
    page.click_text("harm.html:2")
    dialog = page.page.get_by_role("dialog", name="File")
    expect(dialog.locator("mark")).to_have_text(f"{SCRIPT}\n")
    expect_nothing_ran(page)
