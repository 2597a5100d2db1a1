/** The browser's side of the connection: WebSocket, health check and timers. The server is where the page came from. */

import type { ConnectionPorts, Socket, SocketEvents } from '../core/connection';
import { BEARER_PREFIX, SUBPROTOCOL } from '../core/protocol';

const HEALTH_LIMIT_MS = 3000;
/** What browsers report for a handshake that failed. */
const ABNORMAL_CLOSURE = 1006;

export const browserPorts: ConnectionPorts = {
  openSocket(token: string, events: SocketEvents): Socket {
    const socket = tryWebSocket(socketUrl(window.location), [SUBPROTOCOL, BEARER_PREFIX + token]);
    if (socket === undefined) return failedSocket(events);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => {
      events.opened();
    });
    socket.addEventListener('message', (event: MessageEvent<string | ArrayBuffer>) => {
      events.received(event.data);
    });
    socket.addEventListener('close', (event) => {
      events.closed(event.code);
    });
    return socket;
  },

  async isBridgeThere(): Promise<boolean> {
    try {
      const response = await fetch('./health', { cache: 'no-store', signal: AbortSignal.timeout(HEALTH_LIMIT_MS) });
      return response.ok && (await response.text()).trim() === 'ok';
    } catch {
      return false;
    }
  },

  after(ms: number, action: () => void): () => void {
    const timer = window.setTimeout(action, ms);
    return () => {
      window.clearTimeout(timer);
    };
  },
};

/** Undefined for a token with signs that no subprotocol may have: somebody pasted something else. */
function tryWebSocket(url: string, protocols: string[]): WebSocket | undefined {
  try {
    return new WebSocket(url, protocols);
  } catch {
    return undefined;
  }
}

function failedSocket(events: SocketEvents): Socket {
  queueMicrotask(() => {
    events.closed(ABNORMAL_CLOSURE);
  });
  return { send: () => undefined, close: () => undefined };
}

/** `./ws` beside the page, whatever path a proxy put in front of it. */
export function socketUrl(page: Pick<Location, 'href'>): string {
  const url = new URL('./ws', page.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = '';
  url.hash = '';
  return url.href;
}
