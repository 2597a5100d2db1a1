"""The floor: what thirty lines of aiohttp cost, with no flow control, no scrollback, no security and no resume."""

import asyncio
import os
import sys

from aiohttp import WSMsgType, web
from ptyprocess import PtyProcess


async def relay(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse(compress=False)
    await socket.prepare(request)
    process = PtyProcess.spawn(sys.argv[1:])
    loop = asyncio.get_running_loop()
    output: asyncio.Queue[bytes] = asyncio.Queue()

    async def forward() -> None:
        while True:
            loop.add_reader(process.fd, lambda: output.put_nowait(os.read(process.fd, 65536)))
            data = await output.get()
            loop.remove_reader(process.fd)
            await socket.send_bytes(data)

    task = asyncio.create_task(forward())
    async for message in socket:
        if message.type is WSMsgType.BINARY:
            os.write(process.fd, message.data)
    task.cancel()
    loop.remove_reader(process.fd)
    process.terminate(force=True)
    return socket


async def main() -> None:
    app = web.Application()
    app.router.add_get("/", relay)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
