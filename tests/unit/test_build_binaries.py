"""What the build decides; that its binaries work it tries itself at the end of each build."""

import json
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from binaries import bootloader, building, contents, packing, places

IMPORT_ALL = """
import importlib, pkgutil, sys
for name in sys.argv[1].split(","):
    sys.modules[name] = None
import bridge
for module in pkgutil.walk_packages(bridge.__path__, "bridge."):
    if not module.name.endswith(("_windows", "__main__")):
        importlib.import_module(module.name)
"""


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [
        ("linux", "x86_64", "linux-x86_64"),
        ("linux", "aarch64", "linux-aarch64"),
        ("darwin", "arm64", "macos-aarch64"),
        ("darwin", "x86_64", "macos-x86_64"),
        ("win32", "AMD64", "windows-x86_64"),
        ("win32", "ARM64", "windows-aarch64"),
    ],
)
def test_a_target_is_named_as_plugins_look_for_it(system: str, machine: str, name: str) -> None:
    assert places.target(system, machine) == name


@pytest.mark.parametrize(("system", "machine"), [("sunos5", "x86_64"), ("linux", "s390x")])
def test_where_nothing_is_built_the_platform_is_named(system: str, machine: str) -> None:
    with pytest.raises(places.CheckError, match=f"{system} on {machine}"):
        places.target(system, machine)


def test_where_prints_the_path_and_nothing_else() -> None:
    script = places.ROOT / "build_binaries.py"
    printed = subprocess.run(
        [sys.executable, script, "--where"], capture_output=True, text=True, check=True, timeout=30
    )
    assert printed.stdout == f"{places.one_file()}\n"
    assert places.one_file().parent == places.ROOT / "dist" / places.target()


def test_both_forms_are_one_program_under_one_name() -> None:
    assert places.one_folder().name == places.one_file().name
    assert places.one_folder().parent.parent == places.one_file().parent


@pytest.mark.skipif(sys.platform == "win32", reason="imports what is for POSIX")
def test_the_bridge_does_without_what_the_binary_leaves_out() -> None:
    left_out = ",".join(building.EXCLUDED)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_ALL, left_out],
        cwd=places.ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def a_folder(where: Path) -> Path:
    """A program, a library it needs, and a link to it."""
    folder = where / "agent-bridge-folder"
    (folder / "inside").mkdir(parents=True)
    (folder / "agent-bridge").write_bytes(b"program")
    (folder / "agent-bridge").chmod(0o700)
    (folder / "inside" / "lib.so.1").write_bytes(b"library" * 1000)
    (folder / "inside" / "lib.so").symlink_to("lib.so.1")
    return folder


def test_a_packed_folder_is_the_same_whenever_it_is_packed(tmp_path: Path) -> None:
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    packing.zip_folder(a_folder(tmp_path / "a"), first)
    folder = a_folder(tmp_path / "b")
    (folder / "agent-bridge").chmod(0o755)
    (folder / "agent-bridge").touch()
    packing.zip_folder(folder, second)
    assert first.read_bytes() == second.read_bytes()


def test_a_packed_folder_has_plain_files_under_one_name_and_knows_its_program(tmp_path: Path) -> None:
    packing.zip_folder(a_folder(tmp_path), tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        entries = {entry.filename: stat.filemode(entry.external_attr >> 16) for entry in archive.infolist()}
        assert archive.read("agent-bridge-folder/inside/lib.so") == b"library" * 1000
    assert entries == {
        "agent-bridge-folder/agent-bridge": "-rwxr-xr-x",
        "agent-bridge-folder/inside/lib.so": "-rw-r--r--",
        "agent-bridge-folder/inside/lib.so.1": "-rw-r--r--",
    }


def test_a_file_that_is_not_the_one_that_was_built_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "DIST", tmp_path)
    places.out().mkdir()
    for file in (places.one_file(), places.packed_folder()):
        file.write_text("as built")
    places.sums().write_text(packing.sums_of((places.one_file(), places.packed_folder())))
    packing.check_sums()
    places.packed_folder().write_text("changed")
    with pytest.raises(places.CheckError, match=r"agent-bridge-folder\.zip is not the file that was built"):
        packing.check_sums()


def test_plugins_that_are_there_get_a_copy_for_this_target_beside_those_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, absent = tmp_path / "there", tmp_path / "absent"
    other = there / "bin" / "windows-x86_64" / "agent-bridge.exe"
    other.parent.mkdir(parents=True)
    other.touch()
    monkeypatch.setattr(places, "DIST", tmp_path / "dist")
    monkeypatch.setattr(places, "PLUGINS", {there: Path("bin"), absent: Path("bin")})
    a_folder(places.out())
    places.one_file().write_text("one file")
    packing.pack()
    copied = sorted(path.name for path in (there / "bin" / places.target()).iterdir())
    assert copied == sorted(["SHA256SUMS", places.one_file().name, "agent-bridge-folder.zip"])
    assert other.exists()
    assert not absent.exists()


def test_the_bootloaders_texts_are_replaced_in_place() -> None:
    theirs = b"\0".join([b"\x7fELF", *bootloader.TEXTS, b"other"])
    ours = bootloader.with_our_texts(theirs)
    assert len(ours) == len(theirs)
    assert b"Set TMPDIR" in ours
    assert b"Failed to load Python" not in ours
    assert ours.endswith(b"\0other")


@pytest.mark.parametrize("theirs", bootloader.TEXTS)
def test_a_text_takes_the_same_values_and_no_more_room(theirs: bytes) -> None:
    ours = bootloader.TEXTS[theirs]
    assert len(ours) <= len(theirs)
    assert [part[:1] for part in ours.split(b"%")[1:]] == [part[:1] for part in theirs.split(b"%")[1:]]


def test_a_bootloader_that_says_something_else_stops_the_build() -> None:
    with pytest.raises(places.CheckError, match="does not say"):
        bootloader.with_our_texts(b"\x7fELF other texts")


def a_bill(*parts: contents.Component) -> dict[str, object]:
    return contents.cyclonedx(parts, version="1.2", commit="abc", when="2026-01-01T00:00:00Z", target="linux-x86_64")


def test_the_bill_of_materials_names_each_part_once_and_is_the_same_for_the_same_parts() -> None:
    one = contents.Component("a", "1", "pkg:pypi/a@1", "MIT", "text", "00")
    bill = a_bill(one, one)
    assert bill == a_bill(one, one)
    assert bill["serialNumber"] != a_bill(contents.Component("b", "1", "pkg:pypi/b@1"))["serialNumber"]
    assert json.loads(json.dumps(bill))["components"] == [
        {
            "type": "library",
            "bom-ref": "pkg:pypi/a@1",
            "name": "a",
            "version": "1",
            "purl": "pkg:pypi/a@1",
            "licenses": [{"license": {"name": "MIT"}}],
            "hashes": [{"alg": "SHA-256", "content": "00"}],
        }
    ]


def test_what_is_inside_is_found_by_its_files() -> None:
    import aiohttp

    source = Path(aiohttp.__file__)
    parts = {part.name: part for part in contents.components([("aiohttp", str(source), "PYMODULE")])}
    assert parts["aiohttp"].purl == f"pkg:pypi/aiohttp@{aiohttp.__version__}"
    assert "Apache License" in parts["aiohttp"].text
    assert "PYTHON SOFTWARE FOUNDATION" in parts["CPython"].text.upper()
    assert parts["@xterm/xterm"].purl.startswith("pkg:npm/%40xterm/xterm@")
    assert "pytest" not in parts


def test_nothing_large_is_loaded_before_the_ready_line() -> None:
    script = "import sys, bridge.cli, bridge.launch; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=places.ROOT, capture_output=True, text=True, check=True)
    assert not {"asyncio", "aiohttp", "msgspec", "psutil", "bridge.server"} & set(done.stdout.split())
