"""Ignore rules, judged by git itself."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bridge.workspace.ignore import RuleChain, RuleFile, rule_lines
from bridge.workspace.wildmatch import translate
from tests.unit.workspace.git_judge import kept_by_git, kept_by_scan, make_tree, run_git, write_rules

TREE = [
    "a",
    "b.pyc",
    "README.md",
    "trailing ",
    "back\\slash",
    "#hash",
    "!bang",
    "[bracket]",
    "star*",
    "ä.txt",
    "x.txt",
    "new\nline",
    "build/out/app.js",
    "src/build",
    "src/Main.java",
    "src/gen/Main.java",
    "src/gen/deep/er/Main.java",
    "src/keep.log",
    "src/gone.log",
    "src/foo/bar/baz",
    "foo/bar/x",
    "foo/y/bar",
    "foo/bar.d/z",
    "docs/foo/bar/x",
    "logs/a/b/c.log",
    "logs/keep/c.log",
    "empty/",
    "node_modules/x/index.js",
    "ui/node_modules/x/index.js",
]

ONE_FILE = [
    "*.pyc",
    "build",
    "build/",
    "/build",
    "src/build",
    "src/build/",
    "**/build",
    "build/**",
    "foo/bar",
    "/foo/bar",
    "foo/**/bar",
    "**/foo/bar",
    "**/foo/**",
    "foo/*",
    "foo/*\n!*",
    "*.x\nfoo/**\n!foo/bar",
    "foo/*/bar",
    "foo/b?r",
    "node_modules/",
    "*",
    "*/",
    "**",
    "**/",
    "/**",
    "/*",
    "/",
    "!",
    "!/",
    "//",
    "*\n!*/\n!*.java",
    "*\n!src\n!src/**",
    "/*\n!/src\n/src/*\n!/src/foo",
    "*.log\n!keep.log",
    "!keep.log\n*.log",
    "logs/*\n!logs/keep",
    "logs/**\n!logs/keep/c.log",
    "src/gen\n!src/gen/deep",
    "\\#hash",
    "#hash",
    "\\!bang",
    "!bang",
    "\\[bracket\\]",
    "[[]bracket[]]",
    "[",
    "[a",
    "[]",
    "[!]",
    "[]a]",
    "[^a]",
    "[!a]",
    "[a-",
    "[z-a]",
    "[a-\\z]",
    "[[:alpha:]]",
    "[[:alpha:]",
    "[[:nonsense:]]",
    "[[:digit:][:lower:]]",
    "[[:",
    "[a/b]",
    "[*-/]",
    "src[/]build",
    "src\\/build",
    "star\\*",
    "star*",
    "back\\slash",
    "back\\\\slash",
    "a\\",
    "trailing ",
    "trailing\\ ",
    "trailing\\  ",
    "trailing \\",
    "a   ",
    "a\t",
    " a",
    "a\r\nREADME.md\r",
    "\ufeffa",
    "\ufeff#hash\na",
    "a\0b",
    "?.txt",
    "??.txt",
    "ä.txt",
    "[ä].txt",
    "*ä*",
    "???",
    "*a*a*",
    "***",
    "src/***/Main.java",
    "src/**Main.java",
    "s*c/**/M*n.j?va",
    "**/gen/**/Main.java",
    "**/gen/**/er/**",
    "a/**/b/**/c",
    "logs/**/**/c.log",
    "logs/**//**/c.log",
    "new?line",
    "empty/",
]


CLASSES = "alnum alpha blank cntrl digit graph lower print punct space upper xdigit"
ONE_FILE += [
    f"{lead}[[:{name}:]]{tail}" for name in CLASSES.split() for lead, tail in (("", ""), ("*", "*"), ("new", "*"))
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    run_git(tmp_path, "init", "-q")
    make_tree(tmp_path, TREE)
    return tmp_path


@pytest.mark.parametrize("rules", ONE_FILE)
def test_one_ignore_file_is_read_as_git_reads_it(tree: Path, rules: str) -> None:
    write_rules(tree, {".gitignore": rules.encode()})
    assert kept_by_scan(tree) == kept_by_git(tree)


@pytest.mark.parametrize(
    "rules",
    [
        {".gitignore": b"*.log\n", "src/.gitignore": b"!gone.log\n"},
        {".gitignore": b"!gone.log\n", "src/.gitignore": b"*.log\n"},
        {".gitignore": b"/src/*\n", "src/.gitignore": b"!foo\n"},
        {".gitignore": b"src/\n", "src/.gitignore": b"!*\n"},
        {"src/.gitignore": b"/build\n/gen/Main.java\ndeep/er\n"},
        {"src/.gitignore": b"*\n!.gitignore\n"},
        {".gitignore": b"*\n!*/\n!*.java\n", "src/gen/.gitignore": b"Main.java\n"},
        {".git/info/exclude": b"*.pyc\nlogs/\n", ".gitignore": b"!b.pyc\n"},
        {".git/info/exclude": b"!b.pyc\n", ".gitignore": b"*.pyc\n"},
        {"foo/bar/.gitignore": b"x\n", "foo/.gitignore": b"!x\n", ".gitignore": b"x\n"},
    ],
)
def test_several_ignore_files_work_together_as_in_git(tree: Path, rules: Mapping[str, bytes]) -> None:
    write_rules(tree, rules)
    assert kept_by_scan(tree) == kept_by_git(tree)


def test_an_ignore_file_that_is_a_link_is_not_read(tree: Path) -> None:
    write_rules(tree, {"src/rules": b"*\n"})
    (tree / ".gitignore").symlink_to("src/rules")
    assert kept_by_scan(tree) == kept_by_git(tree)
    assert "a" in kept_by_scan(tree)


def test_a_submodule_has_rules_of_its_own_and_a_worktree_finds_its_exclude_file(tree: Path, tmp_path: Path) -> None:
    commit = ("-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-q", "--allow-empty", "-m", "x")
    run_git(tree, *commit)
    run_git(tree, "worktree", "add", "-q", str(tree / "work"))
    make_tree(tree, ["work/b.pyc", "work/c.log"])
    write_rules(tree, {".gitignore": b"*.log\n", ".git/info/exclude": b"*.pyc\n"})
    assert kept_by_scan(tree / "work") == kept_by_git(tree / "work") - {".git"} == {"c.log"}
    assert {path for path in kept_by_scan(tree) if path.startswith("work")} == {"work", "work/c.log"}


def test_a_folder_inside_a_repository_obeys_the_rules_above_it(tree: Path) -> None:
    write_rules(
        tree, {".gitignore": b"*.log\n/src/foo\n", ".git/info/exclude": b"build\n", "src/.gitignore": b"!gone.log"}
    )
    assert kept_by_scan(tree / "src") == {path[4:] for path in kept_by_git(tree) if path.startswith("src/")}


def test_a_folder_that_was_opened_is_listed_even_if_it_is_ignored(tree: Path) -> None:
    write_rules(tree, {".gitignore": b"src\n*.java\n"})
    assert "keep.log" in kept_by_scan(tree / "src")
    assert "Main.java" not in kept_by_scan(tree / "src")


def test_ignore_rules_hold_without_a_repository(tmp_path: Path) -> None:
    make_tree(tmp_path, ["a.pyc", "b.py", "sub/c.pyc"])
    write_rules(tmp_path, {".gitignore": b"*.pyc\n"})
    assert kept_by_scan(tmp_path) == {".gitignore", "b.py", "sub"}


def test_an_ignore_file_of_ripgrep_has_the_last_word(tmp_path: Path) -> None:
    make_tree(tmp_path, ["sub/a.log", "sub/b.log", "c.txt"])
    write_rules(tmp_path, {"sub/.gitignore": b"*.log\n", ".ignore": b"!a.log\nc.txt\n"})
    assert kept_by_scan(tmp_path) == {".ignore", "sub", "sub/.gitignore", "sub/a.log"}


def test_the_folder_of_git_is_never_listed_wherever_it_is(tmp_path: Path) -> None:
    make_tree(tmp_path, ["sub/.git/config", "sub/a", "other/.git", ".gitattributes"])
    write_rules(tmp_path, {".gitignore": b"!.git\n"})
    assert kept_by_scan(tmp_path) == {"sub", "sub/a", "other", ".gitattributes", ".gitignore"}


def ignored(rules: RuleFile, *paths: str) -> list[str]:
    """Which of these folders the rules ignore."""
    chain = RuleChain(gitignores=[rules])
    folder = {path: path.rpartition("/") for path in paths}
    return [path for path, (lead, _, name) in folder.items() if chain.ignored_among(lead, {name: True})]


def test_names_and_patterns_can_be_compared_without_regard_to_case() -> None:
    rules = RuleFile(b"Build/\n*.LOG\nsrc/GEN\n[x]y\n", ignore_case=True)
    found = ignored(rules, "BUILD", "a.log", "SRC/gen", "XY", "other", "SRC/other")
    assert found == ["BUILD", "a.log", "SRC/gen", "XY"]


def test_a_pattern_full_of_stars_costs_little_even_where_it_does_not_match() -> None:
    rules = RuleFile(b"*a*a*a*a*a*a*a*a*a*a*a*a*b\n**/a/**/a/**/a/**/a/**/a/**/a/**/a/**/b\n")
    assert not ignored(rules, "a" * 250, "a/" * 1_000 + "c", "a/" * 1_000 + "b" * 2)


def test_comments_blank_lines_and_a_byte_order_mark_are_no_patterns() -> None:
    assert rule_lines(b"\xef\xbb\xbf# comment\n\n   \na \nb\\ \r\n") == ["a", "b\\ "]


@pytest.mark.parametrize("glob", ["[", "a[", "[!", "[a-", "a\\", "[[:x:]]", "[\\", "[[:alpha:"])
def test_a_pattern_that_can_never_match_is_none(glob: str) -> None:
    assert translate(glob) is None
