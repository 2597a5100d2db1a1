"""What PyInstaller's bootloader says when the temporary folder is of no use, in words that help.

It runs before anything of ours does, so its texts are all a user gets. They are replaced in a copy of the bootloader,
in place and by texts that are no longer: no compiler is needed, and nothing but the texts differs. Should a later
PyInstaller word them differently, the build fails and says so.
"""

from pathlib import Path

from binaries.places import CheckError

TEXTS = {
    b"Could not create temporary directory!\n": b"No writable temp folder: set TMPDIR.\n",
    b"Failed to extract %s: failed to open target file!\n": b"Cannot write %s into the temporary folder.\n",
    b"Failed to extract %s: failed to write data chunk!\n": b"No space left for %s in the temp folder.\n",
    b"Failed to extract %s: decompression resulted in return code %d!\n": (
        b"No space left for %s in the temporary folder? (%d)\n"
    ),
    b"Failed to extract entry: %s.\n": b"Disk full? Set TMPDIR. (%s)\n",
    b"Failed to load Python shared library '%s': %s\n": b"Set TMPDIR to where programs may run. %s: %s\n",
}
"""Of the one-file form. The same conversions in the same order, and no text is longer than the one it replaces."""


def with_our_texts(bootloader: bytes) -> bytes:
    """The bootloader with our texts in place of its own; CheckError where one of them is not in it."""
    for theirs, ours in TEXTS.items():
        if theirs + b"\0" not in bootloader:
            raise CheckError(f"this PyInstaller's bootloader does not say {theirs!r}: look at binaries/bootloader.py")
        bootloader = bootloader.replace(theirs + b"\0", ours.ljust(len(theirs) + 1, b"\0"))
    return bootloader


def copy(original: Path, to: Path) -> None:
    """Write a bootloader with our texts."""
    to.write_bytes(with_our_texts(original.read_bytes()))
    to.chmod(0o755)
