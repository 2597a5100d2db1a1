import { beforeEach, describe, expect, test } from 'vitest';

import { Kind } from '../../src/core/protocol';
import {
  attached,
  begin,
  encode,
  exit,
  failures,
  frame,
  live,
  missing,
  opened,
  replayEnd,
  sent,
  sentTypes,
  session,
  setConnected,
  state,
  states,
  terminal,
  typed,
  unknownSession,
} from './session_under_test';

beforeEach(begin);

describe('opening', () => {
  test('a session that exists is followed', () => {
    session.connected();
    expect(sent).toEqual([{ type: 'attach', sessionId: 'main', visible: true }]);
  });

  test('one that does not is opened, and another page’s that came meanwhile is not ended', () => {
    session.connected();
    unknownSession();
    expect(sent.at(-1)).toEqual({ type: 'openSession', id: 'main', resume: true, cols: 100, rows: 30 });
    expect(state()).toBe('starting');
    opened();
    attached({ cols: 100, rows: 30 });
    replayEnd(0);
    terminal.parse();
    expect(state()).toBe('running');
  });

  test('the first one of a bridge is started at once, or followed where another page has done so', () => {
    session.start();
    session.connected();
    expect(sent).toEqual([{ type: 'openSession', id: 'main', resume: true, cols: 100, rows: 30 }]);
    opened(true);
    attached({ end: 5 });
    session.disconnected();
    sent.length = 0;
    session.connected();
    expect(sentTypes()).toEqual(['attach']);
  });

  test('a program that cannot be started leaves its reason', () => {
    session.connected();
    unknownSession();
    session.receive({ type: 'error', code: 'start_failed', message: 'no such file', requestType: 'openSession' });
    expect(session.state).toEqual({ name: 'failed', message: 'no such file' });
  });
});

describe('replay', () => {
  test('what the person typed meanwhile finds the program running', () => {
    session.connected();
    attached();
    terminal.whenHeard = () => session.input(encode('typed early'));
    replayEnd(0);
    terminal.parse();
    expect(typed).toEqual(['1:typed early']);
  });

  test('is parsed at the stored size and silently, then the real size follows', () => {
    session.connected();
    attached({ end: 5, cols: 70, rows: 20 });
    frame(Kind.REPLAY, 0, 'hello');
    replayEnd(5);
    terminal.parse();
    session.receive({ type: 'resized', sessionId: 'main', offset: 5, cols: 100, rows: 30 });
    frame(Kind.OUTPUT, 5, '!');
    terminal.parse();
    expect(terminal.events).toEqual(['clear', 'parse hello at 70x20 silently', 'parse ! at 100x30']);
    expect(sent.slice(1)).toEqual([
      { type: 'replayAck', sessionId: 'main', offset: 5 },
      { type: 'resize', sessionId: 'main', cols: 100, rows: 30 },
    ]);
  });

  test('a panel that changes meanwhile does not change the size it is parsed at', () => {
    session.connected();
    attached({ end: 4, cols: 70, rows: 20 });
    frame(Kind.REPLAY, 0, 'ab');
    terminal.parse();
    session.layoutChanged();
    frame(Kind.REPLAY, 2, 'cd');
    terminal.parse();
    expect(terminal.events.at(-1)).toBe('parse cd at 70x20 silently');
  });

  test('nothing goes out before it is parsed: no input, no size, no acknowledgement', () => {
    session.connected();
    attached({ end: 6000 });
    frame(Kind.REPLAY, 0, 'x'.repeat(6000));
    replayEnd(6000);
    session.layoutChanged();
    expect(session.input(encode('\x1b[?1;2c'))).toBe(false);
    expect(sentTypes()).toEqual(['attach']);
    terminal.parse();
    expect(sentTypes()).toEqual(['attach', 'replayAck', 'resize']);
    expect(typed).toEqual([]);
  });

  test('a hole in it starts it over', () => {
    session.connected();
    attached({ end: 10 });
    frame(Kind.REPLAY, 0, 'abc');
    replayEnd(10);
    expect(sent.at(-1)).toEqual({ type: 'attach', sessionId: 'main', since: 3, visible: true });
  });

  test('input that waited for it goes out behind it', () => {
    expect(session.inputWhenRunning(encode("'a b' "))).toBe(true);
    expect(session.inputWhenRunning(new Uint8Array(65_536))).toBe(false);
    live();
    expect(typed).toEqual(["1:'a b' "]);
  });
});

describe('live output', () => {
  test('is acknowledged every 5,000 parsed bytes, and not before they are parsed', () => {
    live();
    frame(Kind.OUTPUT, 0, 'x'.repeat(4999));
    terminal.parse();
    expect(sent).toEqual([]);
    frame(Kind.OUTPUT, 4999, 'xx');
    expect(sent).toEqual([]);
    terminal.parse();
    expect(sent).toEqual([{ type: 'ack', sessionId: 'main', offset: 5001 }]);
  });

  test('a hole asks for what is missing, and frames behind it wait for the answer', () => {
    live('ab');
    frame(Kind.OUTPUT, 5, 'fgh');
    expect(sent).toEqual([{ type: 'attach', sessionId: 'main', since: 2, visible: true }]);
    frame(Kind.OUTPUT, 8, 'ijk');
    attached({ offset: 2, end: 11 });
    frame(Kind.REPLAY, 2, 'cdefghijk');
    replayEnd(11);
    terminal.parse();
    expect(terminal.text).toBe('abcdefghijk');
  });

  test('what is parsed after a reconnection is not acknowledged to the new connection', () => {
    live();
    frame(Kind.OUTPUT, 0, 'x'.repeat(6000));
    session.disconnected();
    session.connected();
    terminal.parse();
    expect(sentTypes()).toEqual(['attach']);
  });

  test('goes on where it was after a reconnection', () => {
    live('hello');
    session.disconnected();
    expect(state()).toBe('detached');
    session.connected();
    expect(sent).toEqual([{ type: 'attach', sessionId: 'main', since: 5, visible: true }]);
    attached({ offset: 5, end: 11 });
    frame(Kind.REPLAY, 5, ' world');
    replayEnd(11);
    terminal.parse();
    expect(terminal.text).toBe('hello world');
    session.input(encode('x'));
    expect(typed).toEqual(['1:x']);
  });

  test('of a program that took the place of the one on the screen is taken from its beginning', () => {
    live('hello');
    session.disconnected();
    session.connected();
    attached({ offset: 5, end: 9, pid: 200 });
    frame(Kind.REPLAY, 5, 'oops');
    replayEnd(9);
    expect(sent.at(-1)).toEqual({ type: 'attach', sessionId: 'main', visible: true });
    attached({ offset: 0, end: 9, pid: 200 });
    frame(Kind.REPLAY, 0, 'new: oops');
    replayEnd(9);
    terminal.parse();
    expect(terminal.text).toBe('new: oops');
  });
});

describe('size', () => {
  test('is said once, and again only when it changes', () => {
    live();
    session.layoutChanged();
    expect(sent).toEqual([]);
    terminal.space = { cols: 60, rows: 10 };
    session.layoutChanged();
    session.layoutChanged();
    expect(sent).toEqual([{ type: 'resize', sessionId: 'main', cols: 60, rows: 10 }]);
  });

  test('is said again to a new connection, which may not know it', () => {
    live();
    session.disconnected();
    live();
    session.disconnected();
    session.connected();
    attached({ cols: 100, rows: 30 });
    replayEnd(0);
    terminal.parse();
    expect(sent.at(-1)).toEqual({ type: 'resize', sessionId: 'main', cols: 100, rows: 30 });
  });

  test('is drawn where the bridge says that it begins, between the bytes', () => {
    live('hello');
    frame(Kind.OUTPUT, 5, 'old ');
    session.receive({ type: 'resized', sessionId: 'main', offset: 9, cols: 60, rows: 10 });
    frame(Kind.OUTPUT, 9, 'new');
    terminal.events.length = 0;
    terminal.parse();
    expect(terminal.events).toEqual(['parse old  at 80x24', 'parse new at 60x10']);
  });

  test('of another page is taken on, and the room of this one is not', () => {
    live();
    session.receive({ type: 'resized', sessionId: 'main', offset: 0, cols: 60, rows: 10 });
    terminal.parse();
    session.layoutChanged();
    expect(terminal.size).toEqual({ cols: 60, rows: 10 });
  });

  test('of a former attachment is void', () => {
    live();
    session.receive({ type: 'resized', sessionId: 'main', offset: 0, cols: 60, rows: 10 });
    session.disconnected();
    terminal.parse();
    expect(terminal.size).not.toEqual({ cols: 60, rows: 10 });
  });

  test('of an ended program is the room there is', () => {
    live();
    session.receive({ type: 'exit', sessionId: 'main', code: 0, signal: null, offset: 0, reason: 'exited' });
    terminal.space = { cols: 33, rows: 9 };
    terminal.parse();
    expect(terminal.size).toEqual({ cols: 33, rows: 9 });
  });

  test('of a terminal that cannot be seen is not said', () => {
    live();
    terminal.space = undefined;
    session.layoutChanged();
    expect(sent).toEqual([]);
  });
});

describe('being let go', () => {
  test('a client that was too slow attaches where it was', () => {
    live('hello');
    session.receive({ type: 'detached', sessionId: 'main', reason: 'stale' });
    expect(sent).toEqual([{ type: 'attach', sessionId: 'main', since: 5, visible: true }]);
  });

  test('a session that was replaced is followed from its beginning', () => {
    live('hello');
    session.receive({ type: 'detached', sessionId: 'main', reason: 'replaced' });
    expect(sent).toEqual([{ type: 'attach', sessionId: 'main', visible: true }]);
  });
});

describe('the end', () => {
  test('is shown when the last byte is parsed, with the modes of the program switched off', () => {
    live();
    frame(Kind.OUTPUT, 0, 'bye');
    exit();
    expect(state()).toBe('running');
    terminal.parse();
    expect(terminal.events.slice(-2)).toEqual(['parse bye at 80x24', 'end modes']);
    expect(session.state).toMatchObject({ name: 'ended', exit: { code: 3 } });
    expect(session.input(encode('x'))).toBe(false);
  });

  test('of a program that ended before this page came is shown behind its output, and it never counts as running', () => {
    session.connected();
    attached({ end: 3, state: 'exited' });
    frame(Kind.REPLAY, 0, 'bye');
    replayEnd(3);
    exit();
    terminal.parse();
    expect(states.map(({ name }) => name)).toEqual(['replaying', 'ended']);
    expect(terminal.size).toEqual({ cols: 100, rows: 30 });
  });

  test('keys that came too late are no news; other refusals are', () => {
    live();
    session.receive({
      type: 'error',
      code: 'session_ended',
      message: 'gone',
      requestType: 'binary',
      sessionId: 'main',
    });
    session.receive({ type: 'error', code: 'input_overflow', message: 'too much', requestType: 'binary' });
    session.receive({ type: 'error', code: 'input_overflow', message: 'not ours', sessionId: 'other' });
    expect(failures).toEqual(['too much']);
  });
});

describe('restart', () => {
  test('ends what runs and shows only the new program', () => {
    live('old');
    session.restart();
    expect(sent).toEqual([{ type: 'restartSession', sessionId: 'main', cols: 100, rows: 30 }]);
    frame(Kind.OUTPUT, 3, ' old');
    exit({ reason: 'closed' });
    terminal.parse();
    expect(state()).toBe('starting');
    opened();
    attached({ pid: 200, handle: 2 });
    replayEnd(0);
    frame(Kind.OUTPUT, 0, 'new', 2);
    terminal.parse();
    expect(terminal.text).toBe('new');
    expect(state()).toBe('running');
  });

  test('without a connection it happens as soon as there is one', () => {
    live();
    setConnected(false);
    session.disconnected();
    session.restart();
    setConnected(true);
    session.connected();
    expect(sent).toEqual([{ type: 'restartSession', sessionId: 'main', cols: 100, rows: 30 }]);
  });

  test('with the last conversation is asked for, also where a host has put another command in its place', () => {
    live();
    session.setOverride({ cmd: 'node' });
    session.restart(true);
    expect(sent).toEqual([{ type: 'restartSession', sessionId: 'main', cols: 100, rows: 30, resume: true }]);
  });

  test('of a session that is gone starts what is configured', () => {
    live();
    session.restart();
    session.receive({ type: 'error', code: 'unknown_session', message: 'no', requestType: 'restartSession' });
    expect(sent.at(-1)).toEqual({ type: 'openSession', id: 'main', resume: false, cols: 100, rows: 30 });
  });

  test('starts what the host put in the place of the configured command', () => {
    live();
    session.setOverride({ cmd: 'node', args: ['x.js'] });
    session.restart();
    expect(sent.at(-1)).toMatchObject({ cmd: 'node', args: ['x.js'] });
  });
});

test('where the bridge has no such session, one that does not open by itself says so', () => {
  session.opensIfMissing = false;
  session.connected();
  session.receive({ type: 'error', code: 'unknown_session', message: 'no', requestType: 'attach', sessionId: 'main' });
  expect(missing).toBe(1);
  expect(sentTypes()).toEqual(['attach']);
});

test('a session is opened with a command of its own, as soon as there is a connection', () => {
  setConnected(false);
  session.open({ cmd: 'codex', args: ['--search'], cwd: '/home/ada' });
  setConnected(true);
  session.connected();
  expect(sent).toEqual([
    { type: 'openSession', id: 'main', resume: false, cols: 100, rows: 30, cmd: 'codex', args: ['--search'], cwd: '/home/ada' },
  ]);
});

test('that there was no such session before it was opened is no news', () => {
  session.opensIfMissing = false;
  session.connected();
  session.open({ cmd: 'codex' });
  session.receive({ type: 'error', code: 'unknown_session', message: 'no', requestType: 'attach', sessionId: 'main' });
  expect([missing, sentTypes()]).toEqual([0, ['attach', 'openSession']]);
});
