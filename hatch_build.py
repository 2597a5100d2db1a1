"""Builds the page into the wheel, so that `pip install .` gives a bridge that runs without Node."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PageHook(BuildHookInterface[Any]):
    """Runs `npm ci` and `npm run build` in ui/, unless the page is there already."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects files."""
        root = Path(self.root)
        if version == "editable" or (root / "bridge" / "web" / "page" / "index.html").is_file():
            return  # `make setup` builds the page of a working copy itself
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError(
                "building Agent Bridge from source needs Node with npm on PATH, for its page: nodejs.org"
            )
        for arguments in (["ci"], ["run", "build"]):
            subprocess.run([npm, *arguments], cwd=root / "ui", check=True, env={**os.environ, "CI": "true"})
