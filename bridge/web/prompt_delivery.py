"""Prompts on their way into their programs: one at a time for each session, none while the program asks something."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bridge.agents import catalog, compose
from bridge.errors import RequestError, SessionError
from bridge.protocol.fields import ServerMessage
from bridge.sessions.prompt_queue import HoldReason, PromptQueue, Readiness, Waiting, hold_reason
from bridge.sessions.registry import Sessions
from bridge.sessions.session import Session
from bridge.terminal.modes import BRACKETED_PASTE
from bridge.web import translate

_LOG = logging.getLogger(__name__)

POLL_SECONDS = 0.05
"""How often a held prompt looks whether it may go. Only while one waits; a state of 50 ms ago is a state."""

CALM_SECONDS = 0.25
"""After a question was answered the next one may come at once; a prompt goes in when none came for this long."""

PATIENCE = 3
"""So many times as long as a program took to draw its paste it gets before the Enter: a busy machine is slow in all."""

MOST_PATIENCE_SECONDS = 2.0

ECHO_SECONDS = 2.0
"""How long a program may take to draw what it has read; most draw every key, and some never draw anything."""

QUIET_SECONDS = 0.1
"""A program that has drawn what was pasted is quiet for this long, if it is not at work."""

MOST_SECONDS_FOR_ENTER = 3.0
"""A program at work is never quiet; its Enter comes after this long."""

WRITE_SECONDS = 60.0
"""A program that has not read its prompt by then gets no Enter for it: nobody knows what it would press."""

Compose = Callable[[], str]
"""Writes the text of a prompt; reads files, so it is called in a thread."""


@dataclass
class _Lane:
    queue: "PromptQueue[Compose]" = field(default_factory=PromptQueue)
    reason: HoldReason | None = None
    told: bool = False
    """Whether clients know of the queue; a prompt that goes straight through is no news."""
    worker: "asyncio.Task[None] | None" = None


class PromptDelivery:
    """All sessions' queues. Use within `running`.

    announce: tells every client that follows prompts.
    """

    def __init__(self, sessions: Sessions, announce: Callable[[ServerMessage], None]) -> None:
        self._sessions = sessions
        self._announce = announce
        self._lanes: dict[str, _Lane] = {}
        self._group: asyncio.TaskGroup | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Own the workers; on the way out what waits is let go."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            try:
                yield
            finally:
                self._group = None
                for lane in self._lanes.values():
                    if lane.worker is not None:
                        lane.worker.cancel()

    def put(self, session_id: str, prompt: "Waiting[Compose]") -> None:
        """Send a prompt, after those that wait already; SessionError or LimitError where it cannot even wait."""
        session = self._sessions.get(session_id)
        if self._hold_reason(session) == "ended":
            raise SessionError("session_ended", f"session {session_id} has ended")
        lane = self._lanes.setdefault(session_id, _Lane())
        lane.queue.put(prompt)
        if lane.told:
            self._tell(session_id, lane)
        if lane.worker is None and self._group is not None:
            lane.worker = self._group.create_task(self._work(session_id, lane))

    def remove(self, session_id: str, prompt_id: str) -> None:
        """Let go of a prompt that waits."""
        lane = self._lanes.get(session_id)
        if lane is not None and lane.queue.remove(prompt_id) is not None and lane.told:
            self._tell(session_id, lane)

    def queues(self) -> list[ServerMessage]:
        """What a client that comes now must know."""
        return [
            translate.prompt_queue(session_id, lane.reason, lane.queue.waiting)
            for session_id, lane in self._lanes.items()
            if lane.told and lane.queue
        ]

    def _tell(self, session_id: str, lane: _Lane) -> None:
        lane.told = len(lane.queue) > 0
        self._announce(translate.prompt_queue(session_id, lane.reason if lane.told else None, lane.queue.waiting))

    async def _work(self, session_id: str, lane: _Lane) -> None:
        try:
            while lane.queue:
                session = await self._until_ready(session_id, lane)
                if session is None:
                    return  # what waits stays, for its writers to see; a new prompt starts this again
                prompt = lane.queue.take()
                if prompt is not None:
                    await self._deliver(session, prompt, lane)
        except Exception:  # noqa: BLE001 - the boundary of a queue: one that fails must not take the bridge along
            _LOG.exception("the prompts of session %s are not sent", session_id)
        finally:
            lane.worker = None

    async def _until_ready(self, session_id: str, lane: _Lane) -> Session | None:
        """The session, as soon as a prompt may go in; None once it has ended, or nothing waits any more."""
        calm = 0.0
        held = False
        while lane.queue:
            session = self._sessions.find(session_id)
            first = lane.queue.first
            reason = self._hold_reason(session, now=first is not None and first.now)
            if reason != lane.reason or (reason is not None and not lane.told):
                lane.reason = reason
                if reason is not None:
                    self._tell(session_id, lane)
            if reason == "ended" or session is None:
                return None
            held = held or reason is not None
            calm = calm + POLL_SECONDS if reason is None else 0.0
            if reason is None and (not held or calm >= CALM_SECONDS):
                return session
            await asyncio.sleep(POLL_SECONDS)
        return None

    def _hold_reason(self, session: Session | None, *, now: bool = False) -> HoldReason | None:
        if session is None:
            return "ended"
        agent = session.spec.agent or ""
        return hold_reason(
            Readiness(
                state=session.agent.state.state,
                ended=session.ended.is_set() or session.closing,
                takes_pastes=BRACKETED_PASTE in session.modes,
                is_agent=catalog.is_agent(agent),
                tells=bool(session.spec.titles),
                age_s=session.age_s,
                quiet_s=session.quiet_s,
            ),
            now=now,
        )

    async def _deliver(self, session: Session, prompt: "Waiting[Compose]", lane: _Lane) -> None:
        session_id = session.spec.id
        try:
            text = await asyncio.to_thread(prompt.content)
            if self._hold_reason(session, now=prompt.now) is not None:
                lane.queue.put_back(prompt)
                return
            if lane.told:
                self._tell(session_id, lane)
            await self._write(session, text)
        except RequestError as error:
            _LOG.info("a prompt could not be sent: %s", error)
            self._announce(translate.error_message(error, "sendPrompt", session_id, prompt.id))
            return
        self._announce(translate.prompt_sent(session_id, prompt.id))

    async def _write(self, session: Session, text: str) -> None:
        profile = catalog.profile_of(session.spec.agent or "")
        data = compose.prompt_bytes(text, bracketed_paste=BRACKETED_PASTE in session.modes, profile=profile)
        session.write(data)
        session.agent.typed(data)
        loop = asyncio.get_running_loop()
        written = loop.time()
        drawn = session.scrollback.end
        await self._until(session, lambda: session.input_waiting == 0, WRITE_SECONDS)
        if session.input_waiting:
            raise SessionError("not_read", f"the program in session {session.spec.id} does not read its prompt")
        await self._until(session, lambda: session.scrollback.end > drawn, ECHO_SECONDS)
        await asyncio.sleep(max(profile.enter_after_s, min(MOST_PATIENCE_SECONDS, PATIENCE * (loop.time() - written))))
        await self._until(session, lambda: session.quiet_s >= QUIET_SECONDS, MOST_SECONDS_FOR_ENTER)
        # a question that came up meanwhile would take this Enter for its answer
        await self._until(session, lambda: session.agent.state.state != "blocked", None)
        _LOG.debug("Enter %.3f s after its prompt", loop.time() - written)
        session.write(b"\r")

    async def _until(self, session: Session, condition: Callable[[], bool], limit_s: float | None) -> None:
        """Until the condition holds, the session has ended, or the time is over."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(limit_s):
                while not condition() and not session.ended.is_set():  # noqa: ASYNC110 - quiet has no event
                    await asyncio.sleep(POLL_SECONDS / 2)
