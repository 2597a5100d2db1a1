"""What a program wrote to its terminal, in a file: a line of JSON, then the bytes."""

import json
from dataclasses import dataclass
from pathlib import Path

from bridge.terminal.recording import Resized
from bridge.terminal.size import Size


@dataclass(frozen=True)
class RecordedOutput:
    """`resized`: sizes the terminal had later, with the offset of the first byte read after the change."""

    name: str
    size: Size
    resized: list[Resized]
    data: bytes

    def save(self, path: Path) -> None:
        """Write it, at once and whole."""
        head = {"cols": self.size.cols, "rows": self.size.rows, "resized": [[r.offset, *r.size] for r in self.resized]}
        part = path.with_suffix(".part")
        part.write_bytes(json.dumps(head).encode() + b"\n" + self.data)
        part.replace(path)


def load(path: Path) -> RecordedOutput:
    head, _, data = path.read_bytes().partition(b"\n")
    fields = json.loads(head)
    resized = [Resized(offset, Size(cols, rows)) for offset, cols, rows in fields["resized"]]
    return RecordedOutput(path.stem, Size(fields["cols"], fields["rows"]), resized, data)
