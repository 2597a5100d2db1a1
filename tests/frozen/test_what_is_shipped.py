"""What lies in the binary and beside it."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from binaries import packing, places
from tests.frozen.frozen_bridge import Run

MOST_BYTES = {"agent-bridge": 25e6, "agent-bridge-folder": 65e6}


def test_the_version_names_commit_target_and_form(run: Run, program: Path) -> None:
    version = run.once(program, "--version").stdout
    form = "one file" if program == places.one_file() else "folder"
    assert version.startswith("agent-bridge ")
    assert f"{places.target()}, {form})" in version


def test_the_licences_of_everything_are_inside(run: Run, program: Path) -> None:
    licences = run.once(program, "licenses").stdout
    bill = json.loads(places.bill_of_materials().read_text())
    for part in bill["components"]:
        assert f"\n{part['name']} {part['version']}".rstrip() in licences
    assert "Apache License" in licences


def test_the_bill_of_materials_is_one_of_this_build(run: Run, program: Path) -> None:
    bill = json.loads(places.bill_of_materials().read_text())
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    names = {part["name"].lower() for part in bill["components"]}
    assert {"aiohttp", "msgspec", "psutil", "cpython", "@xterm/xterm"} <= names
    assert not {"pytest", "mypy", "hypothesis", "setuptools", "playwright"} & names


def test_it_is_no_larger_than_promised() -> None:
    assert places.one_file().stat().st_size <= MOST_BYTES["agent-bridge"]
    files = [file for file in places.one_folder().parent.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= MOST_BYTES["agent-bridge-folder"]


def test_the_packed_folder_starts_where_a_plugin_unpacks_it(run: Run) -> None:
    with zipfile.ZipFile(places.packed_folder()) as archive:
        archive.extractall(run.place)
    program = run.place / places.FOLDER / places.one_folder().name
    for file in program.parent.rglob("*"):
        file.chmod(0o700)
    bridge = run.start(program)
    assert bridge.stop() == 0


def test_the_report_of_a_binary_is_well(run: Run, program: Path) -> None:
    result = run.once(program, "doctor")
    assert result.returncode == 0, result.stdout + result.stderr
    assert places.target() in result.stdout


@pytest.mark.timeout(900)
def test_two_builds_of_one_commit_are_the_same_bytes(tmp_path: Path) -> None:
    """The second one in another folder, so that no path gets into the bytes."""
    copy = tmp_path / "elsewhere"
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=places.ROOT, capture_output=True, text=True, check=True)
    page = [str(path.relative_to(places.ROOT)) for path in places.PAGE.rglob("*") if path.is_file()]
    for name in [*filter(None, tracked.stdout.split("\0")), *page]:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        if (places.ROOT / name).is_file():
            shutil.copy2(places.ROOT / name, copy / name)
    git_folder = subprocess.run(
        ["git", "rev-parse", "--absolute-git-dir"], cwd=places.ROOT, capture_output=True, text=True, check=True
    )
    environment = {**os.environ, "GIT_DIR": git_folder.stdout.strip(), "GIT_WORK_TREE": str(places.ROOT)}
    script = "from binaries import building, packing; building.build(); packing.pack()"
    subprocess.run([sys.executable, "-c", script], cwd=copy, env=environment, check=True, capture_output=True)
    again = copy / "dist" / places.target()
    for file in (places.one_file(), places.packed_folder(), places.bill_of_materials()):
        assert packing.sha256(again / file.name) == packing.sha256(file), file.name
