from collections.abc import Sequence

import pytest

from bridge.workspace.haystack import Haystack
from bridge.workspace.search import Hit, SearchOutcome, search
from tests.unit.workspace.haystacks import listings

_PATHS = """
README.md
Makefile
KontoKorrent2020.java
src/konto/Konto.kt
src/konto/KontoKorrentTest.java
src/konto/kontokorrent.sql
src/Konkurs.java
src/packages/pack.json
package.json
ui/package.json
ui/src/core/protocol.ts
ui/src/view/terminal.ts
ui/src/view/terminal_toolbar.ts
ui/src/view/composer.ts
bridge/terminal/process.py
bridge/terminal/process_posix.py
bridge/workspace/search.py
bridge/workspace/scan.py
bridge/web/handlers/search.py
bridge/web/handlers/sessions.py
bridge/builtin/terms.py
docs/UserInterface.md
docs/usage.md
hosts/vscode-plugin/src/extension.ts
hosts/jetbrains-plugin/core/Größe.kt
tests/unit/test_user_interface.py
"""
PATHS = _PATHS.split()


def haystack(paths: Sequence[str]) -> Haystack:
    made = Haystack()
    for folder, files in listings(paths).items():
        made.put(folder, files)
    made.settle()
    return made


def found(pattern: str, paths: Sequence[str] = PATHS, limit: int = 0) -> list[str]:
    return [hit.path for hit in search(haystack(paths), pattern, limit=limit).results]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("konk", "src/Konkurs.java"),
        ("kontok", "src/konto/kontokorrent.sql"),
        ("KontoK", "KontoKorrent2020.java"),
        ("kk", "KontoKorrent2020.java"),
        ("KoKo", "KontoKorrent2020.java"),
        ("kk2020", "KontoKorrent2020.java"),
        ("korrent", "KontoKorrent2020.java"),
        ("konto", "src/konto"),
        ("konto.kt", "src/konto/Konto.kt"),
        ("readme", "README.md"),
        ("make", "Makefile"),
        ("package", "package.json"),
        ("packagejson", "package.json"),
        ("ui/pack", "ui/package.json"),
        ("ui/term", "ui/src/view/terminal.ts"),
        ("terminal/process", "bridge/terminal/process.py"),
        ("bridge/workspace/scan.py", "bridge/workspace/scan.py"),
        ("workspace/search", "bridge/workspace/search.py"),
        ("web/sea", "bridge/web/handlers/search.py"),
        ("wsearch", "bridge/workspace/search.py"),
        ("pp", "bridge/terminal/process_posix.py"),
        ("usin", "docs/UserInterface.md"),
        ("größe", "hosts/jetbrains-plugin/core/Größe.kt"),
        ("GRÖß", "hosts/jetbrains-plugin/core/Größe.kt"),
        ("prtcl", "ui/src/core/protocol.ts"),
        ("vsext", "hosts/vscode-plugin/src/extension.ts"),
    ],
)
def test_what_people_type_finds_what_they_mean_first(typed: str, first: str) -> None:
    assert found(typed)[0] == first


def test_konk_finds_the_konto_korrent_of_the_issue_first() -> None:
    paths = [path for path in PATHS if "Konkurs" not in path]
    assert found("konk", paths)[0] == "KontoKorrent2020.java"


def test_the_exact_name_comes_before_its_start_words_a_part_and_letters_in_order() -> None:
    paths = ["a/t-e-s-t.py", "attest.py", "fooTest.py", "testing.py", "test.py", "test", "tXeXsXt.py"]
    assert found("test", paths) == [
        "test",
        "test.py",
        "testing.py",
        "fooTest.py",
        "a/t-e-s-t.py",
        "attest.py",
        "tXeXsXt.py",
    ]


def test_a_shorter_name_comes_first_then_a_shorter_path_then_the_alphabet() -> None:
    paths = ["b/mainly.py", "long/folder/main.py", "b/main.py", "a/main.py", "main_window.py"]
    assert found("mai", paths) == ["a/main.py", "b/main.py", "long/folder/main.py", "b/mainly.py", "main_window.py"]


def test_a_typed_capital_prefers_a_capital_and_a_small_letter_takes_both() -> None:
    paths = ["readme.py", "README.md", "ReadmeView.ts"]
    assert found("readme", paths) == ["README.md", "readme.py", "ReadmeView.ts"]
    assert found("Readme", paths) == ["README.md", "readme.py", "ReadmeView.ts"]
    assert found("READ", ["readme.py", "README.md"]) == ["README.md", "readme.py"]


def test_of_two_whole_names_the_one_in_the_typed_case_comes_first() -> None:
    assert found("index.ts", ["a/Index.ts", "index.ts"]) == ["index.ts", "a/Index.ts"]
    assert found("Index.ts", ["index.ts", "a/Index.ts"]) == ["a/Index.ts", "index.ts"]


def test_stars_and_white_space_count_for_nothing() -> None:
    assert found("  *konto * korrent* ") == found("kontokorrent") != []


def test_a_backslash_is_a_slash() -> None:
    assert found("ui\\term") == found("ui/term") != []


def test_an_empty_pattern_gives_the_first_entries() -> None:
    assert found(" * ", limit=3) == found("/", limit=3) == ["KontoKorrent2020.java", "Makefile", "README.md"]


def test_a_slash_at_the_end_lists_a_folder_and_what_is_below() -> None:
    assert found("workspace/") == ["bridge/workspace/scan.py", "bridge/workspace/search.py"]


def test_typed_folders_must_be_there_in_their_order() -> None:
    assert found("bridge/web/search") == ["bridge/web/handlers/search.py"]
    assert found("web/bridge/search") == []


def test_one_slip_is_forgiven_where_nothing_matches() -> None:
    assert found("scna") == ["bridge/workspace/scan.py"]
    assert found("terminaltolobar") == ["ui/src/view/terminal_toolbar.ts"]
    assert found("composwr") == ["ui/src/view/composer.ts"]
    assert found("compposer") == ["ui/src/view/composer.ts"]
    assert found("cxmpoxer") == []


def test_a_slip_in_three_letters_is_not_forgiven() -> None:
    assert found("xke", ["make.py"]) == []


def test_letters_all_over_a_path_are_the_last_resort() -> None:
    assert found("hostsextts") == ["hosts/vscode-plugin/src/extension.ts"]
    assert found("ostscodextension") == ["hosts/vscode-plugin/src/extension.ts"]


def test_paths_are_only_looked_at_where_names_give_little() -> None:
    many = [f"a{number}/scan.py" for number in range(25)]
    assert len(found("sp", [*many, "s/p"])) == 25
    assert found("sp", [*many[:9], "s/p"])[-1] == "s/p"


def test_nothing_comes_twice_and_never_more_than_asked_for() -> None:
    for pattern in ("s", "se", "e", "p", "bridge/", "src", "terminal", "qzx"):
        results = found(pattern)
        assert len(results) == len(set(results))
        assert found(pattern, limit=4) == results[:4]


def test_no_limit_means_a_hundred() -> None:
    assert len(found("file", [f"file{number}" for number in range(150)])) == 100
    assert len(found("", [f"file{number}" for number in range(150)])) == 100


def test_a_hit_carries_the_least_path_that_tells_it_apart() -> None:
    hits = search(haystack(PATHS), "search.py").results
    assert hits == (
        Hit("workspace/search.py", "bridge/workspace/search.py", False),
        Hit("handlers/search.py", "bridge/web/handlers/search.py", False),
    )
    assert search(haystack(PATHS), "konto").results[0] == Hit("konto", "src/konto", True)


def test_opened_files_are_found_apart_and_only_if_indexed_and_matching() -> None:
    opened = ["bridge/workspace/search.py", "nowhere.py", "README.md", "README.md", "bridge/web/handlers/search.py"]
    outcome = search(haystack(PATHS), "search", opened=opened)
    assert [hit.short for hit in outcome.opened] == ["workspace/search.py", "handlers/search.py"]
    assert outcome.opened == outcome.results[:2]


def test_opened_files_come_as_they_are_where_nothing_was_typed() -> None:
    outcome = search(haystack(PATHS), "", opened=["docs/usage.md", "Makefile", "docs/usage.md", "gone"])
    assert [hit.path for hit in outcome.opened] == ["docs/usage.md", "Makefile"]


def test_a_slip_is_not_forgiven_among_opened_files_alone() -> None:
    outcome = search(haystack(["scan.py", "scam.py"]), "scan", opened=["scam.py"])
    assert [hit.path for hit in outcome.results] == ["scan.py"]
    assert outcome.opened == ()


def test_nothing_is_found_in_nothing() -> None:
    assert search(haystack([]), "x", opened=["y"]) == SearchOutcome((), ())
    assert search(haystack([]), "") == SearchOutcome((), ())


def test_a_pattern_that_would_choke_a_regular_expression_is_answered() -> None:
    paths = [f"{'a/' * 100}{'a' * 200}{number}" for number in range(300)]
    assert found("a" * 300 + "b", paths) == []
    assert found("a/" * 90 + "b", paths) == []
