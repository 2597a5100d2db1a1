/**
 * The one WebSocket to the bridge: when to connect, when to wait, when to stop trying, and what to say to people.
 *
 *     signedOut --token--> connecting --welcome--> open
 *         ^                    |                    |
 *         |   wrong token      v   lost             |
 *         +-------------- reconnecting <------------+
 *                              |  1001, or unreachable for long: stopped (tries slowly on)
 *                              +  1003, 1007, 1008, 1009, too old: refused (waits for a person)
 *
 * A browser does not say why a WebSocket failed. So each attempt first asks `/health`: no answer means there is no bridge;
 * an answer and a handshake that fails twice means that the token is wrong.
 */

import { decodeFrame, decodeMessage, encodeFrame, encodeMessage, WireError } from './codec';
import type { Frame } from './codec';
import { Kind, PROTOCOL_VERSION } from './protocol';
import type { ClientMessage, ServerMessage, Welcome } from './protocol';

export type ConnectionState =
  | { name: 'signedOut'; reason: 'noToken' | 'wrongToken' }
  | { name: 'connecting' }
  | { name: 'open' }
  /** `delayMs`: until the next attempt; 0 while it is under way. `busy`: the bridge has too many clients. */
  | { name: 'reconnecting'; delayMs: number; busy: boolean }
  | { name: 'stopped' }
  | { name: 'refused'; reason: 'message' | 'tooOld' };

export interface Socket {
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(): void;
}

export interface SocketEvents {
  opened(): void;
  received(data: string | ArrayBuffer): void;
  closed(code: number): void;
}

/** What the connection needs of the world. `after` returns how to cancel. */
export interface ConnectionPorts {
  openSocket(token: string, events: SocketEvents): Socket;
  /** Never rejects. */
  isBridgeThere(): Promise<boolean>;
  after(ms: number, action: () => void): () => void;
}

export interface ConnectionListener {
  stateChanged(state: ConnectionState): void;
  /** The first message of a connection; `send` works from here on. */
  welcomed(welcome: Welcome): void;
  received(message: ServerMessage): void;
  receivedFrame(frame: Frame): void;
  /** The bridge does not take this token. */
  tokenRefused(token: string): void;
  /** Something came that is no message of ours; it was dropped. */
  unreadable(reason: string): void;
}

export const FEATURES = [
  'binary',
  'ack',
  'attach',
  'checkpoint',
  'agentState',
  'sizes',
  'search',
  'prompts',
  'tabs',
  'editor',
];

const FIRST_DELAY_MS = 250;
const LAST_DELAY_MS = 4000;
/** From the handshake to `welcome`; the bridge itself gives a client 5 s. */
const WELCOME_LIMIT_MS = 10_000;
/** A connection that lived this long was a good one: the next loss starts with the shortest delay again. */
const STEADY_MS = 5000;
/** After this many attempts in a row without an answer the bridge counts as stopped: 0.25 + 0.5 + 1 + 2 + 4 s. */
const UNREACHABLE_LIMIT = 5;
/** One refused handshake may be a limit or a restart between the two requests; two are the token. */
const REFUSALS_LIMIT = 2;
/** Payload of one input frame; what is larger leaves in pieces, far below the bridge's limit of 4 MiB. */
const INPUT_CHUNK = 64 * 1024;

/** Close codes after which the same page would only be refused again. */
const FATAL_CODES: ReadonlySet<number> = new Set([1003, 1007, 1008, 1009]);
const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;

const nothing = (): void => undefined;

export class Connection {
  readonly #ports: ConnectionPorts;
  readonly #listener: ConnectionListener;
  #state: ConnectionState = { name: 'signedOut', reason: 'noToken' };
  #token: string | undefined;
  #socket: Socket | undefined;
  /** Counts attempts; what a former attempt still reports is void. */
  #attempt = 0;
  #delayMs = FIRST_DELAY_MS;
  #unreachable = 0;
  #refusals = 0;
  #cancelTimer = nothing;

  constructor(ports: ConnectionPorts, listener: ConnectionListener) {
    this.#ports = ports;
    this.#listener = listener;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get token(): string | undefined {
    return this.#token;
  }

  /** Connect with this token; one that is in use already changes nothing. */
  useToken(token: string): void {
    const name = this.#state.name;
    if (token === this.#token && name !== 'signedOut' && name !== 'refused') return;
    this.#token = token;
    this.#refusals = 0;
    this.#unreachable = 0;
    this.#delayMs = FIRST_DELAY_MS;
    this.#setState({ name: 'connecting' });
    this.#try();
  }

  /** Try now: a person asked, or the page came back from where sockets do not live. */
  reconnect(): void {
    if (this.#token === undefined) return;
    this.#delayMs = FIRST_DELAY_MS;
    this.#setState({ name: 'reconnecting', delayMs: 0, busy: false });
    this.#try();
  }

  /** False while there is no connection: the message is not kept. */
  send(message: ClientMessage): boolean {
    if (this.#state.name !== 'open') return false;
    this.#socket?.send(encodeMessage(message));
    return true;
  }

  sendInput(handle: number, bytes: Uint8Array): boolean {
    if (this.#state.name !== 'open') return false;
    for (let start = 0; start < bytes.length; start += INPUT_CHUNK) {
      this.#socket?.send(encodeFrame(Kind.INPUT, handle, 0, bytes.subarray(start, start + INPUT_CHUNK)));
    }
    return true;
  }

  #try(): void {
    const token = this.#token;
    if (token === undefined) return;
    const attempt = this.#abandon();
    void this.#ports.isBridgeThere().then((there) => {
      if (attempt !== this.#attempt) return;
      if (there) this.#open(token, attempt);
      else this.#bridgeMissing();
    });
  }

  /** Whatever is under way ends without a word. Returns the number of the attempt that may begin. */
  #abandon(): number {
    this.#cancelTimer();
    this.#cancelTimer = nothing;
    this.#attempt += 1;
    this.#socket?.close();
    this.#socket = undefined;
    return this.#attempt;
  }

  #open(token: string, attempt: number): void {
    this.#unreachable = 0;
    let opened = false;
    this.#cancelTimer = this.#ports.after(WELCOME_LIMIT_MS, () => {
      this.#abandon();
      this.#retry(false);
    });
    this.#socket = this.#ports.openSocket(token, {
      opened: () => {
        if (attempt !== this.#attempt) return;
        opened = true;
        this.#refusals = 0;
        this.#socket?.send(encodeMessage({ type: 'hello', protocolVersion: PROTOCOL_VERSION, features: FEATURES }));
      },
      received: (data) => {
        if (attempt === this.#attempt) this.#received(data);
      },
      closed: (code) => {
        if (attempt !== this.#attempt) return;
        this.#abandon();
        if (opened) this.#closed(code);
        else this.#handshakeFailed(token);
      },
    });
  }

  #received(data: string | ArrayBuffer): void {
    try {
      if (typeof data !== 'string') {
        this.#listener.receivedFrame(decodeFrame(data));
        return;
      }
      const message = decodeMessage(data);
      if (message?.type === 'welcome') this.#welcomed(message);
      else if (message !== undefined) this.#listener.received(message);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#listener.unreadable(error.message);
    }
  }

  #welcomed(welcome: Welcome): void {
    this.#cancelTimer();
    if (FEATURES.some((feature) => welcome.features[feature] !== true)) {
      this.#abandon();
      this.#setState({ name: 'refused', reason: 'tooOld' });
      return;
    }
    this.#cancelTimer = this.#ports.after(STEADY_MS, () => {
      this.#delayMs = FIRST_DELAY_MS;
    });
    this.#setState({ name: 'open' });
    this.#listener.welcomed(welcome);
  }

  #closed(code: number): void {
    if (FATAL_CODES.has(code)) this.#setState({ name: 'refused', reason: 'message' });
    else if (code === GOING_AWAY) this.#stopped();
    else this.#retry(code === TRY_AGAIN_LATER);
  }

  #handshakeFailed(token: string): void {
    this.#refusals += 1;
    if (this.#refusals < REFUSALS_LIMIT) {
      this.#retry(false);
      return;
    }
    this.#token = undefined;
    this.#setState({ name: 'signedOut', reason: 'wrongToken' });
    this.#listener.tokenRefused(token);
  }

  #bridgeMissing(): void {
    this.#unreachable += 1;
    if (this.#state.name === 'stopped' || this.#unreachable >= UNREACHABLE_LIMIT) this.#stopped();
    else this.#retry(false);
  }

  #stopped(): void {
    this.#setState({ name: 'stopped' });
    this.#cancelTimer = this.#ports.after(LAST_DELAY_MS, () => {
      this.#try();
    });
  }

  #retry(busy: boolean): void {
    const delayMs = busy ? LAST_DELAY_MS : this.#delayMs;
    this.#delayMs = Math.min(this.#delayMs * 2, LAST_DELAY_MS);
    this.#setState({ name: 'reconnecting', delayMs, busy });
    this.#cancelTimer = this.#ports.after(delayMs, () => {
      this.#setState({ name: 'reconnecting', delayMs: 0, busy });
      this.#try();
    });
  }

  #setState(state: ConnectionState): void {
    this.#state = state;
    this.#listener.stateChanged(state);
  }
}
