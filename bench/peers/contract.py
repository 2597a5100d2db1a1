"""One program in one terminal behind one server, as one client sees it. Every peer gives exactly this."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol


class Stream(Protocol):
    """A client's connection to the program's terminal. Every client turns what comes into the program's bytes."""

    async def read(self) -> bytes:
        """The next output; EOFError at the end."""
        ...

    async def write(self, data: bytes) -> None:
        """Keys for the program."""
        ...


class Server(Protocol):
    """A running server. `pid` is that of the process that moves the bytes."""

    @property
    def pid(self) -> int:
        """Process id."""
        ...

    def open(self) -> AbstractAsyncContextManager[Stream]:
        """Start the program in a terminal of its own, and a client that follows it."""
        ...


class Peer(Protocol):
    """A kind of server."""

    @property
    def name(self) -> str:
        """As it stands in tables."""
        ...

    @property
    def available(self) -> bool:
        """Whether it can run on this machine."""
        ...

    def running(self, program: Sequence[str]) -> AbstractAsyncContextManager[Server]:
        """A server, in a process of its own, that runs `program` for each client."""
        ...


async def read_until(stream: Stream, text: bytes) -> None:
    """Read output up to where `text` is in it."""
    seen = b""
    while text not in seen:
        seen = (seen + await stream.read())[-4096:]
