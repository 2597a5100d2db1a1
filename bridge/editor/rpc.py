"""JSON-RPC 2.0, as the agents speak it: what a message is, and how one is answered. Pure."""

import json
from dataclasses import dataclass
from typing import Any

JSON = dict[str, Any] | list[Any] | str | int | float | bool | None

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, INTERNAL_ERROR = -32700, -32600, -32601, -32602, -32603


class RPCError(Exception):
    """A request that is refused; the text says what is wrong and what would be right."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Call:
    """A request, or, without an id, a notification. `params` is always an object."""

    method: str
    params: dict[str, Any]
    id: str | int | None

    def text(self, name: str) -> str:
        """A parameter that has to be a text."""
        return text_of(self.params, name)


def text_of(arguments: dict[str, Any], name: str) -> str:
    """An argument that has to be a text; RPCError names it."""
    value = arguments.get(name)
    if not isinstance(value, str):
        raise RPCError(INVALID_PARAMS, f"`{name}` has to be a text, not {json.dumps(value)[:80]}")
    try:
        value.encode()
    except UnicodeEncodeError:  # it could be neither told to a page nor written to a file
        raise RPCError(INVALID_PARAMS, f"`{name}` holds half of a character") from None
    return value


def parse(text: str | bytes) -> Call | None:
    """The call in a message; None for an answer to one of ours. RPCError for what is neither."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RPCError(PARSE_ERROR, f"this is not JSON: {error}") from None
    if not isinstance(message, dict):
        raise RPCError(INVALID_REQUEST, "a message is one JSON object")
    if "method" not in message and ("result" in message or "error" in message):
        return None
    method, params, number = message.get("method"), message.get("params"), message.get("id")
    if not isinstance(method, str):
        raise RPCError(INVALID_REQUEST, "`method` has to be a text")
    if number is not None and (not isinstance(number, str | int) or isinstance(number, bool)):
        raise RPCError(INVALID_REQUEST, "`id` has to be a text or a whole number")
    if params is not None and not isinstance(params, dict):
        raise RPCError(INVALID_PARAMS, "`params` has to be an object")
    return Call(method, params or {}, number)


def result(call: Call, value: JSON) -> str:
    """The answer to a request."""
    return json.dumps({"jsonrpc": "2.0", "id": call.id, "result": value})


def failure(number: str | int | None, error: RPCError) -> str:
    """The refusal of a request."""
    return json.dumps({"jsonrpc": "2.0", "id": number, "error": {"code": error.code, "message": str(error)}})


def notification(method: str, params: dict[str, Any]) -> str:
    """News that need no answer."""
    return json.dumps({"jsonrpc": "2.0", "method": method, "params": params})


def content(*texts: str) -> dict[str, Any]:
    """What a tool says, in MCP."""
    return {"content": [{"type": "text", "text": text} for text in texts]}


def refusal(text: str) -> dict[str, Any]:
    """What a tool says that could not do it, in MCP."""
    return {**content(text), "isError": True}


def tool(
    name: str, description: str, required: dict[str, str], optional: dict[str, str] | None = None
) -> dict[str, Any]:
    """A tool as MCP lists it. `required`, `optional`: name and JSON type of its arguments."""
    properties = {each: {"type": kind} for each, kind in {**required, **(optional or {})}.items()}
    schema = {"type": "object", "properties": properties, "required": list(required)}
    return {"name": name, "description": description, "inputSchema": schema}
