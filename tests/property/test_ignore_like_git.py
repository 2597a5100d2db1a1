"""What is ignored is what git ignores, whatever the patterns."""

import os
from collections import Counter
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.workspace.ignore import RuleChain, RuleFile
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
    """All but `**` right behind a literal start (`a**/b`, `a**//`): older versions took it for one between slashes."""
    literal = pattern.removeprefix("!").removeprefix("/")
    while literal and literal[0] not in "*?[\\":
        literal = literal[1:]
    return "/" not in pattern.removesuffix("/") or not literal.startswith("**")


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


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


_NAMES = ["a", "b", "ab", "foo", "Foo", "x.java", ".x", "é", "foo.log", "a*b", "[a]", "!n", "#h", "z-"]
PROBES = [
    *_NAMES,
    *("/".join(pair) for pair in product(_NAMES, repeat=2)),
    *("/".join(three) for three in product(_NAMES[:6], repeat=3)),
]
LEAST_DECISIONS = 20_000
LEAST_OF_EACH = 1_000
MOST_ROUNDS = 5
"""Now and then all drawn rules ignore little: then as many again are drawn."""


def test_at_least_twenty_thousand_decisions_are_those_of_git(tmp_path: Path) -> None:
    """Paths that need not exist: git is asked with what a scan would ask, a file among folders that are not ignored."""
    run_git(tmp_path, "init", "-q")
    decisions: Counter[bool] = Counter()

    @settings(max_examples=60, deadline=None)
    @given(rules=st.lists(PATTERNS, min_size=1, max_size=5), ignore_case=st.booleans())
    def decide(rules: list[str], ignore_case: bool) -> None:
        text = "\n".join(rules).encode()
        (tmp_path / ".gitignore").write_bytes(text)
        chain = RuleChain(gitignores=[RuleFile(text, ignore_case=ignore_case)])
        ours = {path for path in PROBES if _ignored(chain, path)}
        theirs = _ignored_by_git(tmp_path, PROBES, ignore_case=ignore_case)
        assert ours == theirs
        decisions.update(path in theirs for path in PROBES)

    for _ in range(MOST_ROUNDS):
        decide()
        if min(decisions[True], decisions[False]) > LEAST_OF_EACH:
            break
    assert decisions.total() >= LEAST_DECISIONS
    assert min(decisions[True], decisions[False]) > LEAST_OF_EACH, "both answers come up"


def _ignored(chain: RuleChain, path: str) -> bool:
    """As a scan goes down: an ignored folder is not entered."""
    parts = path.split("/")
    return any(
        chain.ignored_among("/".join(parts[:depth]), {name: depth + 1 < len(parts)}) for depth, name in enumerate(parts)
    )


def _ignored_by_git(root: Path, paths: list[str], *, ignore_case: bool) -> set[str]:
    given = b"".join(os.fsencode(path) + b"\0" for path in paths)
    case = ("-c", f"core.ignoreCase={str(ignore_case).lower()}")
    told = run_git(root, *case, "check-ignore", "--no-index", "--stdin", "-z", "-v", "-n", given=given)
    fields = [os.fsdecode(field) for field in told.split(b"\0")]
    answers = zip(fields[2::4], fields[3::4], strict=False)  # a source, a line, a pattern, a path
    return {path for pattern, path in answers if pattern and not pattern.startswith("!")}
