"""The composer in a real browser, in front of an agent that says what it gets."""

import shlex
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.bridge_process import ECHO_AGENT
from tests.e2e.composer_driver import Composer
from tests.e2e.page_driver import PageDriver

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
HOSTILE = "<img src=x onerror=alert(1)>.py"


def agent(page: PageDriver, *arguments: str) -> str:
    """The echo agent under the name of one that the catalog knows."""
    program = page.launcher.home / "bin" / "claude"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec {ECHO_AGENT} --status {shlex.join(arguments)} "$@"\n')
    program.chmod(0o755)
    return str(program)


def start(page: PageDriver, *arguments: str) -> Composer:
    page.open("--cmd", agent(page, *arguments))
    composer = Composer(page)
    composer.focus()
    return composer


def test_every_way_of_dropping_and_pasting_files_makes_chips(page: PageDriver) -> None:
    workspace = page.launcher.workspace
    (workspace / "src").mkdir()
    (workspace / "src" / "app.py").write_text("one\n")
    composer = start(page)
    root = f"file://{workspace}"
    ways: list[tuple[str, dict[str, str], str]] = [
        ("drop", {"text/uri-list": f"{root}/a%20b.py"}, "a b.py"),
        ("drop", {"application/vnd.code.uri-list": f"{root}/b.py#L3-5"}, "b.py:3-5"),
        ("drop", {"resourceurls": f'["{root}/c.py"]'}, "c.py"),
        ("drop", {"codefiles": f'["{workspace}/d.py"]'}, "d.py"),
        ("drop", {"codeeditors": f'[{{"resource":"{root}/e.py"}}]'}, "e.py"),
        ("paste", {"text/plain": f"{workspace}/f.py:7"}, "f.py:7"),
        ("paste", {"text/plain": "src/app.py"}, "src/app.py"),
    ]
    expected = []
    for kind, strings, path in ways:
        composer.transfer(kind, strings)
        expected.append(path)
        expect(composer.chips).to_have_count(len(expected))
    assert composer.paths() == expected
    composer.transfer("drop", {"text/uri-list": f"{root}/g.py"}, target="#terminal")
    composer.transfer("drop", {}, [("Bild 1.png", "image/png", PNG)])
    composer.transfer("paste", {}, [("notes.txt", "text/plain", b"some notes\n")])
    expect(composer.chips).to_have_count(len(expected) + 3)
    composer.send_and_wait()
    page.wait_for("you said", "unwrapped")
    page.wait_for("notes.txt", "unwrapped")
    said = page.wait_for("Bild-1.png", "unwrapped")
    assert "@src/app.py" in said


def test_an_image_that_is_none_is_refused_with_a_reason_and_text_stays_text(page: PageDriver) -> None:
    composer = start(page)
    composer.transfer("paste", {}, [("x.png", "image/png", b"<svg onload=alert(1)>")])
    expect(page.page.get_by_text("no PNG, JPEG, GIF, WebP or BMP image")).to_be_visible()
    composer.transfer("drop", {"text/uri-list": f"file://{page.launcher.workspace}/{HOSTILE}"})
    expect(composer.chips.first).to_contain_text(HOSTILE)
    assert page.page.locator("img[src=x]").count() == 0


def test_chips_are_cut_and_pasted_and_taken_back_with_the_rest(page: PageDriver) -> None:
    (page.launcher.workspace / "app.py").write_text("one\ntwo\n")
    composer = start(page)
    composer.write("see ")
    composer.pick("app.py:1-2", "app.py")
    page.press("Control+A")
    page.press("Control+X")
    expect(composer.chips).to_have_count(0)
    page.press("Control+V")
    page.press("Control+V")
    expect(composer.chips).to_have_count(1)  # the second lies in the first
    page.press("Control+Z")
    page.press("Control+Z")
    expect(composer.chips).to_have_count(0)
    page.press("Control+Z")
    assert composer.paths() == ["app.py:1-2"]
    page.press("Control+End")
    page.press("Alt+Enter")
    expect(composer.chips.get_by_role("checkbox")).to_have_attribute("aria-checked", "true")


def test_a_draft_with_its_chips_survives_a_reload_and_another_bridge(page: PageDriver) -> None:
    (page.launcher.workspace / "app.py").write_text("one\ntwo\n")
    composer = start(page)
    composer.write("half a thought\n")
    composer.pick("app.py:1-2", "app.py")
    composer.check(0)
    for _ in range(2):
        page.page.reload()
        expect(composer.text).to_contain_text("half a thought")
        assert composer.paths() == ["app.py:1-2"]
        expect(composer.chips.get_by_role("checkbox")).to_have_attribute("aria-checked", "true")
    page.launcher.started[-1].stop()
    page.open("--cmd", agent(page))
    expect(composer.text).to_contain_text("half a thought")
    assert composer.paths() == ["app.py:1-2"]


def test_up_walks_the_history_and_down_gives_the_draft_back(page: PageDriver) -> None:
    composer = start(page)
    for prompt in ("first prompt", "second prompt"):
        composer.write(prompt)
        composer.send_and_wait()
        page.wait_for(f'you said: "{prompt}"')
    composer.write("my draft")
    for prompt in ("second prompt", "first prompt"):
        page.press("ArrowUp")
        expect(composer.text).to_have_text(prompt)
    for prompt in ("second prompt", "my draft"):
        page.press("ArrowDown")
        expect(composer.text).to_have_text(prompt)


def test_a_prompt_waits_while_the_agent_asks_and_can_be_changed(page: PageDriver, workspace: Path) -> None:
    composer = start(page, "--run", "/ask Really?")
    page.wait_for("Really?")
    composer.write("kept back")
    composer.send()
    expect(composer.waiting).to_have_text("kept back")
    composer.write("my draft")
    page.page.get_by_role("button", name="Change this prompt").click()
    expect(composer.text).to_have_text("kept back")
    composer.write(" and changed")
    composer.send()
    expect(composer.waiting).to_have_text("kept back and changed")
    expect(composer.text).to_have_text("my draft")
    page.page.locator("#terminal").click()
    page.type("y")
    page.wait_for('you said: "kept back and changed"')
    expect(composer.waiting).to_have_count(0)
