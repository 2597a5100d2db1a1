"""The least a PyInstaller program can be: it prints a line and waits. In both forms, stripped like our own."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.server_process import REPOSITORY

_SOURCE = """
import sys
print("{}", flush=True)
sys.stdin.read()
"""
_KEPT = REPOSITORY / "build" / "bare"


@dataclass(frozen=True)
class Bare:
    """The programs of the two forms."""

    folder: Path
    file: Path


def built() -> Bare:
    """Both, made on first use; RuntimeError where PyInstaller fails."""
    suffix = ".exe" if sys.platform == "win32" else ""
    bare = Bare(_KEPT / "folder" / "bare" / f"bare{suffix}", _KEPT / "file" / f"bare{suffix}")
    source = _KEPT / "bare.py"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(_SOURCE, encoding="utf-8")
    for program, form in ((bare.folder, "--onedir"), (bare.file, "--onefile")):
        if not program.is_file():
            _build(source, form, _KEPT / form.removeprefix("--one").replace("dir", "folder"))
    return bare


def _build(source: Path, form: str, to: Path) -> None:
    strip = ["--strip"] if sys.platform == "linux" else []
    places = ["--distpath", str(to), "--workpath", str(_KEPT / "work"), "--specpath", str(_KEPT / "work")]
    command = [sys.executable, "-m", "PyInstaller", form, "--noconfirm", "--log-level", "ERROR", *strip, *places]
    done = subprocess.run([*command, str(source)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"PyInstaller made no bare program: {done.stderr[-500:]}")
