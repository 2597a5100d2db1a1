"""What this project knows about one agent."""

from dataclasses import dataclass

from bridge.terminal.titles import TitleForm


@dataclass(frozen=True)
class Profile:
    """One agent, as data; the catalog holds them all.

    argv: starts it; the first word is also how it is found and recognised. packages: names under which `npx`, `uvx`
    and the like run it. install: one line for people. soft_newline: what Shift+Enter sends, a line break in the agent's
    own prompt. paste_newline: how pasted line breaks are written when the program has not switched on bracketed paste.
    remove_environment: the variables it gives its own children; a trailing `*` matches any ending. titles: what its
    window titles mean, the first form that fits.
    """

    id: str
    name: str
    argv: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    install: str = ""
    version_argv: tuple[str, ...] = ("--version",)
    soft_newline: str = "\n"
    paste_newline: str = "\n"
    remove_environment: tuple[str, ...] = ()
    titles: tuple[TitleForm, ...] = ()
