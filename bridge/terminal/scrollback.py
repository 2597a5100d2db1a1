"""The last output of a session, addressed by absolute byte offset. Pure."""


class Scrollback:
    """A ring of bytes. `end` counts every byte ever appended, `start` is the oldest one still kept."""

    def __init__(self, capacity: int) -> None:
        if capacity < 1:
            raise ValueError(f"capacity is at least 1 byte, not {capacity}")
        self.capacity = capacity
        self._bytes = bytearray()
        self._base = 0

    @property
    def end(self) -> int:
        """Offset behind the last byte."""
        return self._base + len(self._bytes)

    @property
    def start(self) -> int:
        """Offset of the oldest byte that may be read."""
        return max(self._base, self.end - self.capacity)

    def append(self, data: bytes) -> None:
        """Add output; what is older than `capacity` goes."""
        self._bytes += data
        # dropping only when the slack is a quarter full makes the move cheap per byte
        if len(self._bytes) > self.capacity + self.capacity // 4:
            surplus = len(self._bytes) - self.capacity
            del self._bytes[:surplus]
            self._base += surplus

    def read(self, offset: int, limit: int) -> bytes:
        """At most `limit` bytes from `offset` on; `b""` at the end. ValueError where `offset` is not kept."""
        if not self.start <= offset <= self.end:
            raise ValueError(f"offset {offset} is not within {self.start} to {self.end}")
        begin = offset - self._base
        return bytes(self._bytes[begin : begin + limit])
