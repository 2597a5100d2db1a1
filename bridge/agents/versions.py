"""Asking programs for their version, all at once, without trusting them to end."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

ANSWER_LIMIT_S = 5.0  # Gemini CLI needs 2.5 s on two busy cores
ANSWER_BYTES = 4096

_VERSION = re.compile(r"\d+(?:\.\d+)+[\w.+-]*")


def read_versions(
    commands: Mapping[str, Sequence[str]], environment: Mapping[str, str], limit_s: float = ANSWER_LIMIT_S
) -> dict[str, str | None]:
    """Run each command and find the version in what it prints; None where there is none in time."""
    if not commands:
        return {}
    with ThreadPoolExecutor(len(commands)) as pool:
        versions = pool.map(lambda argv: _read_version(argv, environment, limit_s), commands.values())
        return dict(zip(commands, versions, strict=True))


def _read_version(argv: Sequence[str], environment: Mapping[str, str], limit_s: float) -> str | None:
    # Into a file: a pipe could be held open for ever by a child that outlives the program.
    with tempfile.TemporaryFile() as output:
        try:
            process = subprocess.Popen(
                argv,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError:
            return None
        try:
            process.wait(limit_s)
        except subprocess.TimeoutExpired:
            return None
        finally:
            _end(process)
        output.seek(0)
        version = _VERSION.search(output.read(ANSWER_BYTES).decode("utf-8", "replace"))
        return version.group() if version else None


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the program and what it started."""
    if sys.platform == "win32":
        if process.poll() is None:
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass  # the whole group has ended
        except PermissionError:
            pass  # macOS: the group has only zombies left
    process.wait()
