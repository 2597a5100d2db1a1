"""Which files git would ignore. Pure; the only owner of pathspec.

The judge is `git check-ignore`. pathspec's own gitignore patterns decide allow-lists (`*`, `!*/`, `!*.java`) otherwise
than git and raise on some malformed lines, so the patterns are ours and pathspec applies them. Because a scan goes down
folder by folder and never enters an ignored one, a pattern is asked about the entry itself, never about what is below.
Of a folder's names nearly all are told apart by one cheap test of all of them (`_Suspicion`) before pathspec is asked.

Patterns and names are compared as git does it, byte by byte: UTF-8 bytes, each as one character of a `str`.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

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
    """The rules of one ignore file; the last line that matches decides. `base`: its folder, `""` for the top."""

    def __init__(self, text: bytes, base: str = "", *, ignore_case: bool = False) -> None:
        flags = re.DOTALL | re.IGNORECASE | re.ASCII if ignore_case else re.DOTALL
        rules = [rule for line in rule_lines(text) if (rule := _Rule(line, flags)).regex is not None]
        self.cut = len(as_bytes_text(base)) + 1 if base else 0
        self.suspicion = _Suspicion((rule for rule in rules if rule.include), flags)
        self._for_folders = PathSpec(rules, backend="simple")
        self._for_files = PathSpec([rule for rule in rules if not rule.only_folders], backend="simple")

    def decides(self, path: str, is_dir: bool) -> bool | None:
        """True: ignored; False: a `!` line wants it; None: no line says anything.

        `path` is relative to the top of the chain, as `as_bytes_text` gives it.
        """
        return (self._for_folders if is_dir else self._for_files).check_file(path[self.cut :], separators=()).include


class _Names:
    """One test for the last parts of many patterns: whole names, endings, and one expression for all others."""

    def __init__(self, globs: Iterable[str], flags: re.RegexFlag) -> None:
        whole: set[str] = set()
        endings: set[str] = set()
        others: list[str] = []
        for glob in globs:
            if _PLAIN.fullmatch(glob) and not flags & re.IGNORECASE:
                whole.add(glob)
            elif glob.startswith("*") and _PLAIN.fullmatch(glob, 1) and not flags & re.IGNORECASE:
                endings.add(glob[1:])
            else:
                others.append(translate(glob) or ".+")
        self._whole = frozenset(whole)
        self._endings = tuple(sorted(endings))
        self._all = "" in endings or ".+" in others
        self._others = re.compile(f"/({'|'.join(others)})(?=/)", flags) if others and not self._all else None

    def among(self, names: Collection[str], joined: str) -> list[str]:
        """Those of the names that one of the patterns could match. `joined`: the names, a slash around each."""
        if self._all:
            return list(names)
        endings = self._endings
        found = [name for name in names if name.endswith(endings)] if endings else []
        found += self._whole.intersection(names)
        if self._others is not None:
            found += self._others.findall(joined)
        return found


class _Suspicion:
    """Which names of a folder one file's rules could ignore: a cheap test of all of them at once.

    It lets nothing through that a rule ignores; what it names in vain only costs a closer look. A rule with slashes is
    looked at in the folders that its leading part matches, and there by its last part.
    """

    def __init__(self, rules: Iterable[_Rule], flags: re.RegexFlag) -> None:
        self.by_name: list[str] = []
        self.flags = flags
        anchored: defaultdict[str, list[str]] = defaultdict(list)
        for rule in rules:
            outer, _, last = rule.glob.rpartition("/")
            if not rule.anchored or outer == "**":
                self.by_name.append(last)
            elif any(translate(part) is None for part in rule.glob.split("/")):
                anchored[".*"].append("**")  # a slash in a bracket, or an escaped one, is no place to cut
            else:
                anchored[_folders_of(outer, last)].append(last)
        self._tests = [(re.compile(folder, flags), _Names(names, flags)) for folder, names in anchored.items()]
        self.folders = re.compile("|".join(f"(?:{folder})" for folder in anchored), flags) if anchored else None
        """What a folder is like in which one of the rules with slashes can match; None: there are none."""

    def inside(self, folder: str, names: Collection[str], joined: str) -> Iterator[str]:
        """Suspects of the rules with slashes; `folder`: its path from where the rules are."""
        for pattern, test in self._tests:
            if pattern.fullmatch(folder):
                yield from test.among(names, joined)


def _folders_of(outer: str, last: str) -> str:
    """What the folder is like in which a pattern of these two parts can match something."""
    parts = outer.split("/") if outer else []
    any_depth = len(last) > 1 and not last.strip("*")
    while parts and len(parts[-1]) > 1 and not parts[-1].strip("*"):
        parts.pop()
        any_depth = True
    lead = translate("/".join(parts)) or "" if parts else ""
    if not any_depth:
        return lead
    return f"{lead}(?:/.*)?" if lead else ".*"


class RuleChain:
    """The rules that hold in one folder, the nearest first. Immutable; most folders share their parent's.

    What the person asked for (`extra`) comes before `.ignore` files (ripgrep's), those before `.gitignore` files, then
    `.git/info/exclude`, and at last git's global excludes.
    """

    def __init__(
        self,
        *,
        extra: RuleFile | None = None,
        ignores: Iterable[RuleFile] = (),
        gitignores: Iterable[RuleFile] = (),
        last: RuleFile | None = None,
    ) -> None:
        self._extra = extra
        self._ignores = tuple(ignores)
        self._gitignores = tuple(gitignores)
        self._last = last
        files = (extra, *self._ignores, *self._gitignores, last)
        self._files = tuple(file for file in files if file is not None)
        self._by_name: tuple[_Names, ...] | None = None
        self._by_folder = tuple(
            (file.cut, file.suspicion.folders.fullmatch, file.suspicion)
            for file in self._files
            if file.suspicion.folders is not None
        )

    def ignored_among(self, folder: str, names: Mapping[str, object]) -> list[str]:
        """Those of a folder's names that are ignored, given that the folder is not. True values: it is a folder.

        `folder`: its path from the top of the chain, `""` for the top.
        """
        joined = f"/{'/'.join(names)}/"
        if not (folder.isascii() and joined.isascii()):
            return self._ignored_among_bytes(as_bytes_text(folder), names)
        suspects = self._suspects(folder, names, joined)
        if not suspects:
            return suspects
        lead = folder + "/" if folder else ""
        return [name for name in set(suspects) if self._ignored(lead + name, bool(names[name]))]

    def _ignored_among_bytes(self, folder: str, names: Mapping[str, object]) -> list[str]:
        by_text = {as_bytes_text(name): name for name in names}
        suspects = self._suspects(folder, by_text, f"/{'/'.join(by_text)}/")
        lead = folder + "/" if folder else ""
        return [by_text[text] for text in set(suspects) if self._ignored(lead + text, bool(names[by_text[text]]))]

    def _suspects(self, folder: str, names: Collection[str], joined: str) -> list[str]:
        suspects: list[str] = []
        for test in self._by_name if self._by_name is not None else self._made_by_name():
            suspects += test.among(names, joined)
        for cut, may_match, suspicion in self._by_folder:
            if may_match(folder[cut:]):
                suspects.extend(suspicion.inside(folder[cut:], names, joined))
        return suspects

    def _made_by_name(self) -> tuple[_Names, ...]:
        """One test for the rules without slashes of all files; one more where files differ in regard to case."""
        globs: defaultdict[re.RegexFlag, list[str]] = defaultdict(list)
        for file in self._files:
            globs[file.suspicion.flags].extend(file.suspicion.by_name)
        self._by_name = tuple(_Names(of_flags, flags) for flags, of_flags in globs.items() if of_flags)
        return self._by_name

    def _ignored(self, path: str, is_dir: bool) -> bool:
        for file in self._files:
            decision = file.decides(path, is_dir)
            if decision is not None:
                return decision
        return False

    def entering(self, *, ignore: RuleFile | None = None, gitignore: RuleFile | None = None) -> "RuleChain":
        """The chain of a folder that has these files of its own."""
        if ignore is None and gitignore is None:
            return self
        return RuleChain(
            extra=self._extra,
            ignores=(ignore, *self._ignores) if ignore else self._ignores,
            gitignores=(gitignore, *self._gitignores) if gitignore else self._gitignores,
            last=self._last,
        )

    def entering_repository(self, exclude: RuleFile | None, last: RuleFile | None) -> "RuleChain":
        """The chain at the top of a repository: what lies above it says nothing about it, as git sees it.

        last: the global excludes that this repository has.
        """
        return RuleChain(extra=self._extra, ignores=self._ignores, gitignores=(exclude,) if exclude else (), last=last)


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
