from pathlib import Path

import pytest

from bridge.clock import SystemClock
from bridge.history.entry import PromptEntry, format_line
from bridge.history.find import fitting, of_project, prompt_text
from bridge.history.store import HistoryStore

COMPOSED = '{"v":1,"parts":["Fix ",{"kind":"file","path":"src/a.py","checked":true}," now"],"kept":[]}'


def entry(content: str, cwd: str = "/work") -> PromptEntry:
    return PromptEntry(content, 1, content, cwd)


def test_all_words_must_be_there_in_any_order_and_case() -> None:
    entries = [entry("Fix the PARSER"), entry("fix it"), entry("Straße")]
    assert [e.id for e in fitting(entries, "parser fix", None)] == ["Fix the PARSER"]
    assert [e.id for e in fitting(entries, "STRASSE", None)] == ["Straße"]
    assert fitting(entries, "", None) == entries


def test_what_a_composer_wrote_is_found_by_what_it_says_and_not_by_how_it_is_kept() -> None:
    assert prompt_text(COMPOSED) == "Fix @src/a.py now"
    assert fitting([entry(COMPOSED)], "src/a.py", None)
    assert not fitting([entry(COMPOSED)], "checked", None)


@pytest.mark.parametrize("text", ["{", "{}", '{"parts":1}', '{"parts":[{}]}', "[" * 100_000, "{" * 100_000])
def test_any_other_text_is_the_prompt_itself(text: str) -> None:
    assert prompt_text(text) == text


def test_a_project_is_its_folder_and_those_in_it() -> None:
    folders = ["/work", "/work/sub", "/workshop", "/", "C:\\work\\sub"]
    assert [of_project(entry("x", cwd), "/work") for cwd in folders] == [True, True, False, False, False]
    assert of_project(entry("x", "C:\\work\\sub"), "C:\\work")


def test_clearing_a_project_leaves_the_others_and_nothing_of_it_on_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    store = HistoryStore(path, SystemClock())
    for number, cwd in enumerate(["/work", "/other", "/work/sub"]):
        store.save(str(number), f"secret of {cwd}", cwd)
    assert store.clear("/work") == 2
    assert [e.project_cwd for e in store.load()] == ["/other"]
    assert b"/work" not in path.read_bytes()
    HistoryStore(path, SystemClock()).save("9", "later", "/work")
    assert store.clear() == 2
    assert store.load() == []
    assert store.clear() == 0


def test_clearing_sets_a_foreign_file_aside(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    path.write_bytes(b"not ours\n" + format_line(entry("x")))
    HistoryStore(path, SystemClock()).clear()
    assert (tmp_path / "history.jsonl.bad-1").read_bytes().startswith(b"not ours")
