"""A program that takes its input as it comes, and says at the end what it got."""

import base64

END = b"\x04THAT WAS ALL\x04"
"""Ends what the program takes."""

RAW_READER = """
import base64, os, sys, tty
tty.setraw(0)
os.write(1, b"\\x1b[?2004hREADY\\r\\n")
got, end = b"", b"\\x04THAT WAS ALL\\x04"
while not got.endswith(end):
    got += os.read(0, 65536)
os.write(1, b"<" + base64.b64encode(got[: -len(end)]) + b">")
"""
"""Source of the program: bracketed paste on, READY, then all bytes until `END` as base64 between < and >."""


def got_by_reader(output: bytes) -> bytes:
    """The bytes that the program got, of what it wrote."""
    return base64.b64decode(output.rpartition(b"<")[2].partition(b">")[0])
