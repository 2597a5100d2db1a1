"""What a person changes while the bridge runs."""

import asyncio

from bridge.agents import catalog
from bridge.errors import MessageError, RequestError, UsageError
from bridge.option import Value
from bridge.protocol.client import FontSizeChanged, UpdateSessionConfig
from bridge.protocol.client_page import ChangeSetting, ListSettings
from bridge.protocol.server import SessionConfigUpdated
from bridge.settings import BY_NAME, Settings, check, load_again
from bridge.settings_file import write_option
from bridge.web import translate
from bridge.web.client import Client
from bridge.web.services import Services
from bridge.web.settings_table import settings_list


async def update_session_config(services: Services, client: Client, message: UpdateSessionConfig) -> None:
    """Another command for sessions opened from now on; every client is told."""
    command = message.custom_command.strip()
    try:
        launch = await asyncio.to_thread(catalog.choose, command, services.environment)
    except UsageError as error:
        raise MessageError("bad_field", str(error), field="customCommand") from error
    services.command = command
    news = SessionConfigUpdated(translate.session_config(launch))
    for other in services.clients:
        if other is not client:
            other.tell(news)
    await client.send(news)


async def font_size_changed(services: Services, client: Client, message: FontSizeChanged) -> None:
    """Kept for the host, which asks `GET /font-size`."""
    services.font_size = message.font_size


async def list_settings(services: Services, client: Client, message: ListSettings) -> None:
    """The table of options; from now on this client hears of changes."""
    client.hears_settings = True
    try:
        await client.send(await asyncio.to_thread(settings_list, services.settings))
    except UsageError as error:
        raise RequestError("settings_failed", str(error)) from error


async def change_setting(services: Services, client: Client, message: ChangeSetting) -> None:
    """Write it into a file, and let what can count at once count."""
    before = services.settings
    try:
        services.settings = await asyncio.to_thread(_change, before, message)
        table = await asyncio.to_thread(settings_list, services.settings)
    except UsageError as error:
        raise MessageError("bad_field", str(error), field="value") from error
    except OSError as failure:
        reason = failure.strerror or str(failure)
        raise RequestError("settings_failed", f"the settings file cannot be written: {reason}") from failure
    if services.settings.cmd != before.cmd:
        await update_session_config(services, client, UpdateSessionConfig(custom_command=services.settings.cmd))
    if services.is_editing and message.name in ("share-editor", "never-share"):
        await services.editing.editor.judge_again()
    for other in services.clients:
        if other.hears_settings and other is not client:
            other.tell(table)
    await client.send(table)


def _change(settings: Settings, message: ChangeSetting) -> Settings:
    """Blocking."""
    option = BY_NAME.get(message.name)
    if option is None:
        raise MessageError("bad_field", f"there is no setting `{message.name}`", field="name")
    if message.scope == "workspace" and not option.in_workspace:
        raise MessageError("bad_field", f"`{option.name}` cannot be set per workspace", field="scope")
    value: Value | None = None
    if message.value is not None:
        value = check(option, message.value, f"`{option.name}`")
    file = settings.workspace_file if message.scope == "workspace" else settings.user_file
    before = file.read_bytes() if file.exists() else None
    write_option(file, option, value)
    try:
        return load_again(settings)
    except UsageError:  # a value that only shows together with others to be wrong, such as an address
        file.unlink() if before is None else file.write_bytes(before)
        raise
