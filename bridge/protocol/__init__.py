"""What is said on the wire. Pure: bytes and text in, typed messages out. docs/PROTOCOL.md is its prose."""
