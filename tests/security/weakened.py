"""A bridge without some of its defences: `python -m tests.security.weakened DEFENCE,... ...` as `python -m bridge ...`.

The source of a module is changed as it is imported, in this process alone. Nothing of this is shipped.
"""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import CodeType, ModuleType

from tests.security.defence import Change
from tests.security.defences import DEFENCES


def install(names: Iterable[str]) -> None:
    """Switch these defences off in whatever is imported from now on."""
    changes: dict[str, list[Change]] = {}
    for name in names:
        for change in DEFENCES[name].without:
            changes.setdefault(change.module, []).append(change)
    loaded = changes.keys() & sys.modules.keys()
    if loaded:
        raise RuntimeError(f"imported already, too late to weaken: {', '.join(sorted(loaded))}")
    sys.meta_path.insert(0, _Finder(changes))


def weakened(source: str, changes: Sequence[Change]) -> str:
    """The source with these changes; LookupError where one does not fit any more."""
    for change in changes:
        if source.count(change.old) != 1:
            raise LookupError(f"{change.module} has {source.count(change.old)} times: {change.old}")
        source = source.replace(change.old, change.new)
    return source


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, changes: dict[str, list[Change]]) -> None:
        self._changes = changes

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in self._changes:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        assert spec is not None
        assert spec.origin is not None
        spec.loader = _Loader(fullname, spec.origin, self._changes[fullname])
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, fullname: str, path: str, changes: Sequence[Change]) -> None:
        super().__init__(fullname, path)
        self._weaknesses = changes

    def get_code(self, fullname: str) -> CodeType:
        source = weakened(Path(self.path).read_text(encoding="utf-8"), self._weaknesses)
        return compile(source, self.path, "exec", dont_inherit=True)


if __name__ == "__main__":
    install(sys.argv.pop(1).split(","))
    from bridge import cli

    sys.exit(cli.main())
