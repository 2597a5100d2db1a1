import os
from pathlib import Path

import pytest

from bridge.workspace.look import MAX_SHOWN_BYTES, NotShownError, named_path, shown_lines


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "work"
    (root / "src").mkdir(parents=True)
    (root / "src" / "app.py").write_bytes("\ufeffone\r\ntwo\rÜ\n".encode())
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "workshop").mkdir()
    (root / "out").symlink_to(tmp_path / "secret.txt")
    return root


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("src/app.py", ("src/app.py", False)),
        ("app.py", ("src/app.py", False)),
        ("src", ("src", True)),
        ("../src/app.py", ("src/app.py", False)),
        ("src/none.py", None),
        ("../../secret.txt", None),
        ("../../workshop", None),
        ("out", None),
        (".", ("src", True)),
        ("a\0b", None),
        ("\ud800", None),
        ("x" * 5000, None),
    ],
)
def test_a_text_names_what_is_in_the_workspace_and_nothing_else(
    root: Path, text: str, found: tuple[str, bool] | None
) -> None:
    assert named_path(root, root / "src", text) == found


def test_an_absolute_path_is_named_from_the_workspace(root: Path) -> None:
    assert named_path(root, root, str(root / "src" / "app.py")) == ("src/app.py", False)
    assert named_path(root, root, "/etc/passwd") is None


def test_lines_are_read_whatever_ends_them(root: Path) -> None:
    assert shown_lines(root, "src/app.py") == ["one", "two", "Ü", ""]


def test_what_cannot_be_shown_says_why(root: Path) -> None:
    (root / "big").write_bytes(b"x" * (MAX_SHOWN_BYTES + 1))
    (root / "binary").write_bytes(b"a\0b")
    os.mkfifo(root / "pipe")
    for path, reason in {
        "none": "no such file",
        "../secret.txt": "no such file",
        "src": "folder",
        "big": "larger than 2 MiB",
        "binary": "binary",
        "pipe": "pipe",
    }.items():
        with pytest.raises(NotShownError, match=reason):
            shown_lines(root, path)
