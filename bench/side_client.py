"""A client in a process of its own, so that what it does costs the measuring client nothing.

`python -m bench.side_client SERVER KEY RATE`: opens a terminal of the pickled server, types KEY, says so on stdout, and
reads RATE bytes a second for ever; 0: it never reads.
"""

import asyncio
import base64
import pickle
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bench.peers.contract import Server, Stream, read_until
from bench.programs import READY
from bench.server_process import first_line, started


@asynccontextmanager
async def beside(server: Server, key: bytes, rate: float) -> AsyncIterator[None]:
    """Such a client at work."""
    packed = base64.b64encode(pickle.dumps(server)).decode()
    async with started([sys.executable, "-m", "bench.side_client", packed, key.decode(), str(rate)]) as process:
        await first_line(process)
        yield


async def read_slowly(stream: Stream, rate: float, until: bytes | None = None) -> None:
    """Read at most `rate` bytes a second, for ever or until this text came."""
    loop = asyncio.get_running_loop()
    start, count, seen = loop.time(), 0, b""
    while until is None or until not in seen:
        data = await stream.read()
        count += len(data)
        seen = (seen + data)[-4096:]
        ahead = count / rate - (loop.time() - start)
        if ahead > 0:
            await asyncio.sleep(ahead)


async def _main(packed: str, key: str, rate: float) -> None:
    server: Server = pickle.loads(base64.b64decode(packed))
    async with server.open() as stream:
        await read_until(stream, READY)
        await stream.write(key.encode())
        print("on", flush=True)
        if rate:
            await read_slowly(stream, rate)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], sys.argv[2], float(sys.argv[3])))
