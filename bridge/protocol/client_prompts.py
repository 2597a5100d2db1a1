"""What a composer says: prompts to send, prompts that wait, drafts, and the agent's own commands."""

from typing import Annotated

import msgspec

from bridge.protocol.fields import ClientMessage, HistoryDraft, Identifier, Offset, Path

Draft = Annotated[str, msgspec.Meta(max_length=2_000_000)]
"""What a composer reads back: text and files as it keeps them. The server does not look inside."""


class PromptText(msgspec.Struct, tag_field="kind", tag="text", frozen=True, rename="camel"):
    """What was typed."""

    text: Annotated[str, msgspec.Meta(max_length=2_000_000)]


class PromptFile(msgspec.Struct, tag_field="kind", tag="file", frozen=True, rename="camel", omit_defaults=True):
    """A file or folder, in the place where the agent is to read its name; `start` and `end` are 0-based and inclusive.

    `content`: the content follows behind the prompt; without it the agent gets a reference in its own form. `shown`
    false: the content only.
    """

    path: Path
    start: Offset | None = None
    end: Offset | None = None
    content: bool = False
    shown: bool = True


class PromptUpload(msgspec.Struct, tag_field="kind", tag="upload", frozen=True, rename="camel", omit_defaults=True):
    """What was uploaded to this session before (`POST /upload`); `content` as in PromptFile, not for images."""

    upload_id: Identifier
    content: bool = False
    shown: bool = True


class SendPrompt(ClientMessage, tag="sendPrompt"):
    """A prompt: the server writes it as its agent takes it and submits it, now or as soon as the agent can take one.

    Answered by `promptSent`. `promptId`: made by the client; a prompt of this id that still waits is changed in its
    place. `draft`: what a composer needs to edit it while it waits. `now`: send it although the agent does not seem to
    be up yet. Needs the feature `prompts`.
    """

    session_id: Identifier
    prompt_id: Identifier
    parts: Annotated[list[PromptText | PromptFile | PromptUpload], msgspec.Meta(min_length=1, max_length=2000)]
    draft: Draft = ""
    history_entry: HistoryDraft | None = None
    now: bool = False


class RemoveQueuedPrompt(ClientMessage, tag="removeQueuedPrompt"):
    """A prompt that waits is not to be sent any more. One that is gone already is no error."""

    session_id: Identifier
    prompt_id: Identifier


class SaveDraft(ClientMessage, tag="saveDraft"):
    """Keep what is in the composer of a session, over restarts of everything; an empty draft is forgotten."""

    session_id: Identifier
    draft: Draft


class LoadDraft(ClientMessage, tag="loadDraft"):
    """Ask for what was kept; answered by `draftLoaded`."""

    session_id: Identifier


class ListCommands(ClientMessage, tag="listCommands"):
    """Ask for the agent's own slash commands, read from its files; answered by `commandList`."""

    session_id: Identifier
