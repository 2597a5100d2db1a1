"""A scan keeps what git keeps, whatever the patterns."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.workspace.git_judge import kept_by_git, kept_by_scan, make_tree, run_git, write_rules

_PATHS = """
a b ab a.b x.java .x a\\b !n #h - z foo.log
foo/a foo/b/a foo/ab/x.java foo/foo/foo foo/.x/a foo/a*/b foo/[a]/b
bar/a/b/a/b bar/-/a-b bar/x.java/a bar/z/é.txt bar/b/foo/ab bar/A/a
"""
TREE = [*_PATHS.split(), "a b/a ", "bar/a\nb/a"]

FOLDERS = ["", "foo/", "foo/b/", "bar/", "bar/a/b/"]

_PIECES = """
a b z foo bar x.java java é . * * ** *** ? / / [ab] [!a] [^a-c] [a-z] [z-a] [a-] []a] [\\]] [!]a] [[a] [a/b] [*-/] [ [a
[[:alpha:]] [[:upper:]x] [a[:digit:]-z] [[:foo:]] [[: \\ \\a \\* \\/ ! # - A .x /**/ **/ /** ]
"""
PIECES = [*_PIECES.split(), " ", "\\ "]


def is_judged_alike_by_all_versions_of_git(pattern: str) -> bool:
    """All but `**` right behind a literal start (`a**/b`): older versions took it for a `**` between slashes."""
    literal = pattern.removeprefix("!").removeprefix("/")
    while literal and literal[0] not in "*?[\\":
        literal = literal[1:]
    return "/" not in pattern.rstrip("/") or not literal.startswith("**")


PATTERNS = st.builds(
    lambda negated, pieces: ("!" if negated else "") + "".join(pieces),
    st.sampled_from([False, False, True]),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=6),
).filter(is_judged_alike_by_all_versions_of_git)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tree")
    run_git(root, "init", "-q")
    make_tree(root, TREE)
    return root


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    files=st.dictionaries(st.sampled_from(FOLDERS), st.lists(PATTERNS, min_size=1, max_size=4), min_size=1, max_size=3),
    exclude=st.lists(PATTERNS, max_size=1),
)
def test_a_scan_keeps_what_git_keeps(tree: Path, files: dict[str, list[str]], exclude: list[str]) -> None:
    rules = {f"{folder}.gitignore": "\n".join(patterns).encode() for folder, patterns in files.items()}
    write_rules(tree, rules | {".git/info/exclude": "\n".join(exclude).encode()})
    try:
        assert kept_by_scan(tree) == kept_by_git(tree)
    finally:
        for path in rules:
            (tree / path).unlink()
