"""Whether one file is ignored, for who knows its path and needs no index. Blocking."""

import os
from collections.abc import Mapping
from pathlib import Path

from bridge.workspace.ignore import ALWAYS_IGNORED
from bridge.workspace.rules import EVERYTHING, RULE_NAMES, RuleReader


def is_ignored(root: Path, relative: str, environment: Mapping[str, str]) -> bool:
    """Whether the ignore files, from the top of the repository on down, name this file or a folder it lies in.

    relative: the path below `root`, with `/`.
    """
    reader = RuleReader(root, EVERYTHING, environment)
    above, chain, settings = reader.at_root()
    parts = relative.split("/")
    folder = ""
    for depth, name in enumerate(parts):
        place = root / folder
        base = (above + folder).rstrip("/")
        names = {each for each in RULE_NAMES if os.path.lexists(place / each)}
        if names:
            chain, settings = reader.inside(place, base, names, chain, settings)
        is_folder = depth < len(parts) - 1
        if name == ALWAYS_IGNORED or chain.ignored_among(base, {name: is_folder}):
            return True
        folder = f"{folder}/{name}" if folder else name
    return False
