"""What is secret by its name, what lies where, and which patterns name a file."""

import pytest

from bridge.editor.consent import is_secret, matches_any, relative_to


@pytest.mark.parametrize(
    "path",
    [
        "/w/.env",
        "/w/.ENV",
        "/w/.env.local",
        "/w/.env.example",
        "/w/prod.env",
        "/w/.envrc",
        "/w/server.pem",
        "/w/server.key",
        "/w/server.key.bak",
        "/w/id_rsa",
        "/w/id_ed25519.old",
        "/home/me/.ssh/config",
        "/home/me/.aws/anything",
        "/w/.git/config",
        "/w/.npmrc",
        "/w/.netrc",
        "/w/credentials.json",
        "/w/secrets.yaml",
        "/w/terraform.tfstate",
        "C:\\w\\.env",
    ],
)
def test_keys_and_env_files_are_secret(path: str) -> None:
    assert is_secret(path)


@pytest.mark.parametrize(
    "path",
    ["/w/env.py", "/w/environment.ts", "/w/keys.py", "/w/monkey", "/w/secrets_test.py", "/w/.github/a.yml", "", "/"],
)
def test_other_files_are_not(path: str) -> None:
    assert not is_secret(path)


def test_a_file_lies_in_the_innermost_folder_that_holds_it() -> None:
    assert relative_to("/w/sub/a.py", ["/w", "/w/sub"]) == "a.py"
    assert relative_to("C:\\w\\src\\a.py", ["C:\\w"]) == "src/a.py"
    assert relative_to("/where/a.py", ["/w"]) is None
    assert relative_to("/w", ["/w"]) is None


@pytest.mark.parametrize(
    ("relative", "glob", "named"),
    [
        ("src/plan.md", "*.md", True),
        ("src/plan.md", "plan.md", True),
        ("src/plan.md", "src", True),
        ("src/plan.md", "src/", True),
        ("src/plan.md", "src/*.md", True),
        ("src/deep/plan.md", "src/*", True),
        ("src/plan.md", "/src/plan.md", True),
        ("src/plan.md", "**/plan.md", True),
        ("src/PLAN.md", "plan.*", True),
        ("src/plan.md", "doc", False),
        ("src/plan.md", "lib/*.md", False),
        ("src/plan.md", "", False),
        ("src/plan.md", "pla", False),
    ],
)
def test_patterns(relative: str, glob: str, named: bool) -> None:
    assert matches_any(relative, [glob]) is named
