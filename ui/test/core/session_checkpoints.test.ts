import { beforeEach, describe, expect, test } from 'vitest';

import { Kind } from '../../src/core/protocol';
import type { Attached, ClientMessage } from '../../src/core/protocol';
import { Session } from '../../src/core/session';
import { FakeClock } from './fake_clock';
import { FakeTerminal } from './fake_terminal';

let terminal: FakeTerminal;
let clock: FakeClock;
let sent: ClientMessage[];
let failures: string[];
let session: Session;

beforeEach(() => {
  terminal = new FakeTerminal();
  clock = new FakeClock();
  sent = [];
  failures = [];
  const ports = {
    terminal,
    send: (message: ClientMessage) => sent.push(message) > 0,
    sendInput: () => true,
    isVisible: () => true,
    now: () => clock.now,
    after: clock.after.bind(clock),
  };
  session = new Session('main', ports, {
    stateChanged: () => undefined,
    missing: () => undefined,
    failed: (error) => failures.push(error.message),
  });
});

function attached(fields: Partial<Attached> = {}): void {
  const rest = { offset: 0, end: 0, gap: false, cols: 80, rows: 24, resized: [], ...fields };
  session.receive({ type: 'attached', sessionId: 'main', handle: 1, pid: 100, state: 'running', ...rest });
}
const frame = (kind: 1 | 3 | 4, offset: number, text: string, handle = 1): void => {
  session.receiveFrame({ kind, handle, offset, payload: new TextEncoder().encode(text) });
};
const replayEnd = (offset: number): void => {
  session.receive({ type: 'replayEnd', sessionId: 'main', offset });
};
const exit = (): void => {
  session.receive({ type: 'exit', sessionId: 'main', code: 0, signal: null, offset: 0, reason: 'exited' });
};
/** Connected, with `text` on the screen, live. */
function live(text: string): void {
  session.connected();
  attached({ end: text.length });
  frame(Kind.REPLAY, 0, text);
  replayEnd(text.length);
  terminal.parse();
  sent.length = 0;
}

describe('a replay that begins with a checkpoint', () => {
  test('reads it first, at the size it was written at, and counts only the output behind it', () => {
    session.connected();
    attached({ offset: 500, end: 504, cols: 70, rows: 20 });
    frame(Kind.CHECKPOINT, 500, 'SCREEN');
    frame(Kind.CHECKPOINT, 500, 'MODES');
    frame(Kind.REPLAY, 500, 'tail');
    replayEnd(504);
    terminal.parse();
    expect(terminal.events).toEqual([
      'clear',
      'parse SCREEN at 70x20 silently',
      'parse MODES at 70x20 silently',
      'parse tail at 70x20 silently',
    ]);
    expect(sent[1]).toEqual({ type: 'replayAck', sessionId: 'main', offset: 504 });
  });

  test('of another session, or at the wrong time, is nothing', () => {
    frame(Kind.CHECKPOINT, 0, 'early');
    session.connected();
    attached({ end: 0 });
    frame(Kind.CHECKPOINT, 0, 'foreign', 7);
    replayEnd(0);
    frame(Kind.CHECKPOINT, 0, 'late');
    terminal.parse();
    expect(terminal.text).toBe('');
  });

  test('is parsed at the sizes it was drawn at', () => {
    session.connected();
    const resized = [
      { offset: 2, cols: 60, rows: 20 },
      { offset: 4, cols: 50, rows: 20 },
    ];
    attached({ end: 4, cols: 70, rows: 20, resized });
    frame(Kind.REPLAY, 0, 'abcd');
    replayEnd(4);
    terminal.space = undefined;
    terminal.parse();
    expect(terminal.events).toEqual(['clear', 'parse ab at 70x20 silently', 'parse cd at 60x20 silently']);
    expect(terminal.size).toEqual({ cols: 50, rows: 20 });
  });
});

describe('checkpoints', () => {
  const checkpoints = (): ClientMessage[] => sent.filter(({ type }) => type === 'checkpoint');

  test('are sent when the terminal rests, with what it has parsed', () => {
    live('hello');
    frame(Kind.OUTPUT, 5, ' world');
    frame(Kind.OUTPUT, 11, 'not parsed yet\x1b[');
    clock.pass(6000);
    expect(checkpoints()).toEqual([
      { type: 'checkpoint', sessionId: 'main', offset: 5, cols: 80, rows: 24, dataBase64: btoa('hello') },
    ]);
    terminal.parse();
    clock.pass(6000);
    expect(checkpoints()).toHaveLength(1);
  });

  test('are sent when the page is hidden, and not again when nothing changed', () => {
    live('hello');
    session.hidden();
    session.hidden();
    expect(checkpoints()).toHaveLength(1);
  });

  test('are not sent before the replay is parsed, nor after the end', () => {
    live('hello');
    session.disconnected();
    session.connected();
    attached({ offset: 5, end: 7 });
    frame(Kind.REPLAY, 5, 'xx');
    session.hidden();
    replayEnd(7);
    exit();
    terminal.parse();
    session.hidden();
    expect(checkpoints()).toEqual([]);
  });

  test('that are refused are no news', () => {
    live('hello');
    session.receive({ type: 'error', code: 'checkpoint_refused', message: 'old', requestType: 'checkpoint' });
    expect(failures).toEqual([]);
  });
});
