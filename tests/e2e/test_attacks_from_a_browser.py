"""Pages of other origins, in a real Chromium, against a bridge whose token they even know."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.bridge_process import BridgeProcess, Launcher
from tests.e2e.frame_host import OtherOrigin, other_origin
from tests.e2e.page_driver import PageDriver

SHELL = "/bin/sh"


@pytest.fixture(scope="module")
def evil() -> Iterator[OtherOrigin]:
    """Another web page, on another port of the same machine: the closest that an attacker gets."""
    with other_origin() as server:
        yield server


@pytest.fixture
def attacker(browser: Browser, evil: OtherOrigin) -> Iterator[Page]:
    """A tab on the other page."""
    context = browser.new_context()
    page = context.new_page()
    evil.page = b"<title>evil</title>"
    page.goto(evil.origin)
    yield page
    context.close()


TRY = """async ([what, base, token, port]) => {
  const ws = (host, protocols) => new Promise((resolve) => {
    let socket;
    try { socket = new WebSocket(`ws://${host}/ws`, protocols); } catch { return resolve('refused'); }
    socket.onopen = () => resolve('open');
    socket.onerror = () => resolve('refused');
  });
  const both = ['agent-bridge.v1', 'auth.bearer.' + token];
  const read = (promise) =>
    promise.then((answer) => answer.text()).then((text) => (text === '' ? 'refused' : text), () => 'refused');
  const attacks = {
    socket: () => ws('127.0.0.1:' + port, both),
    localhost: () => ws('localhost:' + port, both),
    zeros: () => ws('0.0.0.0:' + port, both),
    decimal: () => ws('2130706433:' + port, both),
    short: () => ws('127.1:' + port, both),
    fetch: () => read(fetch(base + 'health')),
    opaque: () => read(fetch(base + 'health', {mode: 'no-cors'})),
    authorised: () => read(fetch(base + 'font-size', {headers: {Authorization: 'Bearer ' + token}})),
    ticket: () => read(fetch(base + 'ticket', {method: 'POST', body: '{"ticket":"x"}', mode: 'no-cors'})),
    beacon: () => { navigator.sendBeacon(base + 'ticket', '{}'); return read(fetch(base + 'health')); },
    script: () => new Promise((resolve) => {
      const element = document.createElement('script');
      element.src = base + 'index.html';
      element.onload = () => resolve('loaded');
      element.onerror = () => resolve('refused');
      document.head.append(element);
    }),
    image: () => new Promise((resolve) => {
      const element = new Image();
      element.src = base + 'health';
      element.onload = () => resolve('loaded');
      element.onerror = () => resolve('refused');
    }),
    source: () => new Promise((resolve) => {
      const source = new EventSource(base + 'health');
      source.onopen = () => resolve('open');
      source.onerror = () => resolve('refused');
    }),
    sandboxed: () => new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.sandbox = 'allow-scripts';
      frame.srcdoc = `<script>
        const socket = new WebSocket('ws://127.0.0.1:${port}/ws', ${JSON.stringify(both)});
        socket.onopen = () => parent.postMessage('open', '*');
        socket.onerror = () => parent.postMessage('refused', '*');
      </scr` + `ipt>`;
      addEventListener('message', (event) => resolve(event.data), {once: true});
      document.body.append(frame);
    }),
    framed: () => new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.src = base;
      frame.onload = () => {
        try { resolve(frame.contentDocument === null ? 'refused' : 'readable'); } catch { resolve('refused'); }
      };
      document.body.append(frame);
    }),
  };
  return attacks[what]();
}"""
ATTACKS = {
    "socket": ("a WebSocket with the right token", "origin"),
    "localhost": ("a WebSocket by the name localhost", "origin"),
    "sandboxed": ("a WebSocket from a sandboxed frame (Origin: null)", "origin"),
    "authorised": ("fetch with the right token in a header", ""),
    "zeros": ("a WebSocket to 0.0.0.0", "origin,host"),
    "decimal": ("a WebSocket to a decimal address", "origin"),
    "short": ("a WebSocket to 127.1", "origin"),
    "fetch": ("fetch of an answer", ""),
    "opaque": ("fetch without CORS", ""),
    "ticket": ("a form's POST for a ticket", ""),
    "beacon": ("a beacon", ""),
    "script": ("our page as a script", ""),
    "image": ("an answer as an image", ""),
    "source": ("an event stream", ""),
    "framed": ("a frame around our page", ""),
}


@pytest.fixture(scope="module")
def victim(shared_launcher: Launcher) -> BridgeProcess:
    return shared_launcher.start("--cmd", SHELL)


@pytest.mark.parametrize(
    "what",
    [
        pytest.param(
            what,
            id=what,
            marks=[pytest.mark.attack("browser", f"another page: {says}", *defences.split(","))] if defences else [],
        )
        for what, (says, defences) in ATTACKS.items()
    ],
)
def test_another_page_gets_nothing(attacker: Page, victim: BridgeProcess, what: str) -> None:
    assert attacker.evaluate(TRY, [what, victim.base, victim.token, victim.port]) == "refused"


@pytest.mark.attack("browser", "a frame of another page around a permission question (clickjacking)", "policy")
def test_another_page_cannot_lay_itself_over_a_question(
    attacker: Page, evil: OtherOrigin, victim: BridgeProcess
) -> None:
    evil.page = f'<iframe src="{victim.base}"></iframe>'.encode()
    attacker.goto(evil.origin)
    attacker.wait_for_function("() => document.querySelector('iframe').contentDocument === null")
    assert attacker.frames[1].url.startswith("chrome-error:")


@pytest.mark.attack("browser", "a script that was injected into our page writes HTML (Trusted Types)", "policy")
def test_no_text_becomes_html_in_our_page(page: PageDriver) -> None:
    page.open("--cmd", SHELL)
    outcome = page.page.evaluate(
        """() => {
          try { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>'); return 'written'; }
          catch (error) { return error.constructor.name; }
        }"""
    )
    assert outcome == "TypeError"
    page.problems.clear()


@pytest.mark.attack("browser", "an inline script and eval in our page", "policy")
def test_no_text_becomes_a_script_in_our_page(page: PageDriver) -> None:
    page.open("--cmd", SHELL)
    outcome = page.page.evaluate(
        """() => {
          const element = document.createElement('script');
          try { element.textContent = 'window.hacked = 1'; document.body.append(element); } catch {}
          try { setTimeout('window.hacked = 1', 0); } catch {}
          return new Promise((resolve) => setTimeout(() => resolve(window.hacked ?? 'nothing'), 50));
        }"""
    )
    assert outcome == "nothing"
    page.problems.clear()
