"""The composer in a real browser, in front of an agent that says what it gets."""

import json
import shlex
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.bridge_process import ECHO_AGENT
from tests.e2e.agent_page import red_square
from tests.e2e.composer_driver import Composer
from tests.e2e.page_driver import PageDriver

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

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
    composer.page.page.evaluate(_WATCH_TRUST)
    root = f"file://{workspace}"
    drops: list[tuple[dict[str, str], str]] = [
        # Chromium keeps `file:` of a plain uri-list from drags that a test makes; a remote window's are let through
        ({"text/uri-list": f"vscode-remote://ssh-remote%2Bbox{workspace}/a%20b.py"}, "a b.py"),
        ({"application/vnd.code.uri-list": f"{root}/b.py#L3-5"}, "b.py:3-5"),
        ({"resourceurls": f'["{root}/c.py"]', "text/plain": "c.py"}, "c.py"),
        ({"codefiles": f'["{workspace}/d.py"]'}, "d.py"),
        ({"codeeditors": json.dumps([{"resource": f"{root}/e.py"}])}, "e.py"),
        ({"codeeditors": json.dumps([{"resource": _components(workspace / "tab.py"), **_SELECTION}])}, "tab.py:3-8"),
        ({"application/vnd.code.uri-list": f"{root}/folder/\r\n{root}/two.py"}, "folder two.py"),
    ]
    expected: list[str] = []
    for strings, paths in drops:
        composer.drop(strings)
        expected += paths.split() if "b.py" not in paths else [paths]
        expect(composer.chips).to_have_count(len(expected))
    for text, path in ((f"{workspace}/f.py:7", "f.py:7"), ("src/app.py", "src/app.py")):
        composer.paste_text(text)
        expected.append(path)
        expect(composer.chips).to_have_count(len(expected))
    assert composer.paths() == expected
    composer.drop({"codefiles": f'["{workspace}/g.py"]'}, target="#terminal")
    expect(composer.chips).to_have_count(len(expected) + 1)
    assert page.page.evaluate("window.untrusted") == 0
    composer.send_and_wait()
    page.wait_for("you said", "unwrapped")
    assert "@src/app.py" in page.wait_for("@g.py", "unwrapped")


_WATCH_TRUST = """() => {
  window.untrusted = 0;
  for (const kind of ['paste', 'drop']) addEventListener(kind, (event) => (window.untrusted += !event.isTrusted), true);
}"""
_SELECTION = {"options": {"selection": {"startLineNumber": 3, "endLineNumber": 8}}}


def _components(path: Path) -> dict[str, str]:
    return {"scheme": "file", "path": str(path), "authority": ""}


def test_a_uri_list_of_the_file_manager_makes_chips(page: PageDriver) -> None:
    composer = start(page)
    composer.paste_copied({"text/uri-list": f"file://{page.launcher.workspace}/a%20b.py\r\n# no file\r\n"})
    expect(composer.chips).to_have_count(1)
    assert composer.paths() == ["a b.py"]


def test_files_and_images_of_the_browsers_computer_are_uploaded_and_folders_refused(
    page: PageDriver, tmp_path: Path
) -> None:
    computer = tmp_path / "computer"
    (computer / "photos").mkdir(parents=True)
    (computer / "notes.txt").write_text("some notes\n")
    (computer / "Bild 1.png").write_bytes(red_square())
    composer = start(page)
    composer.drop({}, [computer / "notes.txt", computer / "photos", computer / "Bild 1.png"])
    expect(composer.chips).to_have_count(2)
    expect(page.page.get_by_text("folders cannot be uploaded")).to_be_visible()
    composer.paste_image(red_square())
    expect(composer.chips).to_have_count(3)
    composer.paste_made_up({}, [("shot.png", "image/png", red_square())])
    expect(composer.chips).to_have_count(4)
    composer.write("@")
    with page.page.expect_file_chooser() as chooser:
        composer.rows.get_by_text("Upload a file or image").click()
    chooser.value.set_files(computer / "notes.txt")
    expect(composer.chips).to_have_count(5)
    assert composer.paths() == ["notes.txt", "Bild-1.png", "image.png", "shot.png", "notes.txt"]
    composer.send_and_wait()
    page.wait_for("you said", "unwrapped")
    for name in ("notes.txt", "Bild-1.png", "image.png", "shot.png"):
        page.wait_for(name, "unwrapped")


def test_an_image_that_is_none_is_refused_with_a_reason_and_text_stays_text(page: PageDriver) -> None:
    composer = start(page)
    composer.paste_made_up({}, [("x.png", "image/png", b"<svg onload=alert(1)>")])
    expect(page.page.get_by_text("no PNG, JPEG, GIF, WebP or BMP image")).to_be_visible()
    composer.drop({"codefiles": json.dumps([f"{page.launcher.workspace}/{HOSTILE}"])})
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
