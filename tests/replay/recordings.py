"""The recordings of real programs: made once for each version of a program and of its script, then kept.

`python -m tests.replay.recordings` makes those that are missing, several at a time: nearly all of it is waiting.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.real_agents import settings
from tests.replay import recorder, recording_file, scripts

FOLDER = Path(os.environ.get("AGENT_BRIDGE_TEST_RECORDINGS") or settings.REPOSITORY / ".cache" / "recordings")
AT_ONCE = 5
LIMIT_S = 300
_SOURCES = (recorder, recording_file, scripts, settings)


def path_of(name: str) -> Path:
    """Where the recording of this program is, in the version that is installed; FileNotFoundError where none is."""
    digest = hashlib.sha256()
    for module in _SOURCES:
        digest.update(Path(str(module.__file__)).read_bytes())
    digest.update(_version(name))
    return FOLDER / f"{name}-{digest.hexdigest()[:12]}.rec"


def _version(name: str) -> bytes:
    if name in settings.AGENTS:
        return settings.pinned_versions()[name].encode()
    for folder in os.environ["PATH"].split(os.pathsep):
        executable = Path(folder, name)
        if executable.is_file() and os.access(executable, os.X_OK):
            found = executable.resolve().stat()
            return f"{found.st_size} {found.st_mtime_ns}".encode()
    raise FileNotFoundError(f"{name} is not on PATH: tools/system_packages.sh installs it, or says that it may not")


def all_of_them() -> list[Path]:
    """The recordings of all programs; those that are not there are made. RuntimeError says which could not be."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    paths = {name: path_of(name) for name in scripts.SCRIPTS}
    missing = [name for name, path in paths.items() if not path.is_file()]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        failures = [failure for failure in pool.map(_record_elsewhere, _longest_first(missing)) if failure]
    if failures:
        raise RuntimeError("\n".join(failures))
    for old in set(FOLDER.glob("*.rec")) - set(paths.values()):
        old.unlink(missing_ok=True)
    return list(paths.values())


def _longest_first(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: name not in (*settings.AGENTS, "tmux", "vim"))


def _record_elsewhere(name: str) -> str | None:
    """In a process of its own, because a program is started by forking; returns what went wrong."""
    command = [sys.executable, "-m", "tests.replay.recordings", name]
    done = subprocess.run(
        command, cwd=settings.REPOSITORY, capture_output=True, text=True, timeout=LIMIT_S, check=False
    )
    return f"{name} could not be recorded:\n{done.stderr}" if done.returncode else None


def record(name: str) -> None:
    """Make one recording, whatever is there."""
    with tempfile.TemporaryDirectory(prefix="ab-rec-", ignore_cleanup_errors=True) as folder:
        scripts.SCRIPTS[name](Path(folder)).save(path_of(name))


if __name__ == "__main__":
    if sys.argv[1:]:
        for each in sys.argv[1:]:
            record(each)
    else:
        for path in all_of_them():
            print(path.name, path.stat().st_size)
