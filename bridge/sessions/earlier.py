"""Sessions of a bridge that runs no more: they have ended, said nothing that is kept, and can be started again."""

from bridge.sessions.session import Session, SessionSpec
from bridge.terminal.process import ExitStatus, Receive
from bridge.terminal.size import Size

_KEPT_BYTES = 4096
"""Of output: there is none."""


class GoneProcess:
    """What there is in the place of a program that ended with its bridge."""

    pid = 0

    def resume_reading(self, receive: Receive) -> None:
        """Nothing comes."""

    def pause_reading(self) -> None:
        """Nothing comes."""

    def write_now(self, data: bytes) -> int:
        """Nobody takes anything."""
        return 0

    async def write(self, data: bytes) -> None:
        """Nobody takes anything."""
        raise BrokenPipeError

    def interrupt(self) -> bool:
        """There is nobody to interrupt."""
        return False

    def resize(self, size: Size) -> None:
        """Without effect."""

    async def wait(self) -> ExitStatus:
        """Nobody knows how it ended."""
        return ExitStatus(0, None)

    def unread_input(self) -> int | None:
        """None waits."""
        return 0

    def foreground_group(self) -> int | None:
        """There is none."""
        return None

    async def close(self) -> None:
        """There is nothing to let go of."""


def earlier_session(spec: SessionSpec, handle: int, name: str, title: str) -> Session:
    """A session as its last bridge left it: ended, and without output."""
    session = Session(spec, handle, GoneProcess(), _KEPT_BYTES)
    session.earlier = True
    session.name = name
    session.agent.remember(title)
    session.agent.ended()
    session.ended.set()
    return session
