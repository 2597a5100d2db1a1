"""What a composer is told: what became of prompts, what was kept of a draft, the agent's own commands."""

from typing import Literal

import msgspec

from bridge.protocol.fields import ServerMessage


class PromptSent(ServerMessage, tag="promptSent"):
    """The prompt is written and submitted; to every client with the feature `prompts`."""

    session_id: str
    prompt_id: str


class QueuedPrompt(msgspec.Struct, frozen=True, rename="camel"):
    """One prompt that waits; `draft` as its writer sent it."""

    prompt_id: str
    draft: str


class PromptQueue(ServerMessage, tag="promptQueue"):
    """The prompts that wait for a session, the next one first; to every client with the feature `prompts`.

    Sent when one comes, changes or goes, and after `hello` for each session in which some wait. `reason`: the agent
    asks something (`blocked`), is not up yet (`starting`), or there is none any more (`ended`: nothing is sent until a
    client sends again); null when none waits.
    """

    session_id: str
    reason: Literal["blocked", "starting", "ended"] | None
    prompts: list[QueuedPrompt]


class DraftLoaded(ServerMessage, tag="draftLoaded"):
    """What was kept of a session's composer; `savedAt` in ms since 1970, 0 and an empty draft where nothing was."""

    session_id: str
    draft: str
    saved_at: int


class SlashCommand(msgspec.Struct, frozen=True, rename="camel"):
    """One of the agent's own commands. `name` is without the slash; `source`: whose files it is in."""

    name: str
    description: str
    source: Literal["project", "user"]


class CommandList(ServerMessage, tag="commandList"):
    """The agent's slash commands that could be read from its files, by name."""

    session_id: str
    commands: list[SlashCommand]
