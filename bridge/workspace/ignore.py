"""Which files git would ignore. Pure; the only owner of pathspec.

The judge is `git check-ignore`. pathspec's own gitignore patterns decide allow-lists (`*`, `!*/`, `!*.java`) otherwise
than git and raise on some malformed lines, so the patterns are ours and pathspec applies them. Because a scan goes down
folder by folder and never enters an ignored one, a pattern is asked about the entry itself, never about what is below.

Patterns and names are compared as git does it, byte by byte: UTF-8 bytes, each as one character of a `str`.
"""

import re
from collections.abc import Iterable

from pathspec import PathSpec
from pathspec.pattern import RegexPattern

from bridge.workspace.wildmatch import translate

ALWAYS_IGNORED = ".git"
_PLAIN = re.compile(r"[^*?\[\\]*")
_BYTE_ORDER_MARK = "\xef\xbb\xbf"


class _Rule(RegexPattern):
    """One line of an ignore file. `only_folders`: it ends in `/`; `anchored`: it is about paths, not about names."""

    def __init__(self, line: str, flags: re.RegexFlag) -> None:
        negated = line.startswith("!")
        body = line[1:] if negated else line
        self.only_folders = body.endswith("/")
        body = body.removesuffix("/")
        self.anchored = "/" in body
        self.glob = body.removeprefix("/")
        self.body = translate(self.glob) if self.glob else None
        if self.body is None:
            super().__init__(None)  # matches nothing, like a blank line
            return
        lead = "" if self.anchored else "(?:.*/)?"
        super().__init__(re.compile(rf"\A{lead}{self.body}\Z", flags), not negated)


class RuleFile:
    """The rules of one ignore file; the last line that matches decides. `base`: the folder it is in, `""` for the top.

    Nearly every name is told apart by a few cheap tests (`_may_match`) before pathspec is asked.
    """

    def __init__(self, text: bytes, base: str = "", *, ignore_case: bool = False) -> None:
        flags = re.DOTALL | re.IGNORECASE | re.ASCII if ignore_case else re.DOTALL
        rules = [rule for line in rule_lines(text) if (rule := _Rule(line, flags)).regex is not None]
        self._cut = len(as_bytes_text(base)) + 1 if base else 0
        self._ignore_case = ignore_case
        self._for_folders = PathSpec(rules, backend="simple")
        self._for_files = PathSpec([rule for rule in rules if not rule.only_folders], backend="simple")
        self._names: frozenset[str] = frozenset()
        self._suffixes: tuple[str, ...] = ()
        self._name_globs: re.Pattern[str] | None = None
        self._path_globs: re.Pattern[str] | None = None
        self._sort(rules, flags)

    def _sort(self, rules: list[_Rule], flags: re.RegexFlag) -> None:
        """Fill the cheap tests. Together they let through everything that any rule matches."""
        names: set[str] = set()
        suffixes: set[str] = set()
        name_globs: list[str] = []
        path_globs: list[str] = []
        for rule in rules:
            if rule.anchored:
                path_globs.append(rule.body or "")
            elif _PLAIN.fullmatch(rule.glob):
                names.add(self._folded(rule.glob))
            elif rule.glob.startswith("*") and _PLAIN.fullmatch(rule.glob, 1):
                suffixes.add(self._folded(rule.glob[1:]))
            else:
                name_globs.append(rule.body or "")
        self._names = frozenset(names)
        self._suffixes = tuple(sorted(suffixes))
        self._name_globs = _any_of(name_globs, flags)
        self._path_globs = _any_of(path_globs, flags)

    def _folded(self, text: str) -> str:
        return text.lower() if self._ignore_case else text

    def _may_match(self, name: str, path: str) -> bool:
        folded = self._folded(name)
        return (
            folded in self._names
            or folded.endswith(self._suffixes)
            or (self._name_globs is not None and self._name_globs.fullmatch(name) is not None)
            or (self._path_globs is not None and self._path_globs.fullmatch(path) is not None)
        )

    def decides(self, name: str, path: str, is_dir: bool) -> bool | None:
        """True: ignored; False: a `!` line wants it; None: no line says anything.

        `path` is relative to the top of the chain; both as `as_bytes_text` gives them.
        """
        inner = path[self._cut :]
        if not self._may_match(name, inner):
            return None
        return (self._for_folders if is_dir else self._for_files).check_file(inner, separators=()).include


class RuleChain:
    """The rules that hold in one folder, the nearest first. Immutable; most folders share their parent's.

    `.ignore` files (ripgrep's) have the last word over `.gitignore` files, and those over `.git/info/exclude`.
    """

    def __init__(self, ignores: Iterable[RuleFile] = (), gitignores: Iterable[RuleFile] = ()) -> None:
        self._ignores = tuple(ignores)
        self._gitignores = tuple(gitignores)
        self._files = self._ignores + self._gitignores

    def ignored(self, path: str, is_dir: bool) -> bool:
        """Whether the entry is ignored, given that the folder it lies in is not."""
        if not path.isascii():
            path = as_bytes_text(path)
        name = path[path.rfind("/") + 1 :]
        if name == ALWAYS_IGNORED:
            return True
        for file in self._files:
            decision = file.decides(name, path, is_dir)
            if decision is not None:
                return decision
        return False

    def entering(self, *, ignore: RuleFile | None = None, gitignore: RuleFile | None = None) -> "RuleChain":
        """The chain of a folder that has these files of its own."""
        if ignore is None and gitignore is None:
            return self
        return RuleChain(
            (ignore, *self._ignores) if ignore else self._ignores,
            (gitignore, *self._gitignores) if gitignore else self._gitignores,
        )

    def entering_repository(self, exclude: RuleFile | None) -> "RuleChain":
        """The chain at the top of a repository: what lies above it says nothing about it, as git sees it."""
        return RuleChain(self._ignores, (exclude,) if exclude else ())


def rule_lines(text: bytes) -> list[str]:
    """The patterns of an ignore file without comments, blank lines, and trailing spaces that are not escaped."""
    lines = text.decode("latin-1").removeprefix(_BYTE_ORDER_MARK).split("\n")
    found: list[str] = []
    for line in lines:
        if line.startswith("#"):
            continue
        pattern = _without_trailing_spaces(line.removesuffix("\r").partition("\0")[0])
        if pattern:
            found.append(pattern)
    return found


def as_bytes_text(path: str) -> str:
    """The path with one character for each of its UTF-8 bytes."""
    return path.encode("utf-8", "surrogateescape").decode("latin-1")


def _without_trailing_spaces(line: str) -> str:
    stripped = line.rstrip(" ")
    escapes = len(stripped) - len(stripped.rstrip("\\"))
    if escapes % 2 and len(stripped) < len(line):
        return stripped + " "  # the first of the spaces is escaped and stays
    return stripped


def _any_of(globs: list[str], flags: re.RegexFlag) -> re.Pattern[str] | None:
    return re.compile("|".join(globs), flags) if globs else None
