"""Every error this project raises on purpose.

    BridgeError                  a failure with a sentence for people and a stable code for programs
     +- UsageError               wrong flag, setting or environment variable; exit code 2
     +- StartError               the bridge cannot start (port taken, folder missing); exit code 1
     +- RequestError             one client asked for something impossible; it is told, the connection stays
         +- MessageError         the message itself is wrong: type, field, value
         +- SessionError         the session does not exist, cannot start, cannot take more input
         +- LimitError           a bound was reached

A `RequestError` becomes the wire's `error` message; `code` is part of the protocol (docs/PROTOCOL.md) and stays.
"""


class BridgeError(Exception):
    """A failure with a sentence for people."""

    exit_code = 1


class UsageError(BridgeError):
    """The command line, the environment or a settings file is wrong."""

    exit_code = 2


class StartError(BridgeError):
    """The bridge cannot start."""


class RequestError(BridgeError):
    """One request of one client cannot be met.

    code: stable, for programs. field: which field of the message is at fault, where one is.
    """

    def __init__(self, code: str, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.field = field


class MessageError(RequestError):
    """The message is not one of the protocol."""


class SessionError(RequestError):
    """The session does not exist, does not start, or does not take this."""


class LimitError(RequestError):
    """A bound was reached; the message names it."""
