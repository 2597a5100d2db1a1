"""The built page as a table of known files: what is not in the table does not exist, whatever the path says."""

import logging
import mimetypes
from pathlib import Path
from typing import NamedTuple

_LOG = logging.getLogger(__name__)

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".map": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".wasm": "application/wasm",
}


class Asset(NamedTuple):
    """One file of the page. `immutable`: its name holds its hash."""

    body: bytes
    content_type: str
    immutable: bool


def load(folder: Path) -> dict[str, Asset]:
    """URL path to asset; `/` is the page itself. Empty, and the log says what to do, where nothing was built."""
    table = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            name = file.relative_to(folder).as_posix()
            kind = _TYPES.get(file.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
            table["/" + name] = Asset(file.read_bytes(), kind, name.startswith("assets/"))
    if "/index.html" in table:
        table["/"] = table["/index.html"]
    else:
        _LOG.error("the page was not built: run `make setup`, or `npm ci && npm run build` in ui/")
    return table
