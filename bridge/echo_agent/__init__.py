"""`agent-bridge echo-agent`: a stand-in for an agent that shows what reaches it and misbehaves on demand."""

from bridge.echo_agent.program import main

__all__ = ["main"]
