"""What the build script decides; that its binaries work it tries itself at the end of each build."""

import subprocess
import sys

import pytest

import build_binaries

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
    assert build_binaries.target(system, machine) == name


@pytest.mark.parametrize(("system", "machine"), [("sunos5", "x86_64"), ("linux", "s390x")])
def test_where_nothing_is_built_the_platform_is_named(system: str, machine: str) -> None:
    with pytest.raises(build_binaries.CheckError, match=f"{system} on {machine}"):
        build_binaries.target(system, machine)


def test_where_prints_the_path_and_nothing_else() -> None:
    script = build_binaries.ROOT / "build_binaries.py"
    printed = subprocess.run(
        [sys.executable, script, "--where"], capture_output=True, text=True, check=True, timeout=30
    )
    assert printed.stdout == f"{build_binaries.one_file()}\n"
    assert build_binaries.one_file().parent == build_binaries.ROOT / "dist" / build_binaries.target()


def test_both_forms_are_one_program_under_one_name() -> None:
    assert build_binaries.one_folder().name == build_binaries.one_file().name
    assert build_binaries.one_folder().parent.parent == build_binaries.one_file().parent


@pytest.mark.skipif(sys.platform == "win32", reason="imports what is for POSIX")
def test_the_bridge_does_without_what_the_binary_leaves_out() -> None:
    left_out = ",".join(build_binaries.EXCLUDED)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_ALL, left_out],
        cwd=build_binaries.ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
