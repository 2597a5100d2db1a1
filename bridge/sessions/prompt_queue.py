"""Prompts that wait for one session, and when one of them may go in. Pure.

An agent that asks for permission takes the Enter of a prompt for its answer; one that still starts does not read it at
all. So a prompt waits, where everybody can see it, until the agent can take it as a prompt.
"""

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from bridge.errors import LimitError

MOST_WAITING = 100
"""Prompts of one session; who has more to say has lost sight of the agent."""

MOST_BYTES = 8 << 20
"""Of all that wait for one session, as their writers keep them."""

START_SECONDS = 30.0
"""An agent that never says what it does counts as up after this long, whatever it looks like."""

SETTLED_SECONDS = 1.0
"""Before that it counts as up when it takes pastes and has drawn nothing for this long."""

HoldReason = Literal["blocked", "starting", "ended"]


Content = TypeVar("Content")


@dataclass(frozen=True)
class Waiting(Generic[Content]):
    """One prompt. draft: what its writer's composer reads back; content: what is to be sent.

    now: a person looked, and says that the agent is up.
    """

    id: str
    draft: str
    content: Content
    now: bool = False


@dataclass(frozen=True)
class Readiness:
    """What is known about the program at one moment.

    tells: it is an agent of those that say what they do, sooner or later. age_s, quiet_s: seconds since it was started,
    and since it last wrote something.
    """

    state: str
    ended: bool
    takes_pastes: bool
    is_agent: bool
    tells: bool
    age_s: float
    quiet_s: float


def hold_reason(ready: Readiness, *, now: bool = False) -> HoldReason | None:
    """Why no prompt may go in now; None: one may. `now` as in Waiting."""
    if ready.ended:
        return "ended"
    if ready.state == "blocked":
        return "blocked"
    return "starting" if ready.is_agent and not now and _is_starting(ready) else None


def _is_starting(ready: Readiness) -> bool:
    """An agent that starts shows its prompt seconds before it reads it, and what comes meanwhile is lost.

    Or it asks whether the folder is to be trusted, and would take the Enter for a yes; that may last.
    """
    if ready.state != "unknown":
        return False
    if ready.tells:
        return True
    settled = ready.takes_pastes and ready.quiet_s >= SETTLED_SECONDS
    return not settled and ready.age_s < START_SECONDS


class PromptQueue(Generic[Content]):
    """The prompts of one session, first come, first sent."""

    def __init__(self) -> None:
        self._waiting: list[Waiting[Content]] = []

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def waiting(self) -> tuple[Waiting[Content], ...]:
        """All of them, the next one first."""
        return tuple(self._waiting)

    @property
    def first(self) -> Waiting[Content] | None:
        """The next one."""
        return self._waiting[0] if self._waiting else None

    def take(self) -> Waiting[Content] | None:
        """Take out the next one."""
        return self._waiting.pop(0) if self._waiting else None

    def put(self, prompt: Waiting[Content]) -> None:
        """Add a prompt; one of the same id is changed where it stands. LimitError where too much waits."""
        others = [other for other in self._waiting if other.id != prompt.id]
        if len(others) >= MOST_WAITING:
            raise LimitError("queue_full", f"{MOST_WAITING} prompts wait for this session already; remove some first")
        if sum(len(other.draft) for other in others) + len(prompt.draft) > MOST_BYTES:
            raise LimitError("queue_full", f"more than {MOST_BYTES >> 20} MiB of prompts would wait for this session")
        for place, other in enumerate(self._waiting):
            if other.id == prompt.id:
                self._waiting[place] = prompt
                return
        self._waiting.append(prompt)

    def remove(self, prompt_id: str) -> Waiting[Content] | None:
        """Take one out; None where it is not there (any more)."""
        for place, prompt in enumerate(self._waiting):
            if prompt.id == prompt_id:
                return self._waiting.pop(place)
        return None

    def put_back(self, prompt: Waiting[Content]) -> None:
        """It was taken out and could not go in after all: it is the next one again."""
        self._waiting.insert(0, prompt)
