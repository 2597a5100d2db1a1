"""Building with PyInstaller: both forms from one analysis, and the same bytes from the same commit."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from binaries import bootloader, contents, places
from binaries.places import CheckError

_ELSEWHERE = ("anyio", "watchfiles") if sys.platform == "linux" else ()
"""Linux watches folders through inotify itself (bridge/workspace/inotify.py)."""

EXCLUDED = (
    *_ELSEWHERE,
    # No TLS: the bridge speaks to loopback only, and aiohttp and asyncio do without. It is OpenSSL, 5 MB, and 60 ms of
    # every start, in which aiohttp reads the system's certificates. hashlib has a SHA-256 of its own.
    "_hashlib",
    "_ssl",
    "ssl",
    # Compression that nobody here speaks; shutil and tempfile ask for it and do without.
    "_bz2",
    "_lzma",
    "bz2",
    "lzma",
    # uuid does without the system's library, and nobody here asks for one by time.
    "_uuid",
    # Threads are all we use.
    "_multiprocessing",
    "_posixshmem",
    "multiprocessing",
    # Nobody debugs, tests, installs or reads XML in here; anyio and others offer to help with it.
    "_pytest",
    "bdb",
    "curses",
    "doctest",
    "lib2to3",
    "pdb",
    "pyexpat",
    "pydoc",
    "pytest",
    "readline",
    "setuptools",
    "sqlite3",
    "test",
    "tkinter",
    "unittest",
    "xml",
    "xmlrpc",
)

LEFT_TO_THE_SYSTEM = ("libz.so.1",)
"""The bootloader needs it before it has unpacked anything, so it is there. With a copy of ours in a folder from which
no program may run, the bootloader would fail in the system's loader, and not get to say what to do."""

# optimize=1 drops assertions; docstrings are help texts. The build file is unpacked first: by it a later start knows a
# folder of ours that was never finished.
_SPEC = """
import sys
sys.path.insert(0, {root!r})
from PyInstaller.utils.hooks import collect_submodules
from binaries import building

class OneFile(EXE):
    def _bootloader_file(self, *arguments):
        return building.our_bootloader(super()._bootloader_file(*arguments))

analysis = Analysis(
    [{entry!r}],
    pathex=[{root!r}],
    datas=[({page!r}, "bridge/web/page")],
    hiddenimports=collect_submodules("bridge"),
    excludes={excluded!r},
    optimize=1,
)
libraries = [entry for entry in analysis.binaries if entry[0] not in {left!r}]
facts = building.write_facts([*analysis.pure, *libraries])
archive = PYZ(analysis.pure)
options = dict(console=True, strip={strip!r}, upx=False, codesign_identity={identity!r}, entitlements_file={rights!r})
OneFile(archive, analysis.scripts, facts, libraries, analysis.datas, name={name!r}, **options)
program = EXE(archive, analysis.scripts, exclude_binaries=True, name={name!r}, **options)
COLLECT(program, facts, libraries, analysis.datas, name={folder!r}, strip={strip!r}, upx=False)
"""


def build() -> None:
    """Build both forms into `places.out()`, with their bill of materials; CheckError says what is wrong."""
    if not (places.PAGE / "index.html").is_file():
        raise CheckError("the page is not built: run `make setup` first")
    shutil.rmtree(places.out(), ignore_errors=True)
    places.out().mkdir(parents=True)
    places.WORK.mkdir(exist_ok=True)
    spec = places.WORK / f"{places.NAME}.spec"
    spec.write_text(_spec(), encoding="utf-8")
    where = ["--distpath", str(places.out()), "--workpath", str(places.WORK)]
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN", *where, str(spec)]
    if subprocess.run(command, cwd=places.ROOT, env=_reproducible(), check=False).returncode:
        raise CheckError("PyInstaller failed")
    if not any(places.one_folder().parent.rglob("_http_parser.*")):
        # the one in Python is slow, and more lenient with what a request may look like
        raise CheckError("aiohttp's C parser is not in the binary")


def _spec() -> str:
    return _SPEC.format(
        entry=str(places.ROOT / "bridge" / "__main__.py"),
        root=str(places.ROOT),
        page=str(places.PAGE),
        excluded=list(EXCLUDED),
        left=LEFT_TO_THE_SYSTEM,
        identity=os.environ.get("CODESIGN_IDENTITY") or None,
        rights=str(places.ROOT / "binaries" / "entitlements.plist"),
        strip=sys.platform == "linux",  # on macOS it breaks signatures, and Windows has none
        name=places.NAME,
        folder=places.FOLDER,
    )


def _reproducible() -> dict[str, str]:
    """The order of sets and the dates of files would else differ from build to build."""
    return {**os.environ, "PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": str(_commit_time()), "TZ": "UTC"}


# -- called from the spec, inside of PyInstaller --


def our_bootloader(original: str) -> str:
    """The bootloader of the one-file form. On Windows TMPDIR means nothing, so what it says there stays."""
    if sys.platform == "win32":
        return original
    ours = places.WORK / "bootloader"
    bootloader.copy(Path(original), ours)
    return str(ours)


def write_facts(entries: list[contents.TocEntry]) -> list[contents.TocEntry]:
    """Write what the binary says about itself, and the bill of materials; returns the entries of the former."""
    from bridge import __version__, frozen

    parts = contents.components(entries)
    commit, target = _commit(), places.target()
    facts = {
        frozen.BUILD_FILE: json.dumps({"version": __version__, "commit": commit, "target": target}) + "\n",
        frozen.LICENSES_FILE: contents.licences(parts, (places.ROOT / "LICENSE").read_text(encoding="utf-8")),
    }
    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(_commit_time()))
    bill = contents.cyclonedx(parts, version=__version__, commit=commit, when=when, target=target)
    places.bill_of_materials().write_text(json.dumps(bill, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return [_written(name, text) for name, text in facts.items()]


def _written(name: Path, text: str) -> contents.TocEntry:
    source = places.WORK / name.name
    source.write_text(text, encoding="utf-8", newline="\n")
    return (name.as_posix(), str(source), "DATA")


def _commit() -> str:
    """The commit, `+` where the working copy differs from it; empty outside of a repository."""
    commit = _git("rev-parse", "HEAD")
    changed = commit and _git("status", "--porcelain", "--untracked-files=no")
    return f"{commit[:12]}+" if changed else commit


def _commit_time() -> int:
    given = os.environ.get("SOURCE_DATE_EPOCH") or _git("log", "-1", "--format=%ct")
    return int(given) if given.isdigit() else 0


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=places.ROOT, capture_output=True, text=True, check=False, timeout=30
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
