"""Every handshake that must be refused, sent as the real bytes."""

import asyncio
import base64
import json
import os
import re

import pytest

from tests.bridge_process import BridgeProcess, Launcher
from tests.version1 import connected

KEY = base64.b64encode(os.urandom(16)).decode()


async def ask(port: int, data: bytes, host: str = "127.0.0.1") -> tuple[int, bytes]:
    """Status and everything that was answered until the server closed or was quiet."""
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(data)
    answer = b""
    try:
        async with asyncio.timeout(10):
            while b"\r\n\r\n" not in answer:
                part = await reader.read(65536)
                if not part:
                    break
                answer += part
    finally:
        writer.close()
    status = re.match(rb"HTTP/1\.[01] (\d{3})", answer)
    return (int(status[1]) if status else 0), answer


def handshake(bridge: BridgeProcess, **changes: str | list[str] | None) -> bytes:
    """A good handshake, with header lines changed, repeated or (None) left out; `line` is the request line."""
    lines: dict[str, str | list[str] | None] = {
        "line": "GET /ws HTTP/1.1",
        "Host": f"127.0.0.1:{bridge.port}",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": KEY,
        "Sec-WebSocket-Protocol": f"agent-bridge.v1, auth.bearer.{bridge.token}",
    }
    lines |= {name.replace("_", "-"): value for name, value in changes.items()}
    request = [str(lines.pop("line"))]
    for name, value in lines.items():
        for item in value if isinstance(value, list) else [value]:
            if item is not None:
                request.append(f"{name}: {item}")
    return ("\r\n".join(request) + "\r\n\r\n").encode()


async def test_a_good_handshake_is_let_in(bridge: BridgeProcess) -> None:
    status, answer = await ask(bridge.port, handshake(bridge))
    assert status == 101
    assert b"Sec-WebSocket-Protocol: agent-bridge.v1\r\n" in answer
    assert bridge.token.encode() not in answer


async def test_a_client_of_version_1_gets_its_own_subprotocol_echoed(bridge: BridgeProcess) -> None:
    bearer = f"auth.bearer.{bridge.token}"
    status, answer = await ask(bridge.port, handshake(bridge, Sec_WebSocket_Protocol=bearer))
    assert status == 101
    assert f"Sec-WebSocket-Protocol: {bearer}\r\n".encode() in answer


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
async def test_our_own_origin_and_both_names_are_let_in(bridge: BridgeProcess, name: str) -> None:
    host = f"{name}:{bridge.port}"
    status, _ = await ask(bridge.port, handshake(bridge, Host=host, Origin=f"http://{host}"))
    assert status == 101


REFUSED: dict[str, dict[str, dict[str, str | list[str] | None]]] = {
    "token": {
        "wrong token": {"Sec_WebSocket_Protocol": "agent-bridge.v1, auth.bearer.AAAA"},
        "almost the token": {"Sec_WebSocket_Protocol": "auth.bearer.{token}x"},
        "part of the token": {"Sec_WebSocket_Protocol": "auth.bearer.{token:.20}"},
        "empty token": {"Sec_WebSocket_Protocol": "auth.bearer."},
        "no token": {"Sec_WebSocket_Protocol": "agent-bridge.v1"},
        "no subprotocol": {"Sec_WebSocket_Protocol": None},
        "token as bearer header": {"Authorization": "Bearer {token}", "Sec_WebSocket_Protocol": None},
        "token as cookie": {"Cookie": "token={token}", "Sec_WebSocket_Protocol": None},
    },
    "one-subprotocol": {
        "two tokens, one right": {"Sec_WebSocket_Protocol": "auth.bearer.AAAA, auth.bearer.{token}"},
        "two subprotocol lines": {"Sec_WebSocket_Protocol": ["agent-bridge.v1", "auth.bearer.{token}"]},
    },
    "query,token": {
        "token in the URL": {"line": "GET /ws?token={token} HTTP/1.1", "Sec_WebSocket_Protocol": None},
    },
    "query": {
        "token in the URL and where it belongs": {"line": "GET /ws?token={token} HTTP/1.1"},
    },
    "routes,token": {
        "token in the path": {"line": "GET /ws/{token} HTTP/1.1", "Sec_WebSocket_Protocol": None},
    },
    "origin": {
        "foreign origin": {"Origin": "https://evil.example"},
        "foreign origin with our name in it": {"Origin": "http://127.0.0.1:{port}.evil.example"},
        "origin with our name before an at": {"Origin": "http://127.0.0.1:{port}@evil.example"},
        "another localhost port": {"Origin": "http://127.0.0.1:1"},
        "localhost without a port": {"Origin": "http://localhost"},
        "our port over https": {"Origin": "https://127.0.0.1:{port}"},
        "null origin": {"Origin": "null"},
        "empty origin": {"Origin": ""},
        "origin of a file": {"Origin": "file://"},
        "two origins, both ours": {"Origin": ["http://127.0.0.1:{port}", "http://127.0.0.1:{port}"]},
    },
    "host": {
        "foreign host": {"Host": "evil.example"},
        "foreign host with our port": {"Host": "evil.example:{port}"},
        "our address as user of a foreign host": {"Host": "127.0.0.1:{port}@evil.example"},
        "host without a port": {"Host": "127.0.0.1"},
        "host with another port": {"Host": "127.0.0.1:1"},
        "0.0.0.0": {"Host": "0.0.0.0:{port}"},
        "decimal address": {"Host": "2130706433:{port}"},
        "short address": {"Host": "127.1:{port}"},
        "trailing dot": {"Host": "localhost.:{port}"},
        "forwarded as loopback": {"Host": "evil.example", "X_Forwarded_Host": "127.0.0.1:{port}"},
    },
    "host,http-parser": {
        "no host": {"Host": None},
        "two hosts, both ours": {"Host": ["127.0.0.1:{port}", "127.0.0.1:{port}"]},
        "two hosts, the second foreign": {"Host": ["127.0.0.1:{port}", "evil.example"]},
    },
    "target,routes": {
        "absolute-form target": {"line": "GET http://127.0.0.1:{port}/ws HTTP/1.1"},
    },
    "target,host,routes": {
        "absolute-form target over a foreign host": {
            "line": "GET http://127.0.0.1:{port}/ws HTTP/1.1",
            "Host": "evil.example",
        },
    },
    "version": {
        "HTTP/1.0": {"line": "GET /ws HTTP/1.0"},
    },
    "version,host": {
        "HTTP/1.0 without host": {"line": "GET /ws HTTP/1.0", "Host": None},
    },
    "fetch-site": {
        "cross-site fetch": {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "cors"},
        "same-site fetch": {"Sec_Fetch_Site": "same-site"},
    },
    "routes": {
        "POST": {"line": "POST /ws HTTP/1.1"},
        "path with a dot": {"line": "GET /./ws HTTP/1.1"},
    },
    "websocket-version": {
        "old WebSocket version": {"Sec_WebSocket_Version": "8"},
        "no WebSocket version": {"Sec_WebSocket_Version": None},
    },
    "upgrade": {
        "no upgrade": {"Upgrade": None},
        "no connection header": {"Connection": None},
        "a key that is none": {"Sec_WebSocket_Key": "<b>short</b>"},
        "no key": {"Sec_WebSocket_Key": None},
    },
    "routes,target": {
        "path with two slashes": {"line": "GET //ws HTTP/1.1"},
    },
}
"""What is wrong with a handshake, by the defences that refuse it."""


@pytest.mark.parametrize(
    ("attack", "wrong"),
    [
        pytest.param(attack, wrong, id=attack, marks=pytest.mark.attack("web", "handshake: {case}", *names.split(",")))
        for names, attacks in REFUSED.items()
        for attack, wrong in attacks.items()
    ],
)
async def test_refused_without_a_word(
    shared_bridge: BridgeProcess, attack: str, wrong: dict[str, str | list[str] | None]
) -> None:
    def fill(value: str | list[str] | None) -> str | list[str] | None:
        if isinstance(value, list):
            return [item.format(token=shared_bridge.token, port=shared_bridge.port) for item in value]
        return None if value is None else value.format(token=shared_bridge.token, port=shared_bridge.port)

    changes = {name: fill(value) for name, value in wrong.items()}
    status, answer = await ask(shared_bridge.port, handshake(shared_bridge, **changes))
    assert 400 <= status < 500, answer
    head, _, body = answer.partition(b"\r\n\r\n")
    assert body == b""
    assert b"access-control" not in head.lower()
    assert b"aiohttp" not in head.lower()
    assert b"python" not in head.lower()
    assert shared_bridge.token.encode() not in answer
    assert shared_bridge.token not in shared_bridge.log_text()
    if "token" in attack and "URL" not in attack and "path" not in attack:
        assert status == 403


@pytest.mark.attack("web", "Host {name} for {path}", "host")
@pytest.mark.parametrize("path", ["/", "/health", "/ticket", "/nothing", "/assets/../index.html"])
@pytest.mark.parametrize("name", ["evil.example", "0.0.0.0:{port}", "127.0.0.1:{port}.evil.example"])
async def test_a_foreign_host_is_refused_on_every_route(shared_bridge: BridgeProcess, path: str, name: str) -> None:
    host = name.format(port=shared_bridge.port)
    status, _ = await ask(shared_bridge.port, f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    assert status == 403


async def test_nobody_listens_on_another_address(bridge: BridgeProcess) -> None:
    for host in ("127.0.0.2", "::1"):
        with pytest.raises(OSError):
            await asyncio.open_connection(host, bridge.port)


async def test_the_ipv6_loopback_can_be_listened_on(launcher: Launcher) -> None:
    bridge = launcher.start("--http", "[::1]:0")
    assert bridge.base == f"http://[::1]:{bridge.port}/"
    request = handshake(bridge, Host=f"[::1]:{bridge.port}", Origin=f"http://[::1]:{bridge.port}")
    assert (await ask(bridge.port, request, "::1"))[0] == 101


async def test_allow_origin_lets_in_what_it_names_and_nothing_else(launcher: Launcher) -> None:
    bridge = launcher.start("--allow-origin", "null", "--allow-origin", "http://127.0.0.1:8080")
    for origin, expected in (("null", 101), ("http://127.0.0.1:8080", 101), ("http://127.0.0.1:8081", 403)):
        status, _ = await ask(bridge.port, handshake(bridge, Origin=origin))
        assert status == expected, origin


async def test_a_proxy_whose_origin_is_allowed_may_pass_its_own_name_on(launcher: Launcher) -> None:
    bridge = launcher.start("--allow-origin", "https://ide.example", "--allow-origin", "null")
    for host, expected in (("ide.example", 101), ("ide.example:81", 403), ("null", 403), ("", 403)):
        status, _ = await ask(bridge.port, handshake(bridge, Host=host, Origin="https://ide.example"))
        assert status == expected, host


@pytest.mark.attack("web", "GET {path}", "assets")
@pytest.mark.parametrize(
    "path",
    [
        "/../pyproject.toml",
        "/assets/../../app.py",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/assets/..\\..\\app.py",
        "/assets/%5c..%5capp.py",
        "/assets//etc/passwd",
        "/etc/passwd",
        "/index.html/../app.py",
        "/index.html%00.js",
        "/.",
        "/page",
        "/assets",
        "/assets/",
    ],
)
async def test_nothing_outside_of_the_page_can_be_fetched(shared_bridge: BridgeProcess, path: str) -> None:
    status, answer = await ask(
        shared_bridge.port, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{shared_bridge.port}\r\n\r\n".encode()
    )
    assert status in (400, 403, 404), answer
    assert answer.partition(b"\r\n\r\n")[2] == b""


async def test_the_page_comes_with_its_policy(bridge: BridgeProcess) -> None:
    status, answer = await ask(bridge.port, f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{bridge.port}\r\n\r\n".encode())
    assert status == 200
    head = answer.partition(b"\r\n\r\n")[0].decode().lower()
    assert "x-content-type-options: nosniff" in head
    assert "referrer-policy: no-referrer" in head
    policy = re.search(r"content-security-policy: (.*)", head)
    assert policy
    directives = dict(part.strip().partition(" ")[::2] for part in policy[1].split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == "'self'"
    assert directives["connect-src"] == "'self'"
    assert directives["frame-ancestors"] == "'self' vscode-webview: vscode-file:"


async def test_health_needs_no_token_and_font_size_does(bridge: BridgeProcess) -> None:
    host = f"Host: 127.0.0.1:{bridge.port}\r\n"
    assert (await ask(bridge.port, f"GET /health HTTP/1.1\r\n{host}\r\n".encode()))[1].endswith(b"\r\n\r\nok")
    for line in ("", "Authorization: Bearer x\r\n", f"Authorization: Basic {bridge.token}\r\n"):
        assert (await ask(bridge.port, f"GET /font-size HTTP/1.1\r\n{host}{line}\r\n".encode()))[0] == 403
    good = f"GET /font-size HTTP/1.1\r\n{host}Authorization: Bearer {bridge.token}\r\n\r\n".encode()
    async with connected(bridge.websocket_url, bridge.token) as client:
        await client.say("fontSizeChanged", fontSize=17)
        await client.hello()
        assert json.loads((await ask(bridge.port, good))[1].partition(b"\r\n\r\n")[2]) == {"fontSize": 17}
        assert json.loads((await ask(bridge.port, good))[1].partition(b"\r\n\r\n")[2]) == {"fontSize": 0}


async def test_a_ticket_works_once_and_only_for_our_own_page(bridge: BridgeProcess, launcher: Launcher) -> None:
    printed = launcher.run("open", "--print")
    assert printed.returncode == 0, printed.stderr
    link = printed.stdout.strip()
    assert link.startswith(bridge.base + "#ticket=")
    body = json.dumps({"ticket": link.partition("#ticket=")[2]}).encode()

    async def post(origin: str, body: bytes = body) -> tuple[int, bytes]:
        head = f"POST /ticket HTTP/1.1\r\nHost: 127.0.0.1:{bridge.port}\r\n{origin}Content-Length: {len(body)}\r\n\r\n"
        return await ask(bridge.port, head.encode() + body)

    own = f"Origin: http://127.0.0.1:{bridge.port}\r\n"
    assert (await post(""))[0] == 403
    assert (await post("Origin: http://evil.example\r\n"))[0] == 403
    assert (await post(own, b'{"ticket": "AAAA"}'))[0] == 403
    assert (await post(own, b"[" * 30_000))[0] == 403
    status, answer = await post(own)
    assert (status, json.loads(answer.partition(b"\r\n\r\n")[2])) == (200, {"token": bridge.token})
    assert (await post(own))[0] == 403


async def test_at_most_sixteen_sockets_without_a_token_and_each_for_five_seconds(bridge: BridgeProcess) -> None:
    sockets = [await asyncio.open_connection("127.0.0.1", bridge.port) for _ in range(16)]
    for _, writer in sockets[:8]:
        writer.write(b"GET /ws HTTP/1.1\r\nHost:")  # a request that never ends
    await asyncio.sleep(0)
    status, _ = await ask(bridge.port, handshake(bridge))
    assert status == 503
    async with asyncio.timeout(20):
        for reader, _ in sockets:
            try:
                assert await reader.read() == b""
            except ConnectionResetError:
                pass
    assert (await ask(bridge.port, handshake(bridge)))[0] == 101
    for _, writer in sockets:
        writer.close()


async def test_a_header_that_is_too_large_is_refused(bridge: BridgeProcess) -> None:
    status, answer = await ask(bridge.port, handshake(bridge, X_Large="x" * 20_000))
    assert status == 400
    assert b"xxx" not in answer


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0:0", "[::]:0", "192.168.1.1:0", "example.com:0", "127.0.0.1", "127.0.0.1:x", ":0", "127.0.0.1:70000"],
)
def test_only_loopback_can_be_listened_on(launcher: Launcher, address: str) -> None:
    result = launcher.run("--http", address)
    assert result.returncode == 2
    assert result.stdout == ""
    assert "--http" in result.stderr
    assert address in result.stderr
