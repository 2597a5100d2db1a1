"""The table of options as the page shows it: what is in force, where it comes from, what the files say."""

from typing import Literal

from bridge.option import Option, Value
from bridge.protocol.server_page import SettingInfo, SettingsList
from bridge.settings import OPTIONS, Found, Settings, read_file

Source = Literal["default", "user", "workspace", "environment", "flag"]


def settings_list(settings: Settings) -> SettingsList:
    """Blocking: reads both files. UsageError where one cannot be read."""
    of_user = read_file(settings.user_file)
    of_workspace = read_file(settings.workspace_file, of_workspace=True)
    rows = [_row(settings, option, of_user, of_workspace) for option in OPTIONS]
    return SettingsList(rows, str(settings.user_file), str(settings.workspace_file))


def _row(settings: Settings, option: Option, of_user: dict[str, Found], of_workspace: dict[str, Found]) -> SettingInfo:
    is_number = option.kind == "int"
    source = settings.sources[option.name]
    return SettingInfo(
        name=option.name,
        kind=option.kind,
        group=option.group,
        help=option.help,
        value=_plain(settings.value(option)),
        default=_plain(option.default),
        source=_source(settings, source),
        set_by=source,
        live=option.live,
        in_workspace=option.in_workspace,
        user=_of_file(of_user, option),
        workspace=_of_file(of_workspace, option),
        choices=list(option.choices),
        least=option.least if is_number else None,
        most=option.most if is_number else None,
    )


def _source(settings: Settings, source: str) -> Source:
    if source.startswith("--"):
        return "flag"
    files: dict[str, Source] = {
        "default": "default",
        str(settings.user_file): "user",
        str(settings.workspace_file): "workspace",
    }
    return files.get(source, "environment")


def _of_file(file: dict[str, Found], option: Option) -> str | bool | int | list[str] | None:
    return _plain(file[option.name].value) if option.name in file else None


def _plain(value: Value) -> str | bool | int | list[str]:
    return list(value) if isinstance(value, tuple) else value
