/** A session over a scripted terminal and connection, made anew before each test. */

import { Kind } from '../../src/core/protocol';
import type { Attached, ClientMessage, Exit } from '../../src/core/protocol';
import { Session } from '../../src/core/session';
import type { SessionState } from '../../src/core/session';
import { FakeClock } from './fake_clock';
import { FakeTerminal } from './fake_terminal';

export const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

export let terminal: FakeTerminal;
export let clock: FakeClock;
export let sent: ClientMessage[];
export let typed: string[];
export let states: SessionState[];
export let failures: string[];
let isConnected: boolean;
export let session: Session;
export let missing = 0;

/** Before each test. */
export function begin(): void {
  terminal = new FakeTerminal();
  clock = new FakeClock();
  sent = [];
  typed = [];
  states = [];
  failures = [];
  isConnected = true;
  session = new Session(
    'main',
    {
      terminal,
      send: (message) => {
        if (isConnected) sent.push(message);
        return isConnected;
      },
      sendInput: (handle, bytes) => {
        typed.push(`${handle}:${new TextDecoder().decode(bytes)}`);
        return true;
      },
      isVisible: () => true,
      now: () => clock.now,
      after: (ms, action) => clock.after(ms, action),
    },
    {
      stateChanged: (state) => states.push(state),
      failed: (error) => failures.push(error.message),
      missing: () => (missing += 1),
    },
  );
  session.opensIfMissing = true;
  missing = 0;
}

export const state = (): string => session.state.name;
export const sentTypes = (): string[] => sent.map((message) => message.type);

export function attached(fields: Partial<Attached> = {}): void {
  session.receive({
    type: 'attached',
    sessionId: 'main',
    handle: 1,
    pid: 100,
    offset: 0,
    end: 0,
    gap: false,
    cols: 80,
    rows: 24,
    state: 'running',
    resized: [],
    ...fields,
  });
}
export const frame = (kind: 1 | 3, offset: number, text: string, handle = 1): void => {
  session.receiveFrame({ kind, handle, offset, payload: encode(text) });
};
export const replayEnd = (offset: number): void => {
  session.receive({ type: 'replayEnd', sessionId: 'main', offset });
};
export const exit = (fields: Partial<Exit> = {}): void => {
  session.receive({ type: 'exit', sessionId: 'main', code: 3, signal: null, offset: 0, reason: 'exited', ...fields });
};
export const unknownSession = (): void => {
  session.receive({ type: 'error', code: 'unknown_session', message: 'no', requestType: 'attach', sessionId: 'main' });
};
export const opened = (resumed = false): void => {
  session.receive({ type: 'opened', id: 'main', sessionId: 'main', pid: 100, resumed, promptHistory: [], handle: 1 });
};
/** Connected, with `text` on the screen, live. */
export function live(text = ''): void {
  session.connected();
  attached({ end: text.length });
  if (text !== '') frame(Kind.REPLAY, 0, text);
  replayEnd(text.length);
  terminal.parse();
  sent.length = 0;
}

/** Whether there is a connection to send by. */
export function setConnected(connected: boolean): void {
  isConnected = connected;
}
