"""What an agent is doing, put together from everything it tells its terminal; the best source counts. Pure.

program        its own reports (OSC 7501): as long as there is one, nothing else is asked
title          the window title, where we know how this agent writes it
progress       OSC 9;4
notification   a notification or the bell, until a person types: it may be waiting for one
bell
quiet          no output for a while with the cursor shown: it may be waiting
"""

from typing import Literal, NamedTuple

from bridge.terminal.notices import Notices, Notification, Progress
from bridge.terminal.program_status import NUMBER, BlockedKind, Records, State
from bridge.terminal.signals import Kind, Signal
from bridge.terminal.titles import Title, TitleForm, read_title

Source = Literal["none", "program", "title", "progress", "notification", "bell", "quiet"]
WaitingKind = BlockedKind | Literal["maybeWaiting"]


class AgentState(NamedTuple):
    """`state`: unknown, idle, working, done, blocked, error. `kind`: of blocked; or `maybeWaiting`, of unknown."""

    state: State | Literal["unknown"] = "unknown"
    kind: WaitingKind | None = None
    message: str | None = None
    title: str | None = None
    app: str | None = None
    progress: int | None = None
    source: Source = "none"


class AgentSigns:
    """Everything heard of one agent."""

    def __init__(self, forms: tuple[TitleForm, ...]) -> None:
        self._forms = forms
        self._records = Records()
        self._notices = Notices()
        self._title = Title("", None)
        self._progress = Progress(None, None)
        self._called: tuple[Source, str | None] | None = None
        self._quiet = False

    @property
    def state(self) -> AgentState:
        """What it comes to."""
        title = self._title.text or None
        percent = self._progress.percent
        own = self._records.current()
        if own is not None:
            progress = own.progress if own.progress is not None else percent
            return AgentState(own.state, own.kind, own.message, own.title or title, own.app, progress, "program")
        if self._title.form is not None:
            form = self._title.form
            return AgentState(form.state, None, None, title, None, percent, "title")
        if self._progress.state is not None:
            return AgentState(self._progress.state, None, None, title, None, percent, "progress")
        if self._called is not None:
            source, message = self._called
            return AgentState("unknown", "maybeWaiting", message, title, source=source)
        if self._quiet:
            return AgentState("unknown", "maybeWaiting", title=title, source="quiet")
        return AgentState(title=title)

    @property
    def is_told(self) -> bool:
        """Whether the agent itself says what it does: then being quiet means nothing."""
        return self.state.source in ("program", "title", "progress")

    def hear(self, signal: Signal) -> Notification | None:
        """Take a signal over; returns the notification it is, if it is one."""
        if signal.kind is Kind.BELL:
            self._called = self._called or ("bell", None)
            return None
        return self._command(signal.text)

    def _command(self, command: bytes) -> Notification | None:
        number, _, text = command.partition(b";")
        if number == NUMBER:
            self._records.apply(text)
        elif number in (b"0", b"2"):
            self._title = read_title(text, self._forms)
        elif number == b"133" and text[:1] == b"A":  # a shell prompts: what it ran has ended
            self._records.drop_unfinished()
        else:
            return self._notice(command)
        return None

    def _notice(self, command: bytes) -> Notification | None:
        notice = self._notices.read(command)
        if isinstance(notice, Progress):
            self._progress = notice
            return None
        if notice is not None:
            self._called = ("notification", notice.body or notice.title)
        return notice

    def remember(self, title: str) -> None:
        """What it was about in an earlier life; says nothing of what it does."""
        self._title = Title(title, None)

    def set_quiet(self, quiet: bool) -> None:
        """Whether it is silent and shows a cursor."""
        self._quiet = quiet

    def answered(self) -> None:
        """A person typed: whoever called has been heard."""
        self._called = None

    def ended(self) -> None:
        """The process is gone: nothing works or waits any more."""
        self._records.drop_unfinished()
        self._progress = Progress(None, None)
        self._called = None
        self._quiet = False
        if self._title.form is not None and self._title.form.state in ("working", "blocked"):
            self._title = Title(self._title.text, None)
