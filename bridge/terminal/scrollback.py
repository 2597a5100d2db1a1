"""The last output of a session, addressed by absolute byte offset. Pure."""

import mmap


class Scrollback:
    """A ring of bytes. `end` counts every byte ever appended, `start` is the oldest one still kept.

    `slack`: as many bytes more stay readable for those who are following, whose program is stopped a little late.

    Anonymous memory: the system gives a page when it is first written to, so a session that says little costs little;
    nothing is ever moved to make room.
    """

    def __init__(self, capacity: int, slack: int = 0) -> None:
        if capacity < 1:
            raise ValueError(f"capacity is at least 1 byte, not {capacity}")
        self.capacity = capacity
        self.end = 0
        self._size = capacity + slack
        self._ring = mmap.mmap(-1, self._size)

    @property
    def start(self) -> int:
        """Offset of the oldest byte that counts as kept."""
        return max(0, self.end - self.capacity)

    @property
    def oldest(self) -> int:
        """Offset of the oldest byte that can be read."""
        return max(0, self.end - self._size)

    def append(self, data: bytes) -> None:
        """Add output; what is older goes."""
        self.end += len(data)
        data = data[-self._size :]
        begin = (self.end - len(data)) % self._size
        room = self._size - begin
        if len(data) <= room:
            self._ring[begin : begin + len(data)] = data
        else:
            self._ring[begin:] = data[:room]
            self._ring[: len(data) - room] = data[room:]

    def read(self, offset: int, limit: int) -> bytes:
        """At most `limit` bytes from `offset` on; `b""` at the end. ValueError where `offset` is not kept."""
        if not self.oldest <= offset <= self.end:
            raise ValueError(f"offset {offset} is not within {self.oldest} to {self.end}")
        count = min(limit, self.end - offset)
        begin = offset % self._size
        room = self._size - begin
        if count <= room:
            return self._ring[begin : begin + count]
        return self._ring[begin:] + self._ring[: count - room]
