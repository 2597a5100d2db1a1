"""Four ways in which agents talk to a model, as pure functions: what a request asks, and how a reply is streamed.

Only what the real agents of tests/real_agents need; tolerant of everything else in a request.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

JSON = dict[str, "JSON"] | list["JSON"] | str | int | float | bool | None
Event = tuple[str, JSON]
"""Name (empty: unnamed) and data of one server-sent event."""


@dataclass(frozen=True)
class Text:
    """The model says this."""

    text: str


@dataclass(frozen=True)
class ToolCall:
    """The model wants this tool run."""

    name: str
    arguments: dict[str, JSON] = field(default_factory=dict)


Reply = Text | ToolCall


@dataclass(frozen=True)
class Dialect:
    """One wire format.

    prompt: the text a person typed last, empty when the last word is a tool's. offers_tools: whether this is a turn
    of the conversation (agents ask for titles and the like without tools).
    """

    name: str
    prompt: Callable[[JSON], str]
    offers_tools: Callable[[JSON], bool]
    stream: Callable[[Reply, str], Iterator[Event]]
    whole: Callable[[Reply, str], JSON]


_INSTRUCTIONS = ("system", "developer")
_REMINDERS = ("<system-reminder>", "<session_context>", "<environment_context>")


def as_dict(value: JSON) -> dict[str, JSON]:
    return value if isinstance(value, dict) else {}


def as_list(value: JSON) -> list[JSON]:
    return value if isinstance(value, list) else []


def as_text(value: JSON) -> str:
    return value if isinstance(value, str) else ""


def _offers_tools(body: JSON) -> bool:
    return bool(as_list(as_dict(body).get("tools")))


def _last_words(messages: JSON, content_key: str) -> str:
    """Return the text of the last message, if a person's; the reminders agents put around it are left out."""
    said = [message for message in map(as_dict, as_list(messages)) if message.get("role") not in _INSTRUCTIONS]
    if not said or said[-1].get("role") != "user":
        return ""
    content = said[-1].get(content_key)
    if isinstance(content, str):
        return content
    texts = [as_text(as_dict(part).get("text")) for part in as_list(content)]
    return "\n".join(text for text in texts if text and not text.lstrip().startswith(_REMINDERS))


# Anthropic Messages


def _anthropic_prompt(body: JSON) -> str:
    return _last_words(as_dict(body).get("messages"), "content")


def _anthropic_message(reply: Reply, model: str, *, empty: bool) -> dict[str, JSON]:
    block: dict[str, JSON]
    if isinstance(reply, Text):
        block = {"type": "text", "text": "" if empty else reply.text}
    else:
        block = {"type": "tool_use", "id": "toolu_1", "name": reply.name, "input": {} if empty else reply.arguments}
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [block],
        "stop_reason": "end_turn" if isinstance(reply, Text) else "tool_use",
        "stop_sequence": None,
        "usage": {"input_tokens": 10, "output_tokens": 3},
    }


def _anthropic_stream(reply: Reply, model: str) -> Iterator[Event]:
    message = _anthropic_message(reply, model, empty=True)
    block, stop = as_list(message["content"])[0], message["stop_reason"]
    delta: dict[str, JSON]
    if isinstance(reply, Text):
        delta = {"type": "text_delta", "text": reply.text}
    else:
        delta = {"type": "input_json_delta", "partial_json": json.dumps(reply.arguments)}
    yield "message_start", {"type": "message_start", "message": {**message, "content": [], "stop_reason": None}}
    yield "content_block_start", {"type": "content_block_start", "index": 0, "content_block": block}
    yield "content_block_delta", {"type": "content_block_delta", "index": 0, "delta": delta}
    yield "content_block_stop", {"type": "content_block_stop", "index": 0}
    ending: dict[str, JSON] = {"stop_reason": stop, "stop_sequence": None}
    yield "message_delta", {"type": "message_delta", "delta": ending, "usage": {"output_tokens": 3}}
    yield "message_stop", {"type": "message_stop"}


# OpenAI Responses


def _responses_prompt(body: JSON) -> str:
    return _last_words(as_dict(body).get("input"), "content")


def _responses_item(reply: Reply) -> dict[str, JSON]:
    if isinstance(reply, Text):
        content: JSON = [{"type": "output_text", "text": reply.text, "annotations": []}]
        return {"type": "message", "id": "msg_1", "status": "completed", "role": "assistant", "content": content}
    arguments = json.dumps(reply.arguments)
    return {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": reply.name, "arguments": arguments}


def _responses_whole(reply: Reply, model: str) -> dict[str, JSON]:
    usage: JSON = {
        "input_tokens": 10,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": 3,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 13,
    }
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "status": "completed",
        "model": model,
        "output": [_responses_item(reply)],
        "usage": usage,
    }


def _responses_stream(reply: Reply, model: str) -> Iterator[Event]:
    whole, item = _responses_whole(reply, model), _responses_item(reply)
    started: JSON = {**whole, "status": "in_progress", "output": [], "usage": None}
    empty: JSON = {**item, "content": []} if isinstance(reply, Text) else {**item, "arguments": ""}
    yield "response.created", {"type": "response.created", "response": started}
    yield "response.output_item.added", {"type": "response.output_item.added", "output_index": 0, "item": empty}
    if isinstance(reply, Text):
        name = "response.output_text.delta"
        place: dict[str, JSON] = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
        yield name, {"type": name, **place, "delta": reply.text}
    yield "response.output_item.done", {"type": "response.output_item.done", "output_index": 0, "item": item}
    yield "response.completed", {"type": "response.completed", "response": whole}


# OpenAI Chat Completions


def _chat_prompt(body: JSON) -> str:
    return _last_words(as_dict(body).get("messages"), "content")


def _chat_message(reply: Reply) -> dict[str, JSON]:
    if isinstance(reply, Text):
        return {"role": "assistant", "content": reply.text}
    function: JSON = {"name": reply.name, "arguments": json.dumps(reply.arguments)}
    call: JSON = {"index": 0, "id": "call_1", "type": "function", "function": function}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


def _chat_finish(reply: Reply) -> str:
    return "stop" if isinstance(reply, Text) else "tool_calls"


def _chat_whole(reply: Reply, model: str) -> JSON:
    choice: JSON = {"index": 0, "message": _chat_message(reply), "finish_reason": _chat_finish(reply)}
    usage: JSON = {"prompt_tokens": 10, "completion_tokens": 3, "total_tokens": 13}
    return {
        "id": "chat_1",
        "object": "chat.completion",
        "created": 1,
        "model": model,
        "choices": [choice],
        "usage": usage,
    }


def _chat_stream(reply: Reply, model: str) -> Iterator[Event]:
    def chunk(delta: JSON, finish: str | None) -> JSON:
        choice: JSON = {"index": 0, "delta": delta, "finish_reason": finish}
        return {"id": "chat_1", "object": "chat.completion.chunk", "created": 1, "model": model, "choices": [choice]}

    yield "", chunk(_chat_message(reply), None)
    yield "", chunk({}, _chat_finish(reply))
    yield "", "[DONE]"


# Gemini


def _gemini_prompt(body: JSON) -> str:
    return _last_words(as_dict(body).get("contents"), "parts")


def _gemini_whole(reply: Reply, model: str) -> JSON:
    part: dict[str, JSON]
    if isinstance(reply, Text):
        part = {"text": reply.text}
    else:
        part = {"functionCall": {"name": reply.name, "args": reply.arguments}}
    candidate: JSON = {"content": {"role": "model", "parts": [part]}, "finishReason": "STOP", "index": 0}
    usage: JSON = {"promptTokenCount": 10, "candidatesTokenCount": 3, "totalTokenCount": 13}
    return {"candidates": [candidate], "usageMetadata": usage, "modelVersion": model}


def _gemini_stream(reply: Reply, model: str) -> Iterator[Event]:
    yield "", _gemini_whole(reply, model)


ANTHROPIC = Dialect(
    "anthropic",
    _anthropic_prompt,
    _offers_tools,
    _anthropic_stream,
    lambda reply, model: _anthropic_message(reply, model, empty=False),
)
RESPONSES = Dialect("responses", _responses_prompt, _offers_tools, _responses_stream, _responses_whole)
CHAT = Dialect("chat", _chat_prompt, _offers_tools, _chat_stream, _chat_whole)
GEMINI = Dialect("gemini", _gemini_prompt, _offers_tools, _gemini_stream, _gemini_whole)


def event_bytes(event: Event) -> bytes:
    """One server-sent event; text data goes as it is (`[DONE]`)."""
    name, data = event
    text = data if isinstance(data, str) else json.dumps(data)
    return (f"event: {name}\n" if name else "").encode() + f"data: {text}\n\n".encode()
