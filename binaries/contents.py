"""What is in a binary: whose code and libraries, under which licences; as a text for people and as CycloneDX."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from binaries.places import NAME, PAGE, ROOT

TocEntry = tuple[str, str, str]
"""Of PyInstaller: name inside, path of the source, type."""

_PAGE_PACKAGE = re.compile(r"^## (\S+) - (\S+) \((.+)\)$", re.MULTILINE)
_LICENCE_NAMES = ("LICEN", "COPYING", "NOTICE", "AUTHORS")
_SEPARATOR = "\n" + "=" * 100 + "\n"


@dataclass(frozen=True)
class Component:
    """One piece of somebody's work. `licence`: SPDX expression or name; `text`: its wording, where we have it."""

    name: str
    version: str
    purl: str
    licence: str = ""
    text: str = ""
    sha256: str = ""


def components(entries: Iterable[TocEntry]) -> list[Component]:
    """All that the files of these entries belong to, sorted by name."""
    sources = [Path(source) for _, source, kind in entries if source and kind != "OPTION"]
    found = [_python(), _bootloader(), *_distributions(sources), *_libraries(sources), *_packages_of_the_page()]
    return sorted(found, key=lambda component: (component.name.lower(), component.purl))


# -- Python --


def _python() -> Component:
    version = sys.version.split()[0]
    file = next((f for f in (Path(base, "LICENSE.txt") for base in _python_folders()) if f.is_file()), None)
    text = file.read_text(encoding="utf-8") if file else ""
    return Component("CPython", version, f"pkg:generic/cpython@{version}", "PSF-2.0", text)


def _python_folders() -> tuple[str, ...]:
    import os

    return (str(Path(os.__file__).parent), sys.base_prefix)


def _bootloader() -> Component:
    found = metadata.distribution("pyinstaller")
    licence = "GPL-2.0-or-later WITH Bootloader-exception"
    return Component("PyInstaller bootloader", found.version, _pypi(found), licence, _licence_texts(found))


def _distributions(sources: Sequence[Path]) -> Iterator[Component]:
    inside = {source.resolve() for source in sources}
    for distribution in metadata.distributions():
        name = distribution.metadata["Name"]
        if name.lower() in (NAME, "pyinstaller"):
            continue
        files = {Path(str(distribution.locate_file(file))).resolve() for file in distribution.files or ()}
        code = {file for file in files if file.suffix in (".py", ".so", ".pyd", ".dylib")}
        if not code & inside:
            continue
        text = _licence_texts(distribution)
        yield Component(name, distribution.version, _pypi(distribution), _licence(distribution.metadata), text)
        yield from _crates(distribution)


def _pypi(distribution: metadata.Distribution) -> str:
    return f"pkg:pypi/{distribution.metadata['Name'].lower().replace('_', '-')}@{distribution.version}"


def _licence(facts: metadata.PackageMetadata) -> str:
    """The SPDX expression, else what the older fields say."""
    old = [line.rpartition(" :: ")[2] for line in facts.get_all("Classifier") or () if line.startswith("License :: ")]
    named = [facts["License-Expression"], *old, (facts["License"] or "").partition("\n")[0][:80]]
    return next((name for name in named if name and name != "UNKNOWN"), "")


def _licence_texts(distribution: metadata.Distribution) -> str:
    files = [f for f in distribution.files or () if f.name.upper().startswith(_LICENCE_NAMES)]
    files = [f for f in files if f.parts[0].endswith(".dist-info")]
    return "\n\n".join(f.read_text(encoding="utf-8").strip() for f in sorted(files))


def _crates(distribution: metadata.Distribution) -> Iterator[Component]:
    """What a compiled wheel says it is made of."""
    for file in distribution.files or ():
        if file.name.endswith(".cyclonedx.json"):
            for part in json.loads(file.read_text(encoding="utf-8")).get("components", ()):
                purl = str(part.get("purl", ""))
                if purl.startswith("pkg:cargo/") and "file://" not in purl:
                    yield Component(part["name"], part["version"], purl, _expression(part.get("licenses", ())))


def _expression(licences: Sequence[dict[str, Any]]) -> str:
    found = (one.get("expression") or one.get("license", {}).get("id") or "" for one in licences)
    return " AND ".join(one for one in found if one)


# -- libraries of the system --


def _libraries(sources: Sequence[Path]) -> Iterator[Component]:
    """Shared libraries that are nobody's wheel: by the package of the system they come from, else by their name."""
    for source in sorted({s for s in sources if _is_of_the_system(s)}):
        sha256 = hashlib.sha256(source.read_bytes()).hexdigest()
        package = _debian_package(source)
        if package is None:
            yield Component(source.name, "", f"pkg:generic/{source.name}", sha256=sha256)
            continue
        name, version = package
        copyright_file = Path("/usr/share/doc", name, "copyright")
        text = copyright_file.read_text(encoding="utf-8", errors="replace") if copyright_file.is_file() else ""
        yield Component(source.name, version, f"pkg:deb/debian/{name}@{version}", "see its text", text, sha256)


def _is_of_the_system(source: Path) -> bool:
    is_library = ".so" in source.name or source.suffix in (".dylib", ".dll")
    homes = (*map(Path, (sys.prefix, sys.base_prefix)), ROOT)
    return is_library and not any(home in source.parents for home in homes)


def _debian_package(library: Path) -> tuple[str, str] | None:
    if shutil.which("dpkg-query") is None:
        return None
    for path in (library.resolve(), Path(str(library.resolve()).removeprefix("/usr"))):
        owner = _output("dpkg-query", "--search", str(path)).partition(": ")[0]
        if owner:
            version = _output("dpkg-query", "--show", "--showformat=${Version}", owner)
            return owner.partition(":")[0], version
    return None


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


# -- the page --


def _packages_of_the_page() -> Iterator[Component]:
    for heading, text in _sections((PAGE / "licenses.md").read_text(encoding="utf-8")):
        name, version, licence = heading
        purl = f"pkg:npm/{name.replace('@', '%40')}@{version}"
        yield Component(name, version, purl, licence, text)


def _sections(document: str) -> Iterator[tuple[tuple[str, str, str], str]]:
    headings = list(_PAGE_PACKAGE.finditer(document))
    ends = [heading.start() for heading in headings[1:]] + [len(document)]
    for heading, end in zip(headings, ends, strict=True):
        yield (heading[1], heading[2], heading[3]), document[heading.end() : end].strip()


# -- as documents --


def licences(parts: Iterable[Component], own: str) -> str:
    """Our own licence, then each part's."""
    texts = [f"{part.name} {part.version}\n{part.licence}\n\n{part.text}".strip() for part in parts]
    return _SEPARATOR.join([own.strip(), *texts]) + "\n"


def cyclonedx(parts: Sequence[Component], *, version: str, commit: str, when: str, target: str) -> dict[str, Any]:
    """A bill of materials, CycloneDX 1.6. The same parts give the same document: its serial number is made of it."""
    root = f"pkg:generic/{NAME}@{version}"
    body = {
        "metadata": {
            "timestamp": when,
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": NAME,
                "version": version,
                "purl": root,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
                "properties": [{"name": "commit", "value": commit}, {"name": "target", "value": target}],
            },
        },
        "components": [_as_cyclonedx(part) for part in {part.purl: part for part in parts}.values()],
        "dependencies": [{"ref": root, "dependsOn": sorted({part.purl for part in parts})}],
    }
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(body, sort_keys=True))
    head = {"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX"}
    return {**head, "specVersion": "1.6", "serialNumber": f"urn:uuid:{serial}", "version": 1, **body}


def _as_cyclonedx(part: Component) -> dict[str, Any]:
    kind: dict[str, Any] = {"type": "library", "bom-ref": part.purl, "name": part.name, "version": part.version}
    kind["purl"] = part.purl
    if part.licence:
        kind["licenses"] = [{"license": {"name": part.licence}}]
    if part.sha256:
        kind["hashes"] = [{"alg": "SHA-256", "content": part.sha256}]
    return kind
