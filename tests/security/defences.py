"""What stands against attacks, and how each is switched off: a change of source, where a test process imports it."""

from tests.security.defence import defence
from tests.security.editor_defences import EDITOR

_GUARD = "bridge.web.guard"
_APP = "bridge.web.app"
_AIOHTTP = "aiohttp.web_ws"


WEB = {
    "host": defence(
        "exactly one `Host`, exactly one of ours",
        (_GUARD, "if not self.names.is_host(request.headers.getall(hdrs.HOST, [])):", "if False:"),
    ),
    "origin": defence(
        "`Origin` absent or exactly ours",
        (_GUARD, "if not self.names.is_origin(origin):", "if False:"),
    ),
    "fetch-site": defence(
        "`Sec-Fetch-Site` absent, `same-origin` or `none`",
        (_GUARD, 'return "Sec-Fetch-Site is another site"', "return None"),
    ),
    "token": defence(
        "the token, compared in constant time",
        (
            _GUARD,
            "if offer is None or not tokens.same(offer.token, self._token):\n            return None",
            "if offer is None:\n            return 'agent-bridge.v1'",
        ),
        (_GUARD, "return given is not None and tokens.same(given, self._token)", "return True"),
    ),
    "one-subprotocol": defence(
        "exactly one subprotocol line with exactly one token",
        ("bridge.web.token", "if len(headers) != 1:\n        return None\n    names", "names"),
        (
            "bridge.web.token",
            "names = [name.strip() for name in headers[0]",
            "names = [name.strip() for name in ','.join(headers)",
        ),
        ("bridge.web.token", "if len(bearers) != 1:", "bearers.reverse()\n    if not bearers:"),
    ),
    "query": defence(
        "the WebSocket's address has no query",
        (
            _APP,
            'None if "?" in request.raw_path else self._guard.subprotocol(request)',
            "self._guard.subprotocol(request)",
        ),
    ),
    "target": defence(
        "the raw target is in origin form",
        (_GUARD, 'if not request.raw_path.startswith("/") or request.raw_path.startswith("//"):', "if False:"),
    ),
    "version": defence(
        "HTTP/1.1 only",
        (_GUARD, "if request.version != HttpVersion11:", "if False:"),
    ),
    "routes": defence(
        "a table of exact routes by method and raw path",
        (
            _APP,
            'self._routes.get((request.method, request.raw_path.partition("?")[0]))',
            'next((each for (_, path), each in self._routes.items() if path in request.path.replace("//", "/")), None)',
        ),
    ),
    "websocket-version": defence(
        "`Sec-WebSocket-Version` is exactly 13",
        (_APP, 'if request.headers.getall(hdrs.SEC_WEBSOCKET_VERSION, []) != ["13"]:', "if False:"),
        (_AIOHTTP, 'if version not in ("13", "8", "7"):', "if False:"),
    ),
    "http-parser": defence(
        "a request that is malformed is refused and its connection closed (llhttp)",
        ("bridge.web.connections", "response = web.Response(status=status,", "response = web.Response(status=200,"),
    ),
    "assets": defence(
        "a table of the page's files; there is no folder to climb out of",
        (_APP, "self._assets.get(path)", "self._assets.get(path, next(iter(self._assets.values())))"),
    ),
    "ticket": defence(
        "tickets work once, for our own page",
        (_APP, 'return _refuse("a ticket is exchanged by our own page only")', "pass"),
        (_APP, "if ticket is None or not self._tickets.redeem(ticket):", "if False:"),
    ),
    "policy": defence(
        "Content-Security-Policy without inline script or eval, frames only in IDEs, Trusted Types",
        (_APP, 'headers["Content-Security-Policy"] = self._page_policy', 'headers["Content-Security-Policy"] = "a"'),
    ),
    "no-store": defence(
        "`no-store` on whatever is not the page",
        (_APP, '_PRIVATE = {"Cache-Control": "no-store"}', "_PRIVATE: dict[str, str] = {}"),
    ),
    "no-cors": defence(
        "no `Access-Control-*` header, ever",
        (_APP, '"Server": "agent-bridge",', '"Server": "agent-bridge", "Access-Control-Allow-Origin": "*",'),
    ),
    "body-size": defence(
        "a body has 64 KiB at most",
        (_APP, "if len(body) > _MAX_BODY_BYTES:", "if False:"),
    ),
    "upload-size": defence(
        "an upload has 10 MB at most, looked at before it comes",
        ("bridge.web.uploads", "if (request.content_length or 0) > MAX_FILE_BYTES:", "if False:"),
    ),
    "upgrade": defence(
        "the handshake's headers are whole (aiohttp)",
        (_AIOHTTP, 'if "websocket" != headers.get(hdrs.UPGRADE, "").lower().strip():', "if False:"),
        (_AIOHTTP, "if not request._message.upgrade:", "if False:"),
        (_AIOHTTP, "if not key or len(base64.b64decode(key)) != 16:", "key = key or ''\n            if False:"),
    ),
}

_RULES = "bridge.web.frame_rules"
_READER = "aiohttp._websocket.reader_py"
_NO_DRAIN = (
    "aiohttp.base_protocol",
    "async def _drain_helper(self) -> None:",
    "async def _drain_helper(self) -> None:\n        return",
)
_PLAIN_READER = ("aiohttp._websocket.reader", "if TYPE_CHECKING or NO_EXTENSIONS:", "if True:")

FRAMES = {
    "frame-mask": defence(
        "a client's frames are masked",
        (_RULES, "if len(head) == _LEAST_BYTES and not head[1] & 0x80:", "if False:"),
        (_RULES, "+ _MASK_BYTES\n    return start", "+ _MASK_BYTES * (data[position + 1] >> 7)\n    return start"),
    ),
    "frame-length": defence(
        "lengths are minimal and have 63 bits",
        (_RULES, "if length < _LEAST_LENGTH.get(flag, 0):", "if False:"),
        (_RULES, "if length >> 63:", "if False:"),
    ),
    "frame-order": defence(
        "fragments make one message after the other",
        (_RULES, "if opcode < _CLOSE and (opcode == _CONTINUATION) != self._in_message:", "if False:"),
        _PLAIN_READER,
        (_READER, "if opcode == OP_CODE_CONTINUATION and self._opcode == OP_CODE_NOT_SET:", "if False:"),
        (_READER, "if self._opcode != OP_CODE_NOT_SET:", "if False:"),
        (_READER, "            elif has_partial:", "            elif False:"),
    ),
    "close-code": defence(
        "close codes are those that may be sent",
        (_RULES, "return None if code in _CODES_ON_A_WIRE else", "return None if True else"),
        _PLAIN_READER,
        (_READER, "if close_code < 3000 and close_code not in ALLOWED_CLOSE_CODES:", "if False:"),
    ),
    "frame-reader": defence(
        "reserved bits and opcodes, control frames, UTF-8 (aiohttp)",
        _PLAIN_READER,
        (
            _READER,
            "            self._exc = exc",
            "            self._state = READ_HEADER\n            return EMPTY_FRAME",
        ),
    ),
    "back-pressure": defence(
        "what is not read holds back who does not read it",
        ("bridge.web.connections", "if not self._closing:\n            self._transport.pause_reading()", "pass"),
        _NO_DRAIN,
        _PLAIN_READER,
        (_READER, "if start_pos < data_len and self.queue._size > self.queue._limit:", "if False:"),
    ),
    "message-size": defence(
        "a message has 4 MiB at most",
        ("bridge.web.socket", "max_msg_size=MAX_MESSAGE_BYTES", "max_msg_size=0"),
    ),
    "no-compression": defence(
        "no compression is agreed",
        ("bridge.web.socket", "compress=False", "compress=True"),
    ),
}

_SOCKET = "bridge.web.socket"
_TRANSLATE = "bridge.web.translate"

MESSAGES = {
    "typed": defence(
        "typed decoding; refused with the field and what would be right",
        (_SOCKET, "await client.send(translate.error_message(error, _type_in(error, text)))", "pass"),
    ),
    "typed-frames": defence(
        "binary frames are decoded and refused with a reason",
        (_SOCKET, 'await client.send(translate.error_message(error, "binary"))', "pass"),
    ),
    "internal": defence(
        "every refusal has a reason of its own, none is a failure inside",
        (_TRANSLATE, "code=error.code,", 'code="internal",'),
    ),
    "hello-first": defence(
        "nothing before `hello`",
        (_SOCKET, "if not client.greeted and not isinstance(message, Hello):", "if False:"),
    ),
    "unknown-session": defence(
        "ids are looked up, and the answer names the one that is unknown",
        (
            "bridge.sessions.registry",
            'SessionError("unknown_session", f"no session has the id',
            'SessionError("oops", f"',
        ),
    ),
    "json": defence(
        "what is not JSON ends the connection with 1007",
        (_SOCKET, 'raise _CloseConnection(WSCloseCode.INVALID_TEXT, "not JSON") from error', "return"),
    ),
    "features": defence(
        "only what was agreed in `hello`",
        (_SOCKET, 'raise _CloseConnection(WSCloseCode.UNSUPPORTED_DATA, "binary frames were not agreed")', "return"),
    ),
    "base64": defence(
        "base64 is checked",
        (_TRANSLATE, "base64.b64decode(text, validate=True)", "base64.b64decode(text.encode() + b'==')"),
    ),
}

_QUESTIONS = "bridge.terminal.questions"
_QUERIES = "bridge.sessions.device_queries"
_WATCH = "bridge.sessions.agent_watch"
_LOOK = "bridge.workspace.look"

PROGRAMS = {
    "questions": defence(
        "only a few harmless questions of programs are answered, by one party",
        (
            _QUERIES,
            "        questions = [(end, read_sequence(text))",
            "        self._session.reply(b'oops')\n        questions = [(end, read_sequence(text))",
        ),
    ),
    "scrollback": defence(
        "the scrollback is a ring of fixed size",
        ("bridge.terminal.scrollback", "class Scrollback:", "_KEPT: list[bytes] = []\n\n\nclass Scrollback:"),
        ("bridge.terminal.scrollback", "        data = data[-self._size :]", "        _KEPT.append(bytes(data))"),
    ),
    "command-size": defence(
        "at most 4 KiB of an unfinished sequence are kept, and each byte is read once",
        ("bridge.terminal.signals", "MAX_COMMAND = 4096", "MAX_COMMAND = 2**40"),
        ("bridge.terminal.signals", 'command = string[1:2] in (b"]", b"")', "command = True"),
    ),
    "notification-rate": defence(
        "three notifications at once, then one in two seconds",
        (_WATCH, "if self._allowance < 1:", "if False:"),
    ),
    "plain-text": defence(
        "what a program says of itself is one line of plain text",
        ("bridge.terminal.plain_text", "if not _is_unseen(character)", "if True"),
    ),
    "input-bound": defence(
        "where the cursor is is followed and not read anew for each question",
        (_QUERIES, "if cursor is None or cursor.size", "if True or cursor is None or cursor.size"),
    ),
    "digits": defence(
        "numbers have a length",
        ("bridge.terminal.cursor", "int(digits[:_MOST_DIGITS]", "int(digits"),
    ),
    "paste": defence(
        "control characters are replaced in what is pasted, names and contents alike",
        ("bridge.terminal.paste", "return _UNSAFE.sub(_REPLACEMENT, ", "return str("),
    ),
    "boundaries": defence(
        "files are opened beneath the workspace, without links, and only regular ones",
        (
            "bridge.workspace.look",
            "if real != real_root and real.is_relative_to(real_root) and real.exists():",
            "if True:",
        ),
        (
            "bridge.workspace.look",
            "return real.relative_to(real_root).as_posix(), real.is_dir()",
            "return str(real), False",
        ),
    ),
    "regular-file": defence(
        "only regular files are opened, without waiting",
        ("bridge.workspace.regular_file", "    if stat.S_ISREG(mode):", "    if True:"),
    ),
    "no-repository-settings": defence(
        "no settings are read from the workspace",
        (
            "bridge.paths",
            """user_config_path(_APP, appauthor=False) / "workspaces" / f"{_name_of(workspace)}.toml\"""",
            """user_config_path(_APP, appauthor=False) / workspace / ".agent-bridge.toml\"""",
        ),
    ),
}

_LAUNCH = "bridge.launch"

SECRETS = {
    "token-in-memory-only": defence(
        "256 random bits at each start, handed over on stdout and kept nowhere else",
        (
            _LAUNCH,
            "    log.SECRETS.add(token)",
            "    token = 'A' * 42\n    os.environ['TOKEN'] = token\n    (settings.cwd / 'token').write_text(token)",
        ),
        ("bridge.web.app", '"Server": "agent-bridge",', '"Server": "agent-bridge", "Token": "A" * 42,'),
    ),
    "modes": defence(
        "files 0600 in folders 0700, whatever the umask",
        (
            "bridge.history.store",
            "            folder.mkdir(0o700)",
            "            folder.mkdir(0o777)\n            return",
        ),
        ("bridge.history.store", "os.open(self._path, flags, 0o600)", "os.open(self._path, flags, 0o644)"),
    ),
    "no-dumps": defence(
        "the process cannot be dumped or traced; what it starts can",
        (
            _LAUNCH,
            "    secrecy.hide_memory()",
            "    import resource\n    resource.setrlimit(resource.RLIMIT_CORE, (-1, -1))",
        ),
    ),
    "one-listener": defence(
        "one TCP listener on loopback, one private socket",
        (
            _LAUNCH,
            "    listener.setblocking(False)",
            "    listener.setblocking(False)\n    global _more\n    _more = socket.create_server(('', 0))",
        ),
    ),
    "private-socket": defence(
        "the runtime folder is ours alone, or not used",
        ("bridge.control", "if not _is_ours(path.parent):", "if False:"),
    ),
}

EXHAUSTION = {
    "unauthenticated": defence(
        "16 connections without a token, each for 5 s",
        ("bridge.web.connections", "MAX_UNAUTHENTICATED = 16", "MAX_UNAUTHENTICATED = 10_000"),
        ("bridge.web.connections", "MAX_CONNECTIONS = 64 + MAX_UNAUTHENTICATED", "MAX_CONNECTIONS = 10_000"),
        ("bridge.web.connections", "AUTHENTICATE_SECONDS = 5.0", "AUTHENTICATE_SECONDS = 500.0"),
    ),
    "most-clients": defence(
        "64 clients at most",
        (_SOCKET, "MAX_CLIENTS = 64", "MAX_CLIENTS = 1000"),
        ("bridge.web.connections", "MAX_CONNECTIONS = 64 + MAX_UNAUTHENTICATED", "MAX_CONNECTIONS = 10_000"),
    ),
    "input-limit": defence(
        "10 MiB of input wait for a program at most",
        ("bridge.sessions.input_queue", "INPUT_BOUND = 10 * 1024 * 1024", "INPUT_BOUND = 2**40"),
    ),
}

_STORE = "bridge.history.store"

STORAGE = {
    "torn-lines": defence(
        "one locked write a line; a torn last line is passed over and closed",
        (_STORE, 'if size and _last_byte(descriptor, size) != b"\\n":', "if False:"),
        (
            _STORE,
            "if os.write(descriptor, line) < len(line):",
            "if [os.write(descriptor, line[i : i + 9]) for i in range(0, len(line), 9)] == []:",
        ),
        ("bridge.history.entry", "ours = ours and _is_torn(line)", "ours = False"),
    ),
}

DEFENCES = {**WEB, **FRAMES, **MESSAGES, **PROGRAMS, **SECRETS, **EXHAUSTION, **STORAGE, **EDITOR}
