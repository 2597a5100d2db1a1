"""Which image some bytes are, by what they begin with; what a browser or a name says does not count. Pure."""

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
)
_RIFF_KIND = slice(8, 12)
HEAD_BYTES = 16
"""As much of a file as decides."""

_BMP_RESERVED = slice(6, 10)


def image_ending(head: bytes) -> str | None:
    """The ending an image's file should have (`png`, without the dot); None: no image that agents take."""
    if head[:4] == b"RIFF" and head[_RIFF_KIND] == b"WEBP":
        return "webp"
    for signature, ending in _SIGNATURES:
        if head.startswith(signature):
            # two letters alone would make an image of a text that begins with BM
            return None if ending == "bmp" and head[_BMP_RESERVED] != bytes(4) else ending
    return None
