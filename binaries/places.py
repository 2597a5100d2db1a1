"""Where things are, and what they are called."""

import platform
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "bridge" / "web" / "page"
WORK = ROOT / "build"
DIST = ROOT / "dist"
NAME = "agent-bridge"
FOLDER = f"{NAME}-folder"

PLUGINS = {
    ROOT / "hosts" / "vscode-plugin": Path("bin"),
    ROOT / "hosts" / "jetbrains-plugin": Path("src", "main", "resources", "bin"),
}
"""Where plugins are packed from, and where in them the binaries lie, in one folder per target (docs/HOSTS.md)."""

_SYSTEMS = {"linux": "linux", "darwin": "macos", "win32": "windows"}
_MACHINES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}


class CheckError(Exception):
    """A binary cannot be built, or does not do what it should."""


def target(system: str = sys.platform, machine: str = "") -> str:
    """`<os>-<arch>` as plugins name it; CheckError where we build nothing."""
    machine = (machine or platform.machine()).lower()
    try:
        return f"{_SYSTEMS[system]}-{_MACHINES[machine]}"
    except KeyError as error:
        raise CheckError(f"no binaries are built for {system} on {machine}") from error


def out() -> Path:
    """What is built for this platform."""
    return DIST / target()


def one_file() -> Path:
    """The one-file binary of this platform."""
    return _program_in(out())


def one_folder() -> Path:
    """The program of the one-folder form; it needs the folder around it."""
    return _program_in(out() / FOLDER)


def packed_folder() -> Path:
    """The one-folder form as plugins carry it."""
    return out() / f"{FOLDER}.zip"


def sums() -> Path:
    """SHA-256 of what a plugin carries."""
    return out() / "SHA256SUMS"


def bill_of_materials() -> Path:
    """CycloneDX."""
    return out() / f"{NAME}.cdx.json"


def _program_in(folder: Path) -> Path:
    return folder / (NAME + (".exe" if sys.platform == "win32" else ""))
