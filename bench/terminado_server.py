"""Terminado as its documentation shows it: a tornado server that gives each client a terminal of its own.

With a page: a bare xterm.js, the one our own page is built with, where it is installed.
"""

import asyncio
import sys
from pathlib import Path

import tornado.httpserver
import tornado.netutil
import tornado.web
from terminado.management import UniqueTermManager
from terminado.websocket import TermSocket

HERE = Path(__file__).resolve().parent
XTERM = HERE.parent / "ui" / "node_modules" / "@xterm" / "xterm"


async def main() -> None:
    terminals = UniqueTermManager(shell_command=sys.argv[1:])
    app = tornado.web.Application(
        [
            ("/websocket", TermSocket, {"term_manager": terminals}),
            ("/xterm/(.*)", tornado.web.StaticFileHandler, {"path": str(XTERM)}),
            ("/(page.html)", tornado.web.StaticFileHandler, {"path": str(HERE)}),
        ]
    )
    sockets = tornado.netutil.bind_sockets(0, "127.0.0.1")
    tornado.httpserver.HTTPServer(app).add_sockets(sockets)
    print(sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
