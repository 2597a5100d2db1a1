"""Requests that a browser, a proxy or a script could be made to send; what is answered, and that nothing else is."""

import asyncio
import json
from collections.abc import Iterator

import pytest

from tests.bridge_process import BridgeProcess, Launcher
from tests.security.raw_client import Answer, answers_others, ask, message, raw_socket, request

HOST = "Host: {host}\r\n"
BEHIND = "GET /health HTTP/1.1\r\n" + HOST + "\r\n"
"""A second request: what a proxy in between would take for a part of the first."""

MALFORMED: dict[str, str] = {
    "smuggling: a length and chunks": "POST /ticket HTTP/1.1\r\n"
    + HOST
    + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "smuggling: two lengths": "POST /ticket HTTP/1.1\r\n" + HOST + "Content-Length: 0\r\nContent-Length: 9\r\n\r\n",
    "smuggling: a length with a sign": "POST /ticket HTTP/1.1\r\n" + HOST + "Content-Length: +0\r\n\r\n",
    "smuggling: a length in hexadecimal": "POST /ticket HTTP/1.1\r\n" + HOST + "Content-Length: 0x0\r\n\r\n",
    "smuggling: a length of two numbers": "POST /ticket HTTP/1.1\r\n" + HOST + "Content-Length: 0, 0\r\n\r\n",
    "smuggling: a negative length": "POST /ticket HTTP/1.1\r\n" + HOST + "Content-Length: -1\r\n\r\n",
    "smuggling: an unknown encoding": "POST /ticket HTTP/1.1\r\n" + HOST + "Transfer-Encoding: xchunked\r\n\r\n",
    "smuggling: chunked is not the last": "POST /ticket HTTP/1.1\r\n"
    + HOST
    + "Transfer-Encoding: chunked, identity\r\n\r\n",
    "smuggling: a space before the colon": "POST /ticket HTTP/1.1\r\n" + HOST + "Content-Length : 0\r\n\r\n",
    "smuggling: a folded header": "POST /ticket HTTP/1.1\r\n" + HOST + "X-A: b\r\n Content-Length: 0\r\n\r\n",
    "smuggling: NUL in a header": "GET /health HTTP/1.1\r\n" + HOST + "X-A: b\0c\r\n\r\n",
    "smuggling: CR alone in a header": "GET /health HTTP/1.1\r\n" + HOST + "X-A: b\rX-B: c\r\n\r\n",
    "smuggling: a header name with a space": "GET /health HTTP/1.1\r\n" + HOST + "X A: b\r\n\r\n",
    "smuggling: a header without a name": "GET /health HTTP/1.1\r\n" + HOST + ": b\r\n\r\n",
    "smuggling: a header without a colon": "GET /health HTTP/1.1\r\n" + HOST + "Nothing\r\n\r\n",
    "an unknown method": "BREW /health HTTP/1.1\r\n" + HOST + "\r\n",
    "a method in small letters": "get /health HTTP/1.1\r\n" + HOST + "\r\n",
    "HTTP/2 in plain text": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/0.9": "GET /health\r\n\r\n",
    "HTTP/1.2": "GET /health HTTP/1.2\r\n" + HOST + "\r\n",
    "a target with a line break": "GET /hea\nlth HTTP/1.1\r\n" + HOST + "\r\n",
    "a TLS greeting": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "a target of 9,000 bytes": "GET /" + "a" * 9_000 + " HTTP/1.1\r\n" + HOST + "\r\n",
    "a header of 9,000 bytes": "GET /health HTTP/1.1\r\n" + HOST + "X-A: " + "a" * 9_000 + "\r\n\r\n",
    "70 headers": "GET /health HTTP/1.1\r\n" + HOST + "X-A: b\r\n" * 70 + "\r\n",
    "an SMTP greeting": "EHLO localhost\r\nMAIL FROM: <a>\r\n\r\n",
}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(text, id=name, marks=pytest.mark.attack("web", "{case}", "http-parser"))
        for name, text in MALFORMED.items()
    ],
)
async def test_what_is_malformed_is_refused_and_nothing_behind_it_answered(
    shared_bridge: BridgeProcess, text: str
) -> None:
    host = f"127.0.0.1:{shared_bridge.port}"
    answer = await ask(shared_bridge, (text + BEHIND).replace("{host}", host).encode("latin-1"))
    assert answer.status in (400, 403, 405, 501)
    assert answer.rest == b"", "something was answered behind the refusal"
    says_nothing(shared_bridge, answer)


def says_nothing(bridge: BridgeProcess, answer: Answer) -> None:
    """No hint at what is inside, no secret, and no way for another page to read it."""
    for word in (b"access-control", b"aiohttp", b"python", b"traceback", b"x-powered", bridge.token.lower().encode()):
        assert word not in answer.head.lower(), word
    assert bridge.token.encode() not in answer.head + answer.rest


NO_LINES: list[str] = []
NOT_THE_TOKEN: dict[str, list[str]] = {
    "no token": [],
    "another token": ["Authorization: Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"],
    "an empty token": ["Authorization: Bearer "],
    "the token as a password": ["Authorization: Basic {token}"],
    "the token and more": ["Authorization: Bearer {token}x"],
    "the token twice": ["Authorization: Bearer {token}, Bearer {token}"],
    "the token as a cookie": ["Cookie: token={token}; auth.bearer={token}"],
}

REFUSED: dict[str, list[tuple[str, str, list[str]]]] = {
    "origin,token": [
        (f"{line} from another page", f"{line} HTTP/1.1", ["Origin: http://evil.example"])
        for line in ("GET /font-size", "POST /upload")
    ],
    "origin,ticket": [("POST /ticket from another page", "POST /ticket HTTP/1.1", ["Origin: http://evil.example"])],
    "origin,routes": [
        (
            "a preflight for a private network",
            "OPTIONS /health HTTP/1.1",
            [
                "Origin: https://evil.example",
                "Access-Control-Request-Method: GET",
                "Access-Control-Request-Private-Network: true",
            ],
        ),
        (
            "a preflight for the page",
            "OPTIONS /health HTTP/1.1",
            ["Origin: null", "Access-Control-Request-Headers: authorization"],
        ),
    ],
    "origin": [
        ("GET /health from another page", "GET /health HTTP/1.1", ["Origin: http://evil.example"]),
        ("GET / from another page", "GET / HTTP/1.1", ["Origin: http://evil.example"]),
        ("a page of another localhost port", "GET /health HTTP/1.1", ["Origin: http://localhost:3000"]),
        ("a page of a browser extension", "GET /health HTTP/1.1", ["Origin: chrome-extension://abcdef"]),
        ("a sandboxed frame", "GET /health HTTP/1.1", ["Origin: null"]),
        ("an origin with a path", "GET /health HTTP/1.1", ["Origin: http://127.0.0.1:{port}/"]),
        ("an origin in capitals", "GET /health HTTP/1.1", ["Origin: HTTP://LOCALHOST:{port}"]),
    ],
    "fetch-site": [
        ("an image of another site", "GET /health HTTP/1.1", ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"]),
        ("a script of another port", "GET /health HTTP/1.1", ["Sec-Fetch-Site: same-site", "Sec-Fetch-Dest: script"]),
        (
            "a frame with what is not the page",
            "GET /health HTTP/1.1",
            ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"],
        ),
        (
            "the page as an embedded object",
            "GET / HTTP/1.1",
            ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: embed"],
        ),
    ],
    "fetch-site,ticket": [
        (
            "a form of another site",
            "POST /ticket HTTP/1.1",
            ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Origin: http://127.0.0.1:{port}"],
        ),
    ],
    "target,routes": [
        ("a proxy request", "GET http://evil.example/health HTTP/1.1", NO_LINES),
        ("a target that begins like another host", "GET //evil.example/health HTTP/1.1", NO_LINES),
    ],
    "": [
        ("a tunnel", "CONNECT evil.example:443 HTTP/1.1", NO_LINES),
        ("the target *", "OPTIONS * HTTP/1.1", NO_LINES),
    ],
    "routes": [
        (f"{method} /health", f"{method} /health HTTP/1.1", NO_LINES)
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")
    ]
    + [
        ("a route with a slash behind it", "GET /health/ HTTP/1.1", NO_LINES),
        ("a route with a path parameter", "GET /health;a=b HTTP/1.1", NO_LINES),
        ("a route behind another", "GET /x/health HTTP/1.1", NO_LINES),
        ("an encoded route", "GET /%68ealth HTTP/1.1", NO_LINES),
        ("a route with two slashes inside", "GET /x//health HTTP/1.1", NO_LINES),
    ],
    "token": [
        (f"{line} with {what}", f"{line} HTTP/1.1", headers)
        for line in ("GET /font-size", "POST /upload")
        for what, headers in NOT_THE_TOKEN.items()
    ],
    "ticket": [
        ("a ticket without an origin", "POST /ticket HTTP/1.1", NO_LINES),
        ("no ticket", "POST /ticket HTTP/1.1", ["Origin: http://127.0.0.1:{port}"]),
    ],
}


def refused() -> Iterator[object]:
    """Cases for pytest."""
    for defence, attacks in REFUSED.items():
        for name, line, lines in attacks:
            marks = [pytest.mark.attack("web", "{case}", *defence.split(","))] if defence else []
            yield pytest.param(line, lines, id=name, marks=marks)


@pytest.mark.parametrize(("line", "lines"), list(refused()))
async def test_refused_with_a_bare_status(shared_bridge: BridgeProcess, line: str, lines: list[str]) -> None:
    body = ["Content-Length: 0"] if line.startswith(("POST", "PUT", "PATCH")) else []
    answer = await ask(shared_bridge, request(shared_bridge, line, *lines, *body, "Connection: close"))
    assert answer.status in (400, 403, 404, 405)
    assert answer.rest == b""
    says_nothing(shared_bridge, answer)


PATHS = [
    "/%2e%2e/app.py",
    "/%2E%2E%2Fapp.py",
    "/..%252fapp.py",
    "/%c0%ae%c0%ae/app.py",
    "/%u002e%u002e/app.py",
    "/....//app.py",
    "/..;/app.py",
    "/assets/%2e%2e/%2e%2e/%2e%2e/settings.py",
    "/assets/..%5c..%5capp.py",
    "/C:/Windows/win.ini",
    "/C%3a%5cWindows%5cwin.ini",
    "/proc/self/environ",
    "/%2fetc%2fpasswd",
    "/index.html.bak",
    "/INDEX.HTML",
    "/index.html/",
    "/index.html%20",
    "/index.html::$DATA",
    "/.git/config",
    "/assets/index.js.map",
    "/favicon.ico%00.html",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.attack("web", "GET {path}", "assets")
async def test_what_is_not_in_the_table_does_not_exist(shared_bridge: BridgeProcess, path: str) -> None:
    answer = await ask(shared_bridge, request(shared_bridge, f"GET {path} HTTP/1.1", "Connection: close"))
    assert answer.status in (400, 403, 404)
    assert answer.rest == b""


async def test_each_route_says_how_it_may_be_kept_and_shown(shared_bridge: BridgeProcess) -> None:
    for line, lines in {
        "GET /health HTTP/1.1": [],
        "GET /font-size HTTP/1.1": ["Authorization: Bearer {token}"],
        "GET /ws HTTP/1.1": [],
        "GET /nothing HTTP/1.1": [],
        "GET / HTTP/1.1": ["Origin: http://{host}"],
    }.items():
        answer = await ask(shared_bridge, request(shared_bridge, line, *lines, "Connection: close"))
        head = answer.head.decode().lower()
        assert ("cache-control: no-cache" if line.startswith("GET / ") else "cache-control: no-store") in head, line
        for header in (
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "cross-origin-resource-policy: same-origin",
            "cross-origin-opener-policy: same-origin",
            "server: agent-bridge",
        ):
            assert header in head, (line, header)
        assert "access-control" not in head
        assert "set-cookie" not in head


@pytest.mark.attack("web", "a private answer that a cache keeps", "no-store")
async def test_what_is_private_is_not_kept(shared_bridge: BridgeProcess) -> None:
    line = request(shared_bridge, "GET /font-size HTTP/1.1", "Authorization: Bearer {token}", "Connection: close")
    assert b"Cache-Control: no-store" in (await ask(shared_bridge, line)).head


@pytest.mark.attack("web", "a page that reads our answer by being allowed to (CORS)", "no-cors")
async def test_no_answer_lets_another_page_read_it(shared_bridge: BridgeProcess) -> None:
    for line in ("GET /health HTTP/1.1", "GET / HTTP/1.1", "OPTIONS /health HTTP/1.1"):
        asked = request(shared_bridge, line, "Origin: http://{host}", "Connection: close")
        assert b"access-control" not in (await ask(shared_bridge, asked)).head.lower()


@pytest.mark.parametrize(
    "directive",
    [
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "frame-ancestors 'self' vscode-webview: vscode-file:",
    ],
)
@pytest.mark.attack("web", "an injected script, frame or form: {directive}", "policy")
async def test_the_page_has_the_strictest_policy(shared_bridge: BridgeProcess, directive: str) -> None:
    answer = await ask(shared_bridge, request(shared_bridge, "GET / HTTP/1.1", "Connection: close"))
    policy = next(line for line in answer.head.decode().split("\r\n") if line.startswith("Content-Security-Policy:"))
    assert directive in [part.strip() for part in policy.partition(":")[2].split(";")]
    assert "unsafe" not in policy
    assert "*" not in policy


@pytest.mark.attack("web", "a ticket used twice, guessed, or of the wrong type", "ticket")
async def test_a_ticket_is_good_once(launcher: Launcher) -> None:
    bridge = launcher.start()
    ticket = launcher.run("open", "--print").stdout.strip().partition("#ticket=")[2]
    bodies: list[tuple[object, int]] = [
        ({"ticket": ticket[:-1]}, 403),
        ({"ticket": [ticket]}, 403),
        ({"ticket": None}, 403),
        ([ticket], 403),
        (ticket, 403),
        ({"ticket": "\ud800"}, 403),
        ({"ticket": ticket}, 200),
        ({"ticket": ticket}, 403),
    ]
    for content, status in bodies:
        body = json.dumps(content).encode()
        lines = ["Origin: http://{host}", f"Content-Length: {len(body)}", "Connection: close"]
        answer = await ask(bridge, request(bridge, "POST /ticket HTTP/1.1", *lines, body=body))
        assert answer.status == status, content


@pytest.mark.attack("web", "a body without end for a ticket", "body-size")
async def test_a_body_has_an_end(shared_bridge: BridgeProcess) -> None:
    lines = ["Origin: http://{host}", "Transfer-Encoding: chunked", "Connection: close"]
    body = b'B\r\n{"ticket":"\r\n' + (b"10000\r\n" + b"a" * 65536 + b"\r\n") * 64
    answer = await ask(shared_bridge, request(shared_bridge, "POST /ticket HTTP/1.1", *lines, body=body))
    assert answer.status in (0, 403)  # 0: closed while the body was still on its way
    assert answer.rest == b""
    await answers_others(shared_bridge)


@pytest.mark.attack("exhaustion", "an upload of 3 GB is announced", "upload-size")
async def test_an_upload_that_is_too_large_is_refused_before_it_comes(shared_bridge: BridgeProcess) -> None:
    async with raw_socket(shared_bridge) as socket:
        await socket.send(message("hello", protocolVersion=1), message("openSession", id="up", cmd="/bin/cat"))
        await socket.messages_until("opened")
        lines = ["Authorization: Bearer {token}", "Agent-Bridge-Session: up", "Agent-Bridge-Name: a.txt"]
        head = request(shared_bridge, "POST /upload HTTP/1.1", *lines, "Content-Length: 3000000000")
        async with asyncio.timeout(20):
            answer = await ask(shared_bridge, head)
        assert answer.status == 413
        await socket.send(message("close", sessionId="up"))
        await socket.messages_until("exit")
