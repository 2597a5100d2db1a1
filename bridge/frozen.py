"""What is different in a frozen binary: where it lies, how it was built, an environment that must not be passed on."""

import json
import os
import sys
from collections.abc import MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bridge import __version__

# The bootloader points these at the binary's own libraries, and keeps what was there in NAME_ORIG.
_LIBRARY_PATHS = ("LD_LIBRARY_PATH", "LIBPATH", "DYLD_LIBRARY_PATH", "DYLD_FRAMEWORK_PATH")
# With these a copy of us would take itself for a part of this run, and use this run's folder.
_BOOTLOADERS = ("_MEIPASS2", "_PYI_", "PYINSTALLER_")

BUILD_FILE = Path("bridge") / "build.json"
"""What the build script says about a binary, from the binary's folder on; it also tells our folders from others'."""


LICENSES_FILE = Path("bridge") / "licenses.txt"

UNPACKED_PREFIX = "_MEI"
"""How the bootloader names the folder into which it unpacks a one-file binary."""


@dataclass(frozen=True)
class Build:
    """How this program came to be. `commit` and `target` are empty where it runs from source or from a wheel."""

    commit: str
    target: str
    form: str


def is_frozen() -> bool:
    """Whether this is a binary and not an interpreter."""
    return bool(getattr(sys, "frozen", False))


def folder() -> Path | None:
    """Where the binary's libraries lie; None where this is no binary."""
    return Path(sys._MEIPASS) if is_frozen() else None  # type: ignore[attr-defined]  # PyInstaller's


def is_one_file() -> bool:
    """Whether this run has unpacked itself into a temporary folder, behind the bootloader that is our parent."""
    unpacked = folder()
    return unpacked is not None and unpacked.name.startswith(UNPACKED_PREFIX)


def build() -> Build:
    """How this program was built."""
    inside = folder()
    if inside is None:
        return Build("", "", f"Python {sys.version.split()[0]}")
    try:
        facts: dict[str, Any] = json.loads((inside / BUILD_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        facts = {}
    form = "one file" if is_one_file() else "folder"
    return Build(str(facts.get("commit", "")), str(facts.get("target", "")), form)


def version() -> str:
    """The version, and in brackets what a report of a fault needs to know about the build."""
    facts = build()
    return f"{__version__} ({', '.join(fact for fact in (facts.commit[:12], facts.target, facts.form) if fact)})"


def licenses() -> str:
    """The licences of everything in the binary; elsewhere where to find them."""
    inside = folder()
    if inside is None:
        return "Not a binary: the licences lie in the environment's site-packages, and in licenses.md of the page."
    return (inside / LICENSES_FILE).read_text(encoding="utf-8")


def restore_environment(environment: MutableMapping[str, str]) -> None:
    """Take back what the bootloader has changed, once, before anything is started.

    Every program we start, agents and browser alike, would else load our libraries; our own were found when we started.
    """
    for name in _LIBRARY_PATHS:
        original = environment.pop(f"{name}_ORIG", None)
        if original is not None:
            environment[name] = original
        elif not name.startswith("DYLD_"):  # the bootloader leaves these alone, so what is there is the user's
            environment.pop(name, None)
    for name in [name for name in environment if name.startswith(_BOOTLOADERS)]:
        del environment[name]


def leave_library_folder() -> None:
    """On Windows the bootloader's library folder is passed on to children by the system itself."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetDllDirectoryW(None)


def set_up() -> None:
    """Call first in a process. Does nothing where this is no binary."""
    if is_frozen():
        restore_environment(os.environ)
        leave_library_folder()
