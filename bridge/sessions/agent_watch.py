"""An agent watched over time: silence noticed, news told at a bearable pace."""

import asyncio
import re
from collections.abc import Callable

from bridge.sessions.agent_state import AgentSigns, AgentState
from bridge.terminal.modes import Modes
from bridge.terminal.notices import Notification
from bridge.terminal.signals import Signal
from bridge.terminal.titles import TitleForm

QUIET_SECONDS = 10.0
"""An agent we do not know may be waiting when it was silent for this long. Models think in silence, too."""

NEWS_SECONDS = 0.1
"""At most one change of state is told in this time, and the last one always is: spinners spin in titles."""

NOTIFICATION_SECONDS = 2.0
"""One notification in this time, and MOST_NOTIFICATIONS at once after a pause; more are dropped."""

MOST_NOTIFICATIONS = 3

CURSOR = 25
"""The DEC private mode that shows the cursor."""

# What terminals send by themselves, focus and mouse reports, is nobody's answer.
_REPORTS = re.compile(rb"(?:\x1b\[(?:[IO]|<[0-9;]*[Mm]|M...))+", re.DOTALL)


class AgentWatch:
    """One session's. `on_change` and `on_notification` are called on the loop; `close` it with the session."""

    def __init__(self, forms: tuple[TitleForm, ...], modes: Modes) -> None:
        self._signs = AgentSigns(forms)
        self._modes = modes
        self._loop = asyncio.get_running_loop()
        self._heard_at = 0.0
        self._told = AgentState()
        self._quiet_timer: asyncio.TimerHandle | None = None
        self._news_timer: asyncio.TimerHandle | None = None
        self._closed = False
        self._quiet = False
        self._allowance = float(MOST_NOTIFICATIONS)
        self._notified_at = 0.0
        self.on_change: Callable[[], None] = lambda: None
        self.on_notification: Callable[[Notification], None] = lambda _: None

    @property
    def state(self) -> AgentState:
        """What the agent does, as far as it is known."""
        return self._signs.state

    def heard(self, signals: list[Signal]) -> None:
        """There was output, with these signals in it."""
        self._heard_at = self._loop.time()
        if self._quiet_timer is None and not self._closed:
            self._quiet_timer = self._loop.call_later(QUIET_SECONDS, self._check_quiet)
        if self._quiet:
            self._set_quiet(False)
        for signal in signals:
            notification = self._signs.hear(signal)
            if notification is not None and self._may_notify():
                self.on_notification(notification)
        if signals:
            self._news()

    def remember(self, title: str) -> None:
        """What the agent was about, before anything is heard of it."""
        self._signs.remember(title)

    def typed(self, data: bytes) -> None:
        """A client has sent input."""
        if not _REPORTS.fullmatch(data):
            self._signs.answered()
            self._news()

    def ended(self) -> None:
        """The process is gone."""
        self._signs.ended()
        self._closed = True
        for timer in (self._quiet_timer, self._news_timer):
            if timer is not None:
                timer.cancel()
        self._quiet_timer = self._news_timer = None
        self._news()

    def _check_quiet(self) -> None:
        self._quiet_timer = None
        left = self._heard_at + QUIET_SECONDS - self._loop.time()
        if left > 0:
            self._quiet_timer = self._loop.call_later(left, self._check_quiet)
        elif CURSOR in self._modes and not self._signs.is_told:
            self._set_quiet(True)

    def _set_quiet(self, quiet: bool) -> None:
        self._quiet = quiet
        self._signs.set_quiet(quiet)
        self._news()

    def _may_notify(self) -> bool:
        now = self._loop.time()
        grown = self._allowance + (now - self._notified_at) / NOTIFICATION_SECONDS
        self._allowance, self._notified_at = min(grown, float(MOST_NOTIFICATIONS)), now
        if self._allowance < 1:
            return False
        self._allowance -= 1
        return True

    def _news(self) -> None:
        if self._news_timer is not None or self.state == self._told:
            return
        self._told = self.state
        if not self._closed:
            self._news_timer = self._loop.call_later(NEWS_SECONDS, self._late_news)
        self.on_change()

    def _late_news(self) -> None:
        self._news_timer = None
        self._news()
