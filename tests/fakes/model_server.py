"""A model server on loopback for the real agents: scripted replies, every request kept.

    with ModelServer() as server:
        server.replies.append(Text("kumquat"))
        ...                                     # an agent with server.url asks something
        assert server.prompts() == ["what it was asked"]

Runs its own thread and loop: tests with asyncio, without, and with Playwright's synchronous API use it alike.
By hand: `python -m tests.fakes.model_server 18777`, then `GET /requests` lists what was asked.
"""

import asyncio
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.fakes.model_dialects import (
    ANTHROPIC,
    CHAT,
    GEMINI,
    JSON,
    RESPONSES,
    Reply,
    Text,
    ToolCall,
    as_dict,
    as_text,
    event_bytes,
)

__all__ = ["ModelRequest", "ModelServer", "Reply", "Text", "ToolCall"]

BODY_LIMIT = 64 << 20  # agents send their whole conversation, and large pastes are tested
START_LIMIT_S = 10
DIALECTS = {"/v1/messages": ANTHROPIC, "/v1/responses": RESPONSES, "/v1/chat/completions": CHAT}
ASIDE = Text("stub aside")  # answers what is no turn of the conversation: titles, summaries, classifiers


@dataclass(frozen=True)
class ModelRequest:
    """One request of an agent."""

    dialect: str
    path: str
    body: JSON
    prompt: str
    is_turn: bool


class ModelServer:
    """The server; a context manager.

    `replies` are given in turn to requests that offer tools; when none is left, `answer` decides, which says
    `stub answer 1`, `stub answer 2`, … unless a test gives its own. All is safe to touch from the test's thread.
    """

    def __init__(self, port: int = 0, answer: Callable[[ModelRequest], Reply] | None = None) -> None:
        self.port = port
        self.replies: deque[Reply] = deque()
        self.requests: list[ModelRequest] = []
        self.unknown: list[str] = []
        self._answer = answer or self._numbered
        self._turns = 0
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="model-server", daemon=True)
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Where it listens, without a trailing slash."""
        return f"http://127.0.0.1:{self.port}"

    def prompts(self) -> list[str]:
        """Return what people typed, oldest first."""
        with self._changed:
            return [request.prompt for request in self.requests if request.is_turn and request.prompt]

    def wait_for(self, condition: Callable[["ModelServer"], bool], limit_s: float = 30) -> bool:
        """Wait until the condition holds; looked at after every request. False: it did not, in time."""
        with self._changed:
            return self._changed.wait_for(lambda: condition(self), limit_s)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(START_LIMIT_S)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(START_LIMIT_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_LIMIT_S)
        self._loop.close()

    async def _start(self) -> None:
        app = web.Application(client_max_size=BODY_LIMIT)
        app.router.add_post("/v1/messages/count_tokens", self._count)
        for path in DIALECTS:
            app.router.add_post(path, self._serve)
        app.router.add_post("/{version:v1(?:beta)?}/models/{call:.+}", self._serve)
        app.router.add_get("/requests", self._list)
        app.router.add_route("*", "/{path:.*}", self._refuse)
        # An agent that keeps its connection open must not hold up the end of a test.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def _stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _count(self, _request: web.Request) -> web.Response:
        return web.json_response({"input_tokens": 10})

    async def _list(self, _request: web.Request) -> web.Response:
        return web.json_response([vars(request) for request in self.requests])

    async def _refuse(self, request: web.Request) -> web.Response:
        self.unknown.append(f"{request.method} {request.path}")
        return web.json_response({}, status=404)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if request.path.endswith(":countTokens"):
            return web.json_response({"totalTokens": 10})
        dialect = DIALECTS.get(request.path, GEMINI)
        body: JSON = await request.json()
        reply = self._reply_to(
            ModelRequest(dialect.name, request.path, body, dialect.prompt(body), dialect.offers_tools(body))
        )
        model = as_text(as_dict(body).get("model")) or "stub"
        if not (as_dict(body).get("stream") or "stream" in request.path):
            return web.json_response(dialect.whole(reply, model))
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for event in dialect.stream(reply, model):
            await response.write(event_bytes(event))
        await response.write_eof()
        return response

    def _reply_to(self, request: ModelRequest) -> Reply:
        with self._changed:
            self.requests.append(request)
            self._changed.notify_all()
            if not request.is_turn:
                return ASIDE
            return self.replies.popleft() if self.replies else self._answer(request)

    def _numbered(self, _request: ModelRequest) -> Reply:
        self._turns += 1
        return Text(f"stub answer {self._turns}")


def main(argv: list[str]) -> None:
    """Serve until interrupted."""
    with ModelServer(int(argv[0]) if argv else 18777) as server:
        print(server.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main(sys.argv[1:])
