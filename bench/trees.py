"""Folders of many files as repositories have them: nested, with names that repeat, and ignored ones among them."""

import random
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_WORDS = [
    "user",
    "order",
    "account",
    "service",
    "controller",
    "view",
    "model",
    "index",
    "main",
    "test",
    "util",
    "parse",
    "render",
    "handler",
    "config",
    "item",
    "list",
    "table",
    "row",
    "cell",
    "page",
    "form",
    "button",
    "input",
    "report",
    "invoice",
    "client",
    "server",
    "socket",
    "frame",
    "buffer",
    "cache",
    "token",
    "lexer",
    "node",
    "tree",
    "graph",
]
_ENDINGS = (".java", ".py", ".ts", ".tsx", ".md", ".json", ".html", ".css", ".kt", ".go")
_COMMON = ("index.ts", "package.json", "__init__.py", "README.md", "main.go", "mod.rs", "Makefile")
_RULES = "node_modules/\n*.pyc\n__pycache__\n/dist\n*.log\nbuild/\n*.o\n!keep.log\nsrc/gen/*.java\n**/tmp/*.bin\n*~\n"
_FOLDER_RULES = ("*.tmp\n", "/out\n*.bak\n!x.bak\n", "gen/\n*.swp\n")
_FILES_IN_A_FOLDER = 7
_DEEPEST = 9


@contextmanager
def tree(files: int) -> Iterator[Path]:
    """A repository with so many files that are not ignored, and half as many that are."""
    with tempfile.TemporaryDirectory(prefix="bench-tree-", ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        subprocess.run(["git", "init", "-q", folder], check=True)
        (root / ".gitignore").write_text(_RULES, encoding="utf-8")
        _fill(root, files, random.Random(files))
        yield root


def _fill(root: Path, files: int, chance: random.Random) -> None:
    folders = [str(root)]
    while len(folders) < files // _FILES_IN_A_FOLDER:
        outer = chance.choice(folders[-2000:] if chance.random() < 0.9 else folders)  # else all end at the deepest
        inner = f"{outer}/{chance.choice(_WORDS)}{chance.choice(('', str(chance.randrange(100))))}"
        if outer.count("/") - str(root).count("/") < _DEEPEST and not Path(inner).exists():
            Path(inner).mkdir()
            folders.append(inner)
    for _ in range(files // 400):
        Path(chance.choice(folders), ".gitignore").write_text(chance.choice(_FOLDER_RULES), encoding="utf-8")
    made = 0
    while made < files:
        path = Path(chance.choice(folders), name(chance))
        if not path.exists():
            path.touch()
            made += 1
    for _ in range(files // 120):
        ignored = Path(chance.choice(folders), "node_modules", chance.choice(_WORDS))
        ignored.mkdir(parents=True, exist_ok=True)
        for number in range(60):
            (ignored / f"{number}.js").touch()


def name(chance: random.Random) -> str:
    """A file name: one in seven that is everywhere, else one to three words, often with a number."""
    if chance.random() < 0.15:
        return chance.choice(_COMMON)
    words = chance.choices(_WORDS, k=chance.randint(1, 3))
    joined = chance.choice(("".join(map(str.capitalize, words)), "_".join(words), "-".join(words)))
    return f"{joined}{chance.choice(('', str(chance.randrange(1000))))}{chance.choice(_ENDINGS)}"


def typed(chance: random.Random) -> str:
    """What a person types for such a file: its start, its words' starts, or a folder and its start."""
    words = chance.choices(_WORDS, k=2)
    return chance.choice(("".join(words), words[0][:3] + words[1][:3], f"{words[0]}/{words[1]}", words[0]))
