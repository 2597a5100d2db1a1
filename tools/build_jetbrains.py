"""Builds the JetBrains plugin without JetBrains' own repositories: `make jetbrains`. With the network, Gradle does it.

All Kotlin is compiled: `core` against nothing but libraries, the rest against real platform classes and, for the
classes that are not to be had, compile-only stubs. Everything lands in build/jetbrains; the plugin in dist/jetbrains.
"""

import argparse
import hashlib
import os
import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.jetbrains_toolchain import PLUGIN, ROOT, Toolchain, ToolchainError, fetch, run

BUILD = ROOT / "build" / "jetbrains"
DIST = ROOT / "dist" / "jetbrains"

_HEAP = "-Xmx1g"
_KOTLIN_OF_THE_IDE = "2.0"
"""IDEs of build 243 bring this standard library: newer versions of the language call what it does not have."""
_TARGET = "21"
_LIBRARIES = (
    "kotlin-stdlib",
    "kotlinx-coroutines-core-jvm",
    "kotlinx-serialization-core-jvm",
    "kotlinx-serialization-json-jvm",
)
_PACKAGED = ("kotlinx-serialization-core-jvm", "kotlinx-serialization-json-jvm")
_PLATFORM = ("intellij-core", "jcef-api", "annotations")
MIN_COVERAGE = 0.90
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def version() -> str:
    """The version of the whole project."""
    text = (ROOT / "bridge" / "__init__.py").read_text()
    return text.split('__version__ = "')[1].split('"')[0]


def sources(folder: Path, suffix: str) -> list[Path]:
    """The source files below a folder, in a steady order."""
    return sorted(folder.rglob(f"*{suffix}"))


def classpath(*parts: Path | str) -> str:
    """Parts of a class path, joined."""
    return os.pathsep.join(str(part) for part in parts)


class Build:
    """The steps, each of which runs only when what it reads has changed."""

    def __init__(self, tools: Toolchain) -> None:
        self.tools = tools
        self.libraries = tools.classpath(*_LIBRARIES)

    def core(self) -> Path:
        """The half that knows no IDE."""
        return self._kotlin("core", PLUGIN / "core" / "src" / "main" / "kotlin", self.libraries)

    def stubs(self) -> Path:
        """Compile-only classes of the platform: never packaged, never run."""
        out = BUILD / "stubs"
        files = sources(PLUGIN / "stubs", ".java")
        real = self.tools.classpath(*_PLATFORM, "kotlinx-coroutines-core-jvm", "kotlin-stdlib")
        self._java(out, files, real)
        return out

    def simulated(self) -> Path:
        """The simulated IDE: classes in the place of stubs, that do something. Only tests run it; never packaged."""
        out = BUILD / "simulated"
        self._java(out, sources(PLUGIN / "simulated", ".java"), self.simulated_classpath())
        return out

    def simulated_classpath(self) -> str:
        """What the simulated IDE runs on, behind itself: Kotlin's own library first, since intellij-core has a copy."""
        parts = (self.platform(), self.core(), self.libraries, self.stubs(), self.tools.classpath(*_PLATFORM))
        return classpath(*parts)

    def platform(self) -> Path:
        """The half that is the plugin: against stubs first, then the real classes."""
        against = classpath(self.core(), self.libraries, self.stubs(), self.tools.classpath(*_PLATFORM))
        return self._kotlin("platform", PLUGIN / "src" / "main" / "kotlin", against)

    def core_tests(self) -> Path:
        """The tests of `core`."""
        against = classpath(self.core(), self.libraries, self.tools.jar("junit-platform-console-standalone"))
        return self._kotlin("core-test", PLUGIN / "core" / "src" / "test" / "kotlin", against, friend=self.core())

    def plugin(self) -> Path:
        """The plugin as a person installs it: one folder with lib/*.jar."""
        DIST.mkdir(parents=True, exist_ok=True)
        jar = BUILD / f"agent-bridge-{version()}.jar"
        resources = PLUGIN / "src" / "main" / "resources"
        with _archive(jar) as archive:
            for folder in (self.core(), self.platform()):
                _add(archive, folder)
            _add(archive, resources, patched={"META-INF/plugin.xml": self.descriptor(resources)})
        target = DIST / f"agent-bridge-{version()}.zip"
        with _archive(target) as archive:
            for file in (jar, *(self.tools.jar(name) for name in _PACKAGED)):
                _put(archive, f"agent-bridge/lib/{file.name}", file.read_bytes())
            _put(archive, "agent-bridge/LICENSE", (ROOT / "LICENSE").read_bytes())
        return target

    @staticmethod
    def descriptor(resources: Path) -> bytes:
        """plugin.xml with its version, which Gradle's patchPluginXml writes there too."""
        text = (resources / "META-INF" / "plugin.xml").read_text()
        mark = "<id>io.agentbridge</id>"
        builds = '<idea-version since-build="243"/>'
        return text.replace(mark, f"{mark}\n  <version>{version()}</version>\n  {builds}").encode()

    def _java(self, out: Path, files: list[Path], against: str) -> None:
        command: list[str | Path] = [
            self.tools.java,
            _HEAP,
            "-jar",
            self.tools.jar("ecj"),
            f"-{_TARGET}",
            "-proc:none",
            "-nowarn",
        ]

        def compile_java() -> None:
            run([*command, "-cp", against, "-d", out, *files])

        _step(out, [*files, *(Path(part) for part in against.split(os.pathsep))], compile_java)

    def _kotlin(self, name: str, folder: Path, against: str, friend: Path | None = None) -> Path:
        out = BUILD / name
        files = sources(folder, ".kt")
        plugin = self.tools.kotlin / "kotlin-serialization-compiler-plugin.jar"
        flags = [
            "-no-stdlib",
            "-no-reflect",
            "-jvm-target",
            _TARGET,
            f"-Xplugin={plugin}",
            "-module-name",
            f"agent-bridge-{name}",
        ]
        flags += [
            "-language-version",
            _KOTLIN_OF_THE_IDE,
            "-api-version",
            _KOTLIN_OF_THE_IDE,
            "-Xsuppress-version-warnings",
            "-Werror",
            "-jvm-default=no-compatibility",
        ]
        if friend is not None:
            flags.append(f"-Xfriend-paths={friend}")
        java: list[str | Path] = [
            self.tools.java,
            _HEAP,
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            self.tools.compiler_classpath,
        ]

        def compile_kotlin() -> None:
            run([*java, "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler", *flags, "-cp", against, "-d", out, *files])

        _step(out, [*files, *(Path(part) for part in against.split(os.pathsep))], compile_kotlin, " ".join(flags))
        return out


def _step(out: Path, inputs: list[Path], work: Callable[[], None], more: str = "") -> None:
    """Do the work into a fresh folder unless it was done from the same inputs."""
    key = hashlib.sha256(more.encode())
    for path in inputs:
        key.update(f"{path.name}\0".encode())
        key.update(_stamp(path).read_bytes() if path.is_dir() else _identity(path))
    stamp = _stamp(out)
    if stamp.is_file() and stamp.read_text() == key.hexdigest():
        return
    print(f"{out.name}: compiling", flush=True)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    stamp.unlink(missing_ok=True)
    work()
    stamp.write_text(key.hexdigest())


def _stamp(folder: Path) -> Path:
    return folder.with_suffix(".made")


def _identity(file: Path) -> bytes:
    """Jars are pinned, so that their size is enough; sources by what is in them."""
    return str(file.stat().st_size).encode() if file.suffix == ".jar" else file.read_bytes()


def _archive(path: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Two builds of one commit give the same bytes: no times, no order of the file system."""
    entry = zipfile.ZipInfo(name, _ZIP_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data)


def _add(archive: zipfile.ZipFile, folder: Path, patched: dict[str, bytes] | None = None) -> None:
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = file.relative_to(folder).as_posix()
        _put(archive, name, (patched or {}).get(name) or file.read_bytes())


def run_core_tests(build: Build, more: list[str]) -> None:
    """JUnit over `core`, with coverage. ToolchainError where a test fails, or less than 90 % of the lines were run."""
    tools, junit = build.tools, build.tools.jar("junit-platform-console-standalone")
    classes, tests = build.core(), build.core_tests()
    record, report = BUILD / "core.exec", BUILD / "core-coverage.xml"
    record.unlink(missing_ok=True)
    agent = f"-javaagent:{tools.jar('org.jacoco.agent')}=destfile={record},includes=io.agentbridge.core.*"
    against = classpath(classes, tests, build.libraries, junit)
    repository = f"-Dagentbridge.repository={ROOT}"
    words: list[str | Path] = [
        "execute",
        f"--scan-classpath={tests}",
        "--details=tree",
        "--disable-banner",
        "--fail-if-no-tests",
        *more,
    ]
    run(
        [
            tools.java,
            "-Xmx512m",
            agent,
            repository,
            "-cp",
            against,
            "org.junit.platform.console.ConsoleLauncher",
            *words,
        ]
    )
    cover: list[str | Path] = ["report", record, "--classfiles", classes, "--xml", report]
    run([tools.java, "-Xmx256m", "-jar", tools.jar("org.jacoco.cli"), *cover])
    share = covered(report)
    print(f"core: {share:.1%} of the lines were run")
    if share < MIN_COVERAGE:
        raise ToolchainError(f"the tests of core run {share:.1%} of its lines, less than {MIN_COVERAGE:.0%}")


def covered(report: Path) -> float:
    """The share of lines a JaCoCo report counts as run."""
    lines = next(counter for counter in ET.parse(report).getroot().findall("counter") if counter.get("type") == "LINE")
    run_lines, missed = int(lines.get("covered", 0)), int(lines.get("missed", 0))
    return run_lines / (run_lines + missed)


def main() -> int:
    """The command line: `build` (the default), `fetch` or `test`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", default="build", choices=["fetch", "build", "test"])
    what = parser.parse_args().what
    try:
        tools = fetch()
        if what == "test":
            run_core_tests(Build(tools), [])
        if what == "build":
            made = Build(tools).plugin()
            print(f"{made.relative_to(ROOT)}  {made.stat().st_size / 1e6:.1f} MB")
    except ToolchainError as error:
        print(f"make jetbrains: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
