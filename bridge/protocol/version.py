"""Versions, subprotocol names and features."""

PROTOCOL_VERSION = 1
"""The version of the JSON messages. Additions are agreed as features, not as versions."""

SUBPROTOCOL = "agent-bridge.v1"
"""What the server answers in `Sec-WebSocket-Protocol` to a client that offers it."""

BEARER_PREFIX = "auth.bearer."
"""Prefix of the subprotocol that carries the token; RovoBridge's pages offer only this one and get it echoed."""

FEATURES = (
    "streaming",
    "pty",
    "binary",
    "ack",
    "attach",
    "checkpoint",
    "agentState",
    "sizes",
    "search",
    "prompts",
    "tabs",
    "editor",
)
"""What this server can do. `streaming` and `pty` are version 1; a client turns the others on in `hello.features`."""

OPTIONAL_FEATURES = frozenset(FEATURES) - {"streaming", "pty"}
"""Features that are on for a client only after it asked for them."""
