"""Composition root: builds everything, starts it in order, waits for a reason to stop, stops it in order."""

import asyncio
import contextlib
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Awaitable
from functools import partial

from bridge import control, extraction, parent_watch, paths
from bridge.agents.catalog import PLAIN, PROFILES, SHELL
from bridge.ancestors import Ancestors
from bridge.clock import SystemClock
from bridge.history.store import HistoryStore
from bridge.host_line import HostLine
from bridge.sessions import ending, marker
from bridge.sessions.grace import Grace
from bridge.sessions.registry import Sessions
from bridge.settings import Settings, parse_grace
from bridge.terminal import child
from bridge.web import announce, assets
from bridge.web.app import App
from bridge.web.guard import Guard
from bridge.web.origin import Names
from bridge.web.services import Services
from bridge.web.tickets import Tickets

_LOG = logging.getLogger(__name__)

_GOING_AWAY = 1001
_CLOSE_SECONDS = 1.0
_REAP_SECONDS = 5.0

_SAME_SIGNAL_SECONDS = 0.3
"""A signal to a process group may come twice, directly and passed on by a parent; only a later one means "hurry"."""


def serve(
    settings: Settings,
    listener: socket.socket,
    door: socket.socket | None,
    token: str,
    ready_line: str,
    ancestors: Ancestors,
) -> int:
    """Run the bridge on `listener` until a signal or the end of its host; returns the exit code.

    door: the private socket of `bridge.control`.
    """
    gc.freeze()  # what is loaded now stays; later collections need not look at it
    asyncio.run(_serve(settings, listener, door, token, ready_line, ancestors))
    return 0


async def _serve(
    settings: Settings,
    listener: socket.socket,
    door: socket.socket | None,
    token: str,
    ready_line: str,
    ancestors: Ancestors,
) -> None:
    await _Server(settings, listener, door, token, ready_line, ancestors).run()


def _grace(settings: Settings) -> Grace:
    graces = parse_grace(settings.grace, "grace")
    known = {profile.id for profile in (*PROFILES, PLAIN, SHELL)}
    for agent in graces.keys() - known - {""}:
        _LOG.warning("grace: there is no agent %r; known: %s", agent, ", ".join(sorted(known)))
    return Grace(graces.pop("", None), graces)


class _Server:
    def __init__(
        self,
        settings: Settings,
        listener: socket.socket,
        door: socket.socket | None,
        token: str,
        ready_line: str,
        ancestors: Ancestors,
    ) -> None:
        self._settings = settings
        self._listener = listener
        self._door = door
        self._ready_line = ready_line
        self._ancestors = ancestors
        self._host_line = HostLine(settings.host_grace, ancestors.host)
        clock = SystemClock()
        self._services = Services(
            sessions=Sessions(settings.scrollback, _grace(settings)),
            history=HistoryStore(paths.prompt_history(), clock),
            clock=clock,
            workspace=settings.cwd,
            environment=dict(os.environ),
            settings=settings,
            command=settings.cmd,
            mark=marker.of_this_bridge(),
        )
        host, port = settings.http.host, listener.getsockname()[1]
        self._base = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
        self._tickets = Tickets(clock)
        names = Names(host, port, settings.allow_origin)
        page = assets.load(paths.page()) if settings.serve_ui else {}
        self._app = App(self._services, Guard(names, token), self._tickets, token, page)
        self._stop = self._services.stopping
        self._stopped_at = 0.0

    async def run(self) -> None:
        child.become_subreaper()
        marker.carry(self._services.mark)
        self._on_signals()
        sessions = self._services.sessions
        sessions.on_change = partial(announce.sessions, self._services)
        sessions.on_agent = partial(announce.agent_state, self._services)
        sessions.on_notification = partial(announce.notification, self._services)
        async with sessions.running(), self._services.prompts.running():
            http = await asyncio.get_running_loop().create_server(self._app.server, sock=self._listener)
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._sweep()), group.create_task(self._reap())]
                tasks.append(group.create_task(self._services.tabs.run()))
                tasks.append(
                    group.create_task(self._stop_after(parent_watch.until_bootloader_is_gone(self._ancestors)))
                )
                if parent_watch.is_on(self._settings.exit_with_parent):
                    first = parent_watch.until_host_is_gone(self._ancestors)
                    tasks.append(group.create_task(self._stop_after(self._host_line.until_gone(first))))
                if self._door is not None:
                    door = control.serve(self._door, self._link, self._host_line, self._ready_line, self._speak_mcp)
                    tasks.append(group.create_task(door))
                self._say_where()
                await self._stop.wait()
                await self._services.tabs.finish()
                await self._close_clients()
                http.close()
                for task in tasks:
                    task.cancel()
        await self._services.close()
        await self._app.server.shutdown(timeout=_CLOSE_SECONDS)
        _LOG.info("stopped")

    def _on_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is None:
                continue
            try:
                loop.add_signal_handler(number, self._on_signal, name)
            except NotImplementedError:  # Windows
                signal.signal(number, lambda *_: loop.call_soon_threadsafe(self._on_signal, "signal"))

    def _on_signal(self, name: str) -> None:
        now = asyncio.get_running_loop().time()
        if self._stop.is_set():
            if now - self._stopped_at < _SAME_SIGNAL_SECONDS:
                return
            _LOG.warning("%s again: programs are killed now", name)
            self._services.sessions.hurry.set()
        else:
            _LOG.info("%s: stopping", name)
            self._stopped_at = now
            self._stop.set()

    async def _stop_after(self, event: Awaitable[str]) -> None:
        reason = await event
        _LOG.info("%s: stopping", reason)
        self._stop.set()

    async def _sweep(self) -> None:
        try:
            await self._remove_what_is_left()
        except OSError as failure:  # a bridge that cannot tidy up after others is as good as any
            _LOG.warning("what killed bridges left could not be looked for: %s", failure)

    async def _remove_what_is_left(self) -> None:
        swept = await ending.sweep()
        if swept:
            _LOG.warning("ended what was left of %d sessions of bridges that had been killed", swept)
        removed = await asyncio.to_thread(extraction.sweep)
        if removed:
            _LOG.info("removed %d temporary folders of bridges that had been killed", removed)

    async def _reap(self) -> None:
        while True:
            await asyncio.sleep(_REAP_SECONDS)
            child.reap_orphans()

    async def _speak_mcp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._settings.editor:
            await self._services.editing.serve_mcp(reader, writer)

    def _link(self) -> str:
        return f"{self._base}#ticket={self._tickets.issue()}"

    def _say_where(self) -> None:
        _LOG.info("serving %s on %s", self._settings.cwd, self._base)
        if self._settings.open:
            link = self._link()
            if not control.show_in_browser(link):
                sys.stderr.write(f"No browser could be opened. This link works once, within 60 seconds:\n{link}\n")

    async def _close_clients(self) -> None:
        clients = list(self._services.clients)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_SECONDS):
                await asyncio.gather(*(client.close(_GOING_AWAY) for client in clients), return_exceptions=True)
