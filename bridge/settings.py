"""Settings: one table of options, and where their values come from.

Precedence: flag > environment > workspace file > user file > default. A flag `--log-level` is the variable
`AGENT_BRIDGE_LOG_LEVEL` and the key `log-level` of a TOML file (`log_level` is read too).
"""

import difflib
import ipaddress
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from bridge import log, paths
from bridge.editor_options import EDITOR_OPTIONS
from bridge.errors import UsageError
from bridge.file_options import FILE_OPTIONS
from bridge.option import Option, Value
from bridge.page_options import PAGE_OPTIONS

MAX_GRACE_DIGITS = 9
"""Thirty years; asyncio does not wait for much longer."""

OPTIONS = (
    Option("http", "text", "127.0.0.1:0", "Address to listen on, HOST:PORT; loopback only, port 0 takes a free one."),
    Option("serve-ui", "bool", True, "Serve the page."),
    Option("print-conn-json", "bool", True, "Print the connection as one line of JSON on stdout."),
    Option(
        "cmd",
        "text",
        "",
        "Command to run, split as a shell would; empty: the first agent found, else a shell.",
        group="sessions",
        live=True,
    ),
    Option("cwd", "text", "", "Workspace folder; empty: the current folder.", in_workspace=False),
    Option("open", "bool", False, "Open the page in the browser."),
    Option("log-level", "text", "info", "What goes to stderr.", choices=log.LEVELS),
    Option(
        "exit-with-parent",
        "text",
        "auto",
        "Stop when the host is gone (end of file on stdin, parent dead); auto: when stdin is a pipe or a socket.",
        choices=("auto", "on", "off"),
    ),
    Option(
        "host-grace",
        "int",
        0,
        "Seconds the bridge goes on when its host is gone, so that another one can take it over.",
        least=0,
        most=60,
    ),
    Option("allow-origin", "list", (), "Another web origin that may connect, for example http://127.0.0.1:8080."),
    Option(
        "grace",
        "list",
        (),
        "Seconds a session goes on without any client, or `never` to end it for that; AGENT=SECONDS for one agent.",
    ),
    Option(
        "scrollback",
        "int",
        2 * 1024 * 1024,
        "Bytes of output kept per session.",
        least=64 * 1024,
        most=256 * 1024 * 1024,
        group="terminal",
    ),
    *FILE_OPTIONS,
    *EDITOR_OPTIONS,
    *PAGE_OPTIONS,
)
"""Every option; flags, variables, files, `--help` and docs/SETTINGS.md follow from it."""

BY_NAME = {option.name: option for option in OPTIONS}


class Address(NamedTuple):
    """Where to listen."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Settings:
    """The values in force. `sources` says for each option where its value came from.

    page: the options of the page, by name. given: what these were read from, to read them again.
    """

    http: Address
    serve_ui: bool
    print_conn_json: bool
    cmd: str
    cwd: Path
    open: bool
    log_level: str
    exit_with_parent: str
    host_grace: int
    allow_origin: tuple[str, ...]
    grace: tuple[str, ...]
    scrollback: int
    root: tuple[str, ...]
    exclude: tuple[str, ...]
    hidden_files: bool
    show_ignored: bool
    watch_limit: int
    file_limit: int
    prompt_limit: int
    outside_files: bool
    editor: bool
    share_editor: bool
    never_share: tuple[str, ...]
    page: Mapping[str, Value] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    given: "Given" = field(default_factory=lambda: Given({}, {}, None))

    @property
    def user_file(self) -> Path:
        """The settings file of the user, there or not."""
        return self.given.config or paths.user_settings()

    @property
    def workspace_file(self) -> Path:
        """The settings file of this workspace, there or not."""
        return paths.workspace_settings(self.cwd)

    def value(self, option: Option) -> Value:
        """An option's value, as it would be written."""
        if option.page:
            return self.page[option.name]
        value = getattr(self, option.attribute)
        return value if isinstance(value, (str, bool, int, tuple)) and not isinstance(value, Address) else str(value)


class Given(NamedTuple):
    """Where settings come from, beside the files: flags by option, the environment, and a file in the user's place."""

    flags: Mapping[str, str | list[str]]
    environment: Mapping[str, str]
    config: Path | None


class Found(NamedTuple):
    """A value and where it was found."""

    value: Value
    source: str


def load(flags: Mapping[str, str | list[str]], environment: Mapping[str, str], config: Path | None = None) -> Settings:
    """Settings from everywhere; UsageError names the place, the key and what is allowed.

    flags: option name to text, only those given. config: a file to read instead of the user's.
    """
    found: dict[str, Found] = {o.name: Found(o.default, "default") for o in OPTIONS}
    user_file = config or paths.user_settings()
    if config is not None and not config.is_file():
        raise UsageError(f"--config {config}: there is no such file")
    from_user = read_file(user_file)
    from_environment = _from_environment(environment)
    from_flags = {name: Found(_parse(BY_NAME[name], text, f"--{name}"), f"--{name}") for name, text in flags.items()}
    chosen = {**found, **from_user, **from_environment, **from_flags}["cwd"]
    cwd = _workspace(str(chosen.value), chosen.source)
    from_workspace = read_file(paths.workspace_settings(cwd), of_workspace=True)
    found |= from_user | from_workspace | from_environment | from_flags
    return _settings(found, cwd, Given(flags, environment, config))


def load_again(settings: Settings) -> Settings:
    """The same flags and environment, with the files as they are now."""
    return load(*settings.given)


def _settings(found: Mapping[str, Found], cwd: Path, given: Given) -> Settings:
    values: dict[str, object] = {o.attribute: found[o.name].value for o in OPTIONS if not o.page}
    values["page"] = MappingProxyType({o.name: found[o.name].value for o in OPTIONS if o.page})
    values["given"] = given
    values["http"] = parse_address(str(found["http"].value), found["http"].source)
    values["cwd"] = cwd
    for origin in _texts(found["allow-origin"].value):
        _check_origin(origin, found["allow-origin"].source)
    parse_grace(_texts(found["grace"].value), found["grace"].source)
    values["sources"] = {name: source for name, (_, source) in found.items()}
    return Settings(**cast("dict[str, Any]", values))  # each value was parsed by its option's kind


def _texts(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _workspace(text: str, source: str) -> Path:
    try:
        cwd = (Path(text).expanduser() if text else Path()).resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise UsageError(f"{source}: the workspace {text or '.'!r} cannot be used: {error}") from None
    if not cwd.is_dir():
        raise UsageError(f"{source}: the workspace {text!r} is not a folder")
    return cwd


def read_file(path: Path, *, of_workspace: bool = False) -> dict[str, Found]:
    """The options set in a TOML file; nothing where there is no file."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from None
    found = {}
    for key, value in table.items():
        option = _option(key, path)
        if of_workspace and not option.in_workspace:
            raise UsageError(f"{path}: `{key}` cannot be set per workspace, because it says which workspace it is")
        found[option.name] = Found(check(option, value, f"{path}: `{key}`"), str(path))
    return found


def _option(key: str, path: Path) -> Option:
    option = BY_NAME.get(key.replace("_", "-"))
    if option is not None:
        return option
    close = difflib.get_close_matches(key, BY_NAME, n=1)
    hint = f"; did you mean `{close[0]}`?" if close else ""
    raise UsageError(f"{path}: unknown key `{key}`{hint} Known keys: {', '.join(BY_NAME)}")


def _from_environment(environment: Mapping[str, str]) -> dict[str, Found]:
    return {
        option.name: Found(_parse(option, environment[option.variable], option.variable), option.variable)
        for option in OPTIONS
        if option.variable in environment
    }


_TRUE, _FALSE = ("true", "1", "yes", "on"), ("false", "0", "no", "off")


def _parse(option: Option, text: str | list[str], source: str) -> Value:
    """A value from a flag or a variable, where everything is text."""
    if option.kind == "list":
        items = text if isinstance(text, list) else [item.strip() for item in text.split(",")]
        return tuple(item for item in items if item)
    if isinstance(text, list):
        text = text[-1]
    value: object = text
    if option.kind == "bool" and text.lower() in _TRUE + _FALSE:
        value = text.lower() in _TRUE
    elif option.kind == "int" and text.isascii() and text.isdigit():
        value = int(text)
    return check(option, value, source)


def check(option: Option, value: object, where: str) -> Value:
    """The value, if the option allows it; UsageError says what is allowed."""
    match option.kind, value:
        case "bool", bool():
            return value
        case "int", int() if not isinstance(value, bool) and option.least <= value <= option.most:
            return value
        case "text", str() if "\0" not in value and (not option.choices or value in option.choices):
            return value
        case "list", list() if all(isinstance(item, str) for item in value):
            return tuple(value)
    raise UsageError(f"{where} is {value!r:.100}; allowed: {option.allowed}")


def parse_address(text: str, source: str) -> Address:
    """HOST:PORT, where HOST is a loopback address or `localhost`; UsageError says what is wrong with it."""
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not host:
        raise UsageError(f"{source} is {text!r}; allowed: HOST:PORT, for example 127.0.0.1:0")
    if not (port.isascii() and port.isdigit()) or int(port) > 65535:
        raise UsageError(f"{source} is {text!r}: the port is a number from 0 to 65535, not {port!r}")
    if host == "localhost":
        host = "127.0.0.1"
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise UsageError(
            f"{source} is {text!r}: only loopback addresses are served (127.0.0.1, [::1], localhost), because whoever"
            " reaches this port can run programs"
        )
    return Address(host, int(port))


def parse_grace(values: tuple[str, ...], source: str) -> dict[str, float | None]:
    """Seconds by agent, "" for all others; None: never. UsageError names the value that is neither."""
    graces: dict[str, float | None] = {}
    for value in values:
        agent, _, text = value.rpartition("=")
        if text == "never":
            graces[agent.strip()] = None
        elif text.isascii() and text.isdigit() and len(text) <= MAX_GRACE_DIGITS:
            graces[agent.strip()] = float(text)
        else:
            raise UsageError(
                f"{source}: {value!r:.100} is no grace; allowed: whole seconds, `never`, or AGENT= and one of the two"
            )
    return graces


def _check_origin(origin: str, source: str) -> None:
    scheme, separator, rest = origin.partition("://")
    if origin == "null" or (separator and scheme and rest and not set(rest) & set("/?#@ ")):
        return
    raise UsageError(f"{source}: {origin!r} is not an origin; allowed: scheme://host[:port] without a path, or null")
