"""Who a request says it is for and from: Host, Origin, Sec-Fetch-Site. Pure."""

from collections.abc import Collection, Sequence


class Names:
    """The names under which this bridge may be called, and the origins that may call it."""

    def __init__(self, host: str, port: int, allowed_origins: Collection[str] = ()) -> None:
        bound = f"[{host}]" if ":" in host else host
        names = dict.fromkeys((bound, "127.0.0.1", "localhost", "[::1]"))
        self.hosts = frozenset(f"{name}:{port}" for name in names)
        # browsers leave out port 80 in both headers
        if port == 80:
            self.hosts |= frozenset(names)
        self.own_origins = frozenset(f"http://{host}" for host in self.hosts)
        self.allowed_origins = frozenset(allowed_origins)
        # behind a proxy that is allowed the page has the proxy's name, and so have its requests
        self.hosts |= frozenset(origin.partition("://")[2] for origin in self.allowed_origins if "://" in origin)

    def is_host(self, headers: Sequence[str]) -> bool:
        """Exactly one Host, exactly one of ours: a rebound DNS name is not."""
        return len(headers) == 1 and headers[0] in self.hosts

    def is_origin(self, headers: Sequence[str]) -> bool:
        """No Origin (not a browser), or exactly one that is ours or allowed."""
        return not headers or (len(headers) == 1 and headers[0] in self.own_origins | self.allowed_origins)

    def is_own_origin(self, headers: Sequence[str]) -> bool:
        """Exactly one Origin, and ours or allowed: said by a browser about a page we served."""
        return len(headers) == 1 and self.is_origin(headers)

    def is_fetch_site(self, site: Sequence[str], origin: Sequence[str]) -> bool:
        """What a browser says about where the request comes from, if it says so.

        Another port of localhost is `same-site`, so only `same-origin` and `none` (typed, bookmarked) count.
        """
        if not site or site[0] in ("same-origin", "none"):
            return True
        return bool(origin) and origin[0] in self.allowed_origins
