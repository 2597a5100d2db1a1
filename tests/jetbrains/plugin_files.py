"""The plugin that `make jetbrains` builds, opened for tests."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from tools.build_jetbrains import BUILD, Build
from tools.class_files import ClassFile, read_class
from tools.jetbrains_toolchain import Toolchain


@dataclass(frozen=True)
class Plugin:
    """The zip, the jar with our classes in it, and the descriptor."""

    path: Path
    names: list[str]
    jar: dict[str, bytes]
    descriptor: ET.Element
    classes: dict[str, ClassFile]
    tools: Toolchain


def open_plugin(build: Build) -> Plugin:
    """Builds it where it is not up to date."""
    path = build.plugin()
    with zipfile.ZipFile(path) as outer:
        names = outer.namelist()
        ours = next(name for name in names if name.startswith("agent-bridge/lib/agent-bridge-"))
        with zipfile.ZipFile(io.BytesIO(outer.read(ours))) as inner:
            jar = {name: inner.read(name) for name in inner.namelist()}
    classes = [read_class(data) for name, data in jar.items() if name.endswith(".class")]
    return Plugin(
        path, names, jar, ET.fromstring(jar["META-INF/plugin.xml"]), {one.name: one for one in classes}, build.tools
    )


def names_in_jar(path: Path) -> set[str]:
    """The internal names of the classes in a jar."""
    with zipfile.ZipFile(path) as archive:
        return {name.removesuffix(".class") for name in archive.namelist() if name.endswith(".class")}


class Jar(Mapping[str, ClassFile]):
    """Classes of jars, each read when it is asked for."""

    def __init__(self, *paths: Path) -> None:
        self._at = {name: path for path in paths for name in names_in_jar(path)}
        self._read: dict[str, ClassFile] = {}

    def __getitem__(self, name: str) -> ClassFile:
        if name not in self._read:
            with zipfile.ZipFile(self._at[name]) as archive:
                self._read[name] = read_class(archive.read(f"{name}.class"))
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._at)

    def __len__(self) -> int:
        return len(self._at)


def stub_classes() -> dict[str, ClassFile]:
    """The compile-only classes."""
    return {one.name: one for one in (read_class(path.read_bytes()) for path in (BUILD / "stubs").rglob("*.class"))}


def declares(owner: str, name: str, descriptor: str, known: Mapping[str, ClassFile]) -> bool:
    """Whether a class, or what it extends, has this member. What leaves `known` is the JDK's: not looked at."""
    if owner not in known:
        return True
    found = known[owner]
    if (name, descriptor) in found.declared:
        return True
    return any(parent in known and declares(parent, name, descriptor, known) for parent in found.parents) or any(
        parent not in known and parent != "java/lang/Object" for parent in found.parents
    )
