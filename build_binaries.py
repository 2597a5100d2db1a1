"""Build the binaries for the platform this runs on: one file, and one folder that starts faster; then try both.

`python build_binaries.py` builds and tries. `--where` prints the path of the one-file binary. `--check` tries what is
there.
"""

import argparse
import asyncio
import base64
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiohttp import ClientSession, ClientWebSocketResponse

ROOT = Path(__file__).resolve().parent
PAGE = ROOT / "bridge" / "web" / "page"
WORK = ROOT / "build"
NAME = "agent-bridge"

LIMIT_SECONDS = 30.0

_SYSTEMS = {"linux": "linux", "darwin": "macos", "win32": "windows"}
_MACHINES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}

EXCLUDED = (
    # No TLS: the bridge speaks to loopback only, and aiohttp and asyncio do without. It is OpenSSL, 5 MB, and 60 ms of
    # every start, in which aiohttp reads the system's certificates. hashlib has a SHA-256 of its own.
    "_hashlib",
    "_ssl",
    "ssl",
    # Nobody debugs, tests or installs in here.
    "bdb",
    "doctest",
    "lib2to3",
    "pdb",
    "pydoc",
    "setuptools",
    "sqlite3",
    "test",
    "tkinter",
    "unittest",
)

# Both forms from one analysis, which is what takes the time. optimize=1 drops assertions; docstrings are help texts.
_SPEC = """
from PyInstaller.utils.hooks import collect_submodules

analysis = Analysis(
    [{entry!r}],
    pathex=[{root!r}],
    datas=[({page!r}, "bridge/web/page")],
    hiddenimports=collect_submodules("bridge"),
    excludes={excluded!r},
    optimize=1,
)
archive = PYZ(analysis.pure)
options = dict(console=True, strip={strip!r}, upx=False)
EXE(archive, analysis.scripts, analysis.binaries, analysis.datas, name={name!r}, **options)
program = EXE(archive, analysis.scripts, exclude_binaries=True, name={name!r}, **options)
COLLECT(program, analysis.binaries, analysis.datas, name={folder!r}, strip={strip!r}, upx=False)
"""


class CheckError(Exception):
    """A binary cannot be built, or does not do what it should."""


# -- where things are --


def target(system: str = sys.platform, machine: str = "") -> str:
    """`<os>-<arch>` as plugins name it; CheckError where we build nothing."""
    machine = (machine or platform.machine()).lower()
    try:
        return f"{_SYSTEMS[system]}-{_MACHINES[machine]}"
    except KeyError as error:
        raise CheckError(f"no binaries are built for {system} on {machine}") from error


def one_file() -> Path:
    """The one-file binary of this platform."""
    return _program_in(ROOT / "dist" / target())


def one_folder() -> Path:
    """The program of the one-folder form; it needs the folder around it."""
    return _program_in(ROOT / "dist" / target() / f"{NAME}-folder")


def _program_in(folder: Path) -> Path:
    return folder / (NAME + (".exe" if sys.platform == "win32" else ""))


# -- build --


def build() -> None:
    """Build both forms."""
    if not (PAGE / "index.html").is_file():
        raise CheckError("the page is not built: run `make setup` first")
    WORK.mkdir(exist_ok=True)
    spec = WORK / f"{NAME}.spec"
    spec.write_text(_spec(), encoding="utf-8")
    places = ["--distpath", str(one_file().parent), "--workpath", str(WORK)]
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN", *places, str(spec)]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise CheckError("PyInstaller failed")
    if not any(one_folder().parent.rglob("_http_parser.*")):
        # the one in Python is slow, and more lenient with what a request may look like
        raise CheckError("aiohttp's C parser is not in the binary")


def _spec() -> str:
    return _SPEC.format(
        entry=str(ROOT / "bridge" / "__main__.py"),
        root=str(ROOT),
        page=str(PAGE),
        excluded=list(EXCLUDED),
        strip=sys.platform == "linux",  # on macOS it breaks signatures, and Windows has none
        name=NAME,
        folder=one_folder().parent.name,
    )


# -- try --


def check(program: Path) -> float:
    """Use a binary as a host does; returns the seconds to its ready line. CheckError says what is wrong."""
    with tempfile.TemporaryDirectory(prefix="ab-", ignore_cleanup_errors=True) as folder:
        temporary = Path(folder, "tmp")
        temporary.mkdir()
        start = time.perf_counter()
        process = subprocess.Popen(
            [program, "--http", "127.0.0.1:0"],
            cwd=folder,
            env=_environment(folder, temporary),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            ready = time.perf_counter() - start
            if not line:
                raise CheckError(f"no ready line; it ended with {process.wait()}")
            asyncio.run(_converse(json.loads(line), program))
            _expect("the exit code", _stop(process), 0)
            _expect("more on stdout", process.stdout.read(), b"")
        finally:
            process.kill()
            process.communicate()
        _expect("what is left in the temporary folder", [path.name for path in temporary.rglob("*")], [])
    return ready


def _environment(home: str, temporary: Path) -> dict[str, str]:
    """No Python on PATH, an empty home, and a temporary folder of its own to look at afterwards."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "COMSPEC", "LANG") if name in os.environ}
    homes = dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_RUNTIME_DIR"), home)
    return {**kept, **homes, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary)), "PATH": os.defpath}


async def _converse(ready: dict[str, str], program: Path) -> None:
    import aiohttp

    async with asyncio.timeout(LIMIT_SECONDS), aiohttp.ClientSession(ready["uiBase"]) as http:
        await _get(http, "/health", "ok")
        await _get(http, "/", "<title>")
        protocols = ("agent-bridge.v1", f"auth.bearer.{ready['token']}")
        async with http.ws_connect("/ws", protocols=protocols) as socket:
            _expect("the subprotocol", socket.protocol, protocols[0])
            await socket.send_json({"type": "hello", "protocolVersion": 1})
            _expect("the first answer", (await socket.receive_json())["type"], "welcome")
            await _round_trip(socket, program)


async def _get(http: "ClientSession", path: str, text: str) -> None:
    async with http.get(path) as answer:
        body = await answer.text()
        if answer.status != 200 or text not in body:
            raise CheckError(f"GET {path} answers {answer.status} {body[:100]!r}")


async def _round_trip(socket: "ClientWebSocketResponse", program: Path) -> None:
    """The binary's own echo agent in a terminal: its prompt comes, a command goes, its exit code comes."""
    command = {"type": "openSession", "id": "s1", "cmd": str(program), "args": ["echo-agent"]}
    await socket.send_json(command)
    output, typed = b"", False
    while True:
        message = await socket.receive_json()
        if message["type"] == "stdout":
            output += base64.b64decode(message["dataBase64"])
            if b"> " in output and not typed:
                typed = True
                keys = base64.b64encode(b"/exit 7\r").decode()
                await socket.send_json({"type": "stdin", "sessionId": "s1", "dataBase64": keys})
        elif message["type"] == "exit":
            _expect(f"the echo agent's exit code, after {output!r}", message["code"], 7)
            return
        elif message["type"] == "error":
            raise CheckError(f"no session: {message['message']}")


def _stop(process: "subprocess.Popen[bytes]") -> int:
    """Ask it to end as hosts do: by a signal, and on Windows, which has none, by the end of stdin."""
    assert process.stdin is not None
    if sys.platform == "win32":
        process.stdin.close()
    else:
        process.send_signal(signal.SIGTERM)
    return process.wait(LIMIT_SECONDS)


def _expect(what: str, found: object, right: object) -> None:
    if found != right:
        raise CheckError(f"{what} is {found!r}, not {right!r}")


# -- command line --


def main() -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--where", action="store_true", help="print the path of the one-file binary; build nothing")
    parser.add_argument("--check", action="store_true", help="try the binaries that are there; build nothing")
    arguments = parser.parse_args()
    try:
        if arguments.where:
            print(one_file())
            return 0
        if not arguments.check:
            build()
        for program, size in ((one_file(), _size(one_file())), (one_folder(), _size(one_folder().parent))):
            ready = check(program)
            print(f"{program.relative_to(ROOT)}: {size / 1e6:.1f} MB, ready line after {ready * 1e3:.0f} ms, works")
    except CheckError as error:
        sys.stderr.write(f"build_binaries: {error}\n")
        return 1
    return 0


def _size(path: Path) -> int:
    if not path.exists():
        raise CheckError(f"{path} is not there; build it first")
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files)


if __name__ == "__main__":
    sys.exit(main())
