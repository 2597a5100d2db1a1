"""A page of another origin: an editor in the browser that frames ours and speaks version 1, or an attacker."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST_PAGE = """<iframe id=webui-frame src="BASE" style="width:800px;height:500px"></iframe><script>
  const frame = document.getElementById('webui-frame');
  const said = [];
  addEventListener('message', (event) => said.push(event.data));
  frame.onload = () => {
    const target = new URL(frame.src).origin;
    frame.contentWindow.postMessage({type: 'setParentOrigin', origin: window.origin}, target);
    frame.contentWindow.postMessage({type: 'setToken', token: 'TOKEN', timestamp: 1}, target);
  };
</script>"""


class OtherOrigin(ThreadingHTTPServer):
    """A server on another port, which is another origin; a real one: Chromium asks where a page is from."""

    page = b""

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: OtherOrigin

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(self.server.page)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def other_origin() -> Iterator[OtherOrigin]:
    """Serves `page`, which may be set at any time, until the block ends."""
    with OtherOrigin(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
