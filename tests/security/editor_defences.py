"""What stands between agents, the editor and everybody else; see `tests.security.defences`."""

from tests.security.defence import defence

_DOOR = "bridge.editor.door"
_SHARING = "bridge.web.sharing"

EDITOR = {
    "door-token": defence(
        "agents' own tokens, compared in constant time",
        (_DOOR, 'return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), token.encode())', "return True"),
    ),
    "door-host": defence(
        "at the port for agents exactly one `Host`, exactly its own",
        (_DOOR, "if request.headers.getall(hdrs.HOST, []) not in [[name] for name in self._names]:", "if False:"),
    ),
    "door-origin": defence(
        "at the port for agents no `Origin` and no `Sec-Fetch-Site`: nothing that a web page sends",
        (_DOOR, 'if hdrs.ORIGIN in request.headers or "Sec-Fetch-Site" in request.headers:', "if False:"),
    ),
    "door-owner": defence(
        "at the port for agents only processes of our sessions, each seen as its session",
        (_DOOR, "await self._owner(int(peer[1]))", 'await self._owner(int(peer[1])) or "s1"'),
    ),
    "codex-owner": defence(
        "at Codex's socket only processes of sessions, each seen as its session",
        ("bridge.editor.codex", "owner = None if pid is None else await self._owner(pid)", 'owner: str | Path = "s1"'),
    ),
    "secret-names": defence(
        "keys and .env files are told by their names and those of their folders",
        ("bridge.editor.consent", "return _SECRET_NAMES.fullmatch(parts[-1]) is not None or", "return False and"),
    ),
    "every-name": defence(
        "a file is judged by every name it goes by: a link is no way around",
        (_SHARING, "names = {os.path.normpath(path), os.path.realpath(path)}", "names = {os.path.normpath(path)}"),
    ),
    "ignored-files": defence(
        "what ignore files name is not shared with agents",
        (_SHARING, "if self._is_ignored(name, roots):", "if False:"),
    ),
    "outside-files": defence(
        "what lies outside of the workspace is not shared with agents",
        (
            _SHARING,
            'if relative is None:\n                return "outside"',
            "if relative is None:\n                break",
        ),
    ),
    "never-share": defence(
        "what `never-share` names is not shared with agents",
        (_SHARING, "if matches_any(relative, never):", "if False:"),
    ),
    "trust": defence(
        "nothing of a workspace that is not trusted is shared with agents",
        ("bridge.editor.editor", "if state.trusted else state.bare()", "if True else state.bare()"),
    ),
}
