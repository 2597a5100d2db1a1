"""What a Java class file refers to: enough of the format (JVMS 4.4) to list classes and members."""

import struct
from dataclasses import dataclass, field

_UTF8, _CLASS, _FIELD, _METHOD, _INTERFACE_METHOD, _NAME_AND_TYPE = 1, 7, 9, 10, 11, 12
_LONG, _DOUBLE = 5, 6
_SIZES = {3: 4, 4: 4, 5: 8, 6: 8, 7: 2, 8: 2, 9: 4, 10: 4, 11: 4, 12: 4, 15: 3, 16: 2, 17: 4, 18: 4, 19: 2, 20: 2}
_MAGIC = 0xCAFEBABE


class ClassFileError(Exception):
    """Not a class file."""


@dataclass
class ClassFile:
    """A class by its internal name (`com/intellij/ui/JBColor`), and what it refers to."""

    name: str = ""
    major: int = 0
    """52 is Java 8, 65 is Java 21."""
    parents: list[str] = field(default_factory=list)
    """The superclass and the interfaces."""
    classes: set[str] = field(default_factory=set)
    members: set[tuple[str, str, str]] = field(default_factory=set)
    """Fields and methods that are used: owner, name, descriptor."""
    declared: set[tuple[str, str]] = field(default_factory=set)
    """Its own fields and methods: name, descriptor."""


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def number(self, form: str) -> int:
        value: int = struct.unpack_from(">" + form, self.data, self.at)[0]
        self.at += struct.calcsize(form)
        return value

    def skip_attributes(self) -> None:
        for _ in range(self.number("H")):
            self.number("H")
            size = self.number("I")
            self.at += size


def read_class(data: bytes) -> ClassFile:
    """Parse; ClassFileError where it is none."""
    reader = _Reader(data)
    if len(data) < 10 or reader.number("I") != _MAGIC:
        raise ClassFileError("no class file")
    reader.number("H")
    found = ClassFile(major=reader.number("H"))
    pool = _constants(reader)

    def text(index: int) -> str:
        return str(pool[index][1].decode("utf-8", "replace"))

    def class_name(index: int) -> str:
        return text(_two(pool[index][1])[0])

    for tag, raw in pool.values():
        if tag == _CLASS:
            found.classes.add(text(_two(raw)[0]))
        elif tag in (_FIELD, _METHOD, _INTERFACE_METHOD):
            owner, name_and_type = _two(raw)
            name, descriptor = _two(pool[name_and_type][1])
            found.members.add((class_name(owner), text(name), text(descriptor)))
    reader.number("H")
    found.name = class_name(reader.number("H"))
    parent = reader.number("H")
    interfaces = [reader.number("H") for _ in range(reader.number("H"))]
    found.parents = [class_name(index) for index in [parent, *interfaces] if index]
    for _ in ("fields", "methods"):
        for _ in range(reader.number("H")):
            reader.number("H")
            found.declared.add((text(reader.number("H")), text(reader.number("H"))))
            reader.skip_attributes()
    return found


def _constants(reader: _Reader) -> dict[int, tuple[int, bytes]]:
    pool: dict[int, tuple[int, bytes]] = {}
    count, index = reader.number("H"), 1
    while index < count:
        tag = reader.number("B")
        size = reader.number("H") if tag == _UTF8 else _SIZES[tag]
        pool[index] = (tag, reader.data[reader.at : reader.at + size])
        reader.at += size
        index += 2 if tag in (_LONG, _DOUBLE) else 1
    return pool


def _two(raw: bytes) -> tuple[int, int]:
    return struct.unpack(">HH", raw) if len(raw) == 4 else (struct.unpack(">H", raw)[0], 0)
