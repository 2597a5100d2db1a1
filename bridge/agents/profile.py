"""What this project knows about one agent."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from bridge.terminal.titles import TitleForm

ReferenceForm = Literal["at-lines", "at", "plain"]
"""How a file is named in a prompt: `@path#L1-5`, `@path`, or a path as a shell would read it."""


class CommandFolder(NamedTuple):
    """Where an agent's own slash commands lie, one a file.

    base: `project` is the session's folder; `home` the user's; or the name of an environment variable, with `fallback`
    below the home folder where it is not set. path: below that. nested: what joins the folders below it to the name of
    the command; None: only files directly in it count; empty: the folders do not count. prefix: of every name.
    """

    base: str
    path: str
    suffix: str = ".md"
    nested: str | None = ""
    prefix: str = ""
    fallback: str = ""


@dataclass(frozen=True)
class Profile:
    """One agent, as data; the catalog holds them all.

    argv: starts it; the first word is also how it is found and recognised. packages: names under which `npx`, `uvx`
    and the like run it. install: one line for people. soft_newline: what Shift+Enter sends, a line break in the agent's
    own prompt. paste_newline: how pasted line breaks are written when the program has not switched on bracketed paste.
    remove_environment: the variables it gives its own children; a trailing `*` matches any ending. titles: what its
    window titles mean, the first form that fits. image: how it takes the path of an image. spaces: how a reference
    shows a path that holds some. command_folders: of a command that is in several of them the first counts.
    enter_after_s: seconds it needs between a paste that it has drawn and the Enter for it. resume: behind its command,
    what goes on with the last conversation in its folder; resume_flags: arguments with which it does so anyway.
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
    reference: ReferenceForm = "plain"
    image: ReferenceForm = "plain"
    spaces: Literal["quoted", "escaped"] = "quoted"
    command_folders: tuple[CommandFolder, ...] = ()
    enter_after_s: float = 0.15
    resume: tuple[str, ...] = ()
    resume_flags: tuple[str, ...] = ()
