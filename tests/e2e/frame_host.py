"""An editor in the browser: a page of another origin that holds ours in a frame, and speaks version 1 to it."""

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


class HostServer(ThreadingHTTPServer):
    """The server of an editor in the browser, another origin; a real one: Chromium asks where a page is from."""

    page = b""

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class HostHandler(BaseHTTPRequestHandler):
    server: HostServer

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(self.server.page)

    def log_message(self, *_: object) -> None:
        pass
