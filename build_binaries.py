"""Build the binaries for the platform this runs on: one file, and one folder that starts faster; then try both.

`python build_binaries.py` builds, packs (zip, SHA256SUMS, bill of materials, copies for the plugins) and tries.
`--only build` and `--only pack` are its first two steps, for signing in between. `--where` prints the path of the
one-file binary. `--check` verifies and tries what is there. CODESIGN_IDENTITY (macOS) signs while building.
"""

import argparse
import sys
from pathlib import Path

from binaries import building, packing, places, trial
from binaries.places import ROOT, CheckError


def main() -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--where", action="store_true", help="print the path of the one-file binary; build nothing")
    parser.add_argument("--check", action="store_true", help="verify and try what is there; build nothing")
    parser.add_argument("--only", choices=("build", "pack"), help="one step, so that others can come in between")
    arguments = parser.parse_args()
    try:
        if arguments.where:
            print(places.one_file())
            return 0
        if not arguments.check and arguments.only != "pack":
            building.build()
        if not arguments.check and arguments.only != "build":
            packing.pack()
        if arguments.only:
            return 0
        packing.check_sums()
        for program, size in ((places.one_file(), _size(places.one_file())), (places.one_folder(), _folder_size())):
            ready = trial.check(program)
            print(f"{program.relative_to(ROOT)}: {size / 1e6:.1f} MB, ready line after {ready * 1e3:.0f} ms, works")
    except CheckError as error:
        sys.stderr.write(f"build_binaries: {error}\n")
        return 1
    return 0


def _folder_size() -> int:
    return sum(_size(file) for file in places.one_folder().parent.rglob("*") if file.is_file())


def _size(file: Path) -> int:
    if not file.is_file():
        raise CheckError(f"{file} is not there; build it first")
    return file.stat().st_size


if __name__ == "__main__":
    sys.exit(main())
