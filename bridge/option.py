"""What one setting is. The table of them is `bridge.settings.OPTIONS`. Pure."""

from dataclasses import dataclass
from typing import Literal

ENVIRONMENT_PREFIX = "AGENT_BRIDGE_"

Value = str | bool | int | tuple[str, ...]
Kind = Literal["text", "bool", "int", "list"]
Group = Literal["look", "terminal", "composer", "sessions", "workspace", "bridge"]
"""Where the settings page shows an option, in this order."""


@dataclass(frozen=True)
class Option:
    """One setting: `name` as in the flag without dashes; `choices` or `least`/`most` say what is allowed.

    page: it concerns the page alone, which hears of each change. live: a change counts at once.
    """

    name: str
    kind: Kind
    default: Value
    help: str
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    in_workspace: bool = True
    group: Group = "bridge"
    page: bool = False
    live: bool = False

    @property
    def attribute(self) -> str:
        """The name as a Python attribute."""
        return self.name.replace("-", "_")

    @property
    def variable(self) -> str:
        """The environment variable."""
        return ENVIRONMENT_PREFIX + self.attribute.upper()

    @property
    def allowed(self) -> str:
        """What may be given, in words."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if self.kind == "int":
            return f"a whole number from {self.least} to {self.most}"
        return {"bool": "true or false", "list": "a list of texts", "text": "a text"}[self.kind]
