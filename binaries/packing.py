"""What plugins carry: the folder as one file, checksums of all, and copies where the plugins are packed from."""

import hashlib
import shutil
import zipfile
from pathlib import Path

from binaries import places
from binaries.places import CheckError

_NO_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PLAIN_FILE = 0o100000
_READ_BYTES = 1 << 20


def pack() -> None:
    """Write the packed folder and the checksums, and copy both forms to the plugins that are there."""
    zip_folder(places.one_folder().parent, places.packed_folder())
    carried = (places.one_file(), places.packed_folder())
    places.sums().write_text(sums_of(carried), encoding="ascii", newline="\n")
    for plugin, folder in places.PLUGINS.items():
        if plugin.is_dir():
            _copy(plugin / folder / places.target(), (*carried, places.sums()))


def zip_folder(folder: Path, to: Path) -> None:
    """Plain, deflated files in order, without dates: the same folder gives the same bytes. Links become files."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{folder.name}/{file.relative_to(folder).as_posix()}", _NO_DATE)
            entry.create_system = _UNIX
            entry.external_attr = (_PLAIN_FILE | (0o755 if file.stat().st_mode & 0o100 else 0o644)) << 16
            archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED, 9)


def sums_of(files: tuple[Path, ...]) -> str:
    """As `sha256sum` prints them, and `sha256sum --check` reads them."""
    return "".join(f"{sha256(file)}  {file.name}\n" for file in files)


def sha256(file: Path) -> str:
    """64 hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def check_sums() -> None:
    """CheckError where what is there is not what was built."""
    try:
        lines = places.sums().read_text(encoding="ascii").splitlines()
    except OSError as error:
        raise CheckError(f"{places.sums()} cannot be read: {error.strerror}; build first") from error
    for line in lines:
        digits, _, name = line.partition("  ")
        file = places.out() / name
        if not file.is_file() or sha256(file) != digits:
            raise CheckError(f"{file} is not the file that was built: its SHA-256 is not {digits}")


def _copy(to: Path, files: tuple[Path, ...]) -> None:
    """Into the folder of one target; those of others stay: a release collects them from several machines."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    for file in files:
        shutil.copy2(file, to / file.name)
