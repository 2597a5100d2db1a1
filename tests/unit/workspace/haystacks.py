"""Lists of files as a workspace has them."""

from collections.abc import Sequence


def listings(paths: Sequence[str]) -> dict[str, list[str]]:
    """Folders, outer ones first, with the names of their files."""
    found: dict[str, list[str]] = {"": []}
    for path in paths:
        lead, _, name = path.rpartition("/")
        parts = lead.split("/") if lead else []
        for depth in range(1, len(parts) + 1):
            found.setdefault("/".join(parts[:depth]), [])
        found[lead].append(name)
    return dict(sorted(found.items(), key=lambda item: (item[0].count("/"), item[0])))
