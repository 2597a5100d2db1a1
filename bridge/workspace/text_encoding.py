"""Bytes of a file as text, whatever they were written in. Pure."""

import codecs

_MARKS = (  # UTF-32 first: its mark starts with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes({*range(32)} - {*b"\t\n\r\f\v\b\x1b"})
_C1 = bytes(range(0x80, 0xA0))


class NotTextError(ValueError):
    """No encoding that is known makes text of it."""


def decoded(content: bytes) -> str:
    """The text: UTF-8, UTF-16 or UTF-32 with a mark, else Latin-1, or Windows-1252 where it has letters Latin-1 lacks.

    Raises NotTextError for what holds NUL, or bytes that are letters in neither of these.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding)
    if b"\0" in content:
        raise NotTextError
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if content.translate(None, _CONTROLS) != content:
        raise NotTextError
    has_c1 = content.translate(None, _C1) != content
    return _strictly(content, "cp1252" if has_c1 else "latin-1")


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise NotTextError from None
