"""From a message to its handler: the table, the order, and what happens when a handler refuses or fails."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bridge.errors import RequestError
from bridge.protocol import client as messages
from bridge.protocol import client_editor as editor_messages
from bridge.protocol import client_page as page_messages
from bridge.protocol import client_prompts as prompt_messages
from bridge.protocol.fields import ClientMessage
from bridge.protocol.server import ErrorMessage
from bridge.web import translate
from bridge.web.client import Client
from bridge.web.handlers import (
    agents,
    connection,
    editor,
    history,
    preferences,
    prompts,
    session_control,
    sessions,
    stdin,
    workspace,
)
from bridge.web.services import Services

_LOG = logging.getLogger(__name__)

Handle = Callable[[Services, Client, Any], Awaitable[None]]


@dataclass(frozen=True)
class Handler:
    """A handler, the lane it keeps to (None: that of the message's session), and whether it never waits for I/O."""

    handle: Handle
    lane: str | None = None
    quick: bool = False


HANDLERS: dict[type[ClientMessage], Handler] = {
    messages.Hello: Handler(connection.hello, lane="hello", quick=True),
    messages.Visibility: Handler(connection.visibility, lane="visibility", quick=True),
    messages.OpenSession: Handler(sessions.open_session),
    messages.Attach: Handler(sessions.attach),
    messages.Detach: Handler(sessions.detach),
    messages.SnapshotRequest: Handler(sessions.snapshot),
    messages.Close: Handler(sessions.close),
    messages.Resize: Handler(sessions.resize, quick=True),
    messages.Ack: Handler(sessions.ack, quick=True),
    messages.ReplayAck: Handler(sessions.replay_ack, quick=True),
    messages.Checkpoint: Handler(sessions.checkpoint, quick=True),
    messages.Theme: Handler(sessions.theme, lane="theme", quick=True),
    messages.ListSessions: Handler(sessions.list_sessions, lane="list"),
    page_messages.ShowSession: Handler(sessions.show_session, lane="list", quick=True),
    messages.Stdin: Handler(stdin.stdin, quick=True),
    messages.Send: Handler(stdin.send),
    messages.InjectFiles: Handler(stdin.inject_files),
    messages.UpdateUseClipboard: Handler(stdin.update_use_clipboard, lane="preferences", quick=True),
    messages.SearchIndex: Handler(workspace.search_index, lane="search", quick=True),
    messages.AllowPaths: Handler(workspace.allow_paths, lane="allow", quick=True),
    messages.SavePrompt: Handler(history.save_prompt, lane="history"),
    messages.RemovePrompt: Handler(history.remove_prompt, lane="history"),
    messages.UpdateSessionConfig: Handler(preferences.update_session_config, lane="preferences"),
    prompt_messages.SendPrompt: Handler(prompts.send_prompt),
    prompt_messages.RemoveQueuedPrompt: Handler(prompts.remove_queued_prompt),
    prompt_messages.SaveDraft: Handler(prompts.save_draft, lane="drafts"),
    prompt_messages.LoadDraft: Handler(prompts.load_draft, lane="drafts"),
    prompt_messages.ListCommands: Handler(prompts.list_commands, lane="commands"),
    messages.FontSizeChanged: Handler(preferences.font_size_changed, lane="preferences", quick=True),
    page_messages.RenameSession: Handler(session_control.rename_session),
    page_messages.StopSession: Handler(session_control.stop_session),
    page_messages.RestartSession: Handler(session_control.restart_session),
    page_messages.ListAgents: Handler(agents.list_agents, lane="agents"),
    page_messages.ListSettings: Handler(preferences.list_settings, lane="settings"),
    page_messages.ChangeSetting: Handler(preferences.change_setting, lane="settings"),
    page_messages.ListPrompts: Handler(history.list_prompts, lane="history"),
    page_messages.ClearPrompts: Handler(history.clear_prompts, lane="history"),
    page_messages.CheckPaths: Handler(workspace.check_paths, lane="paths"),
    page_messages.ReadFile: Handler(workspace.read_file, lane="paths"),
    editor_messages.TellEditor: Handler(editor.tell_editor, lane="editor"),
    editor_messages.ShareEditor: Handler(editor.share_editor, lane="editor"),
    editor_messages.MentionFile: Handler(editor.mention_file),
    editor_messages.EditDiff: Handler(editor.edit_diff, lane="diffs", quick=True),
    editor_messages.DecideDiff: Handler(editor.decide_diff, lane="diffs", quick=True),
}


async def dispatch(services: Services, client: Client, message: ClientMessage) -> None:
    """Handle a message in its lane; returns as soon as the next one may be read."""
    handler = HANDLERS[type(message)]
    lane = handler.lane or f"session {_session_id(message)}"
    await client.lanes.run(lane, _handle(services, client, handler.handle, message), quick=handler.quick)


def _session_id(message: ClientMessage) -> str | None:
    return getattr(message, "session_id", None) or getattr(message, "id", None)


async def _handle(services: Services, client: Client, handle: Handle, message: ClientMessage) -> None:
    request = str(message.__struct_config__.tag)
    try:
        try:
            await handle(services, client, message)
        except RequestError as error:
            await client.send(translate.error_message(error, request, _session_id(message)))
        except ConnectionError:
            raise
        except Exception:  # noqa: BLE001 - the boundary of a connection: one bad request must not end it
            _LOG.exception("%s failed", request)
            await client.send(ErrorMessage("internal", "the bridge failed at this; its log says more", None, request))
    except ConnectionError:
        pass  # the client has gone; its connection ends by itself
