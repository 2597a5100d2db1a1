import { beforeEach, describe, expect, test } from 'vitest';

import { Connection, FEATURES } from '../../src/core/connection';
import type { ConnectionState, SocketEvents } from '../../src/core/connection';
import { decodeFrame } from '../../src/core/codec';

interface FakeSocket {
  token: string;
  events: SocketEvents;
  sent: (string | Uint8Array<ArrayBuffer>)[];
  isClosed: boolean;
}

let sockets: FakeSocket[];
let timers: { ms: number; action: () => void }[];
let isThere: boolean;
let states: ConnectionState[];
let heard: string[];
let connection: Connection;

beforeEach(() => {
  sockets = [];
  timers = [];
  states = [];
  heard = [];
  isThere = true;
  connection = new Connection(
    {
      openSocket: (token, events) => {
        const socket: FakeSocket = { token, events, sent: [], isClosed: false };
        sockets.push(socket);
        return {
          send: (data) => socket.sent.push(data),
          close: () => {
            socket.isClosed = true;
          },
        };
      },
      isBridgeThere: () => Promise.resolve(isThere),
      after: (ms, action) => {
        const timer = { ms, action };
        timers.push(timer);
        return () => {
          timers = timers.filter((other) => other !== timer);
        };
      },
    },
    {
      stateChanged: (state) => states.push(state),
      welcomed: () => heard.push('welcome'),
      received: (message) => heard.push(message.type),
      receivedFrame: (frame) => heard.push(`frame at ${frame.offset}`),
      tokenRefused: (token) => heard.push(`refused ${token}`),
      unreadable: (reason) => heard.push(`unreadable: ${reason}`),
    },
  );
});

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};
const socket = (): FakeSocket => {
  const last = sockets.at(-1);
  if (last === undefined) throw new Error('no socket was opened');
  return last;
};
const fire = async (): Promise<number> => {
  const timer = timers.shift();
  if (timer === undefined) throw new Error('nothing waits');
  timer.action();
  await settle();
  return timer.ms;
};
const welcome = (
  features: Record<string, boolean> = Object.fromEntries(FEATURES.map((feature) => [feature, true])),
): void => {
  socket().events.received(
    JSON.stringify({
      type: 'welcome',
      sessionId: 'ctrl',
      features,
      sessionConfig: { cmd: 'bash', args: [], pty: true, env: [] },
      serverVersion: '0.1.0',
      protocolVersion: 1,
      cwd: '/',
    }),
  );
};
const open = async (): Promise<void> => {
  connection.useToken('secret');
  await settle();
  socket().events.opened();
  welcome();
};
const name = (): string => connection.state.name;

describe('the way in', () => {
  test('without a token nothing is tried', () => {
    expect(connection.state).toEqual({ name: 'signedOut', reason: 'noToken' });
    connection.reconnect();
    expect(sockets).toEqual([]);
  });

  test('health, handshake, hello, welcome', async () => {
    await open();
    expect(socket().token).toBe('secret');
    expect(socket().sent).toEqual([`{"type":"hello","protocolVersion":1,"features":${JSON.stringify(FEATURES)}}`]);
    expect(states.map((state) => state.name)).toEqual(['connecting', 'open']);
    expect(heard).toEqual(['welcome']);
  });

  test('nothing can be said before the welcome', async () => {
    connection.useToken('secret');
    await settle();
    socket().events.opened();
    expect(connection.send({ type: 'listSessions' })).toBe(false);
    expect(connection.sendInput(1, new Uint8Array(1))).toBe(false);
  });

  test('a welcome that does not come is waited for 10 s, then it is tried again', async () => {
    connection.useToken('secret');
    await settle();
    socket().events.opened();
    expect(await fire()).toBe(10_000);
    expect(socket().isClosed).toBe(true);
    expect(name()).toBe('reconnecting');
  });

  test('the same token again changes nothing, another one starts anew', async () => {
    await open();
    connection.useToken('secret');
    await settle();
    expect(sockets).toHaveLength(1);
    connection.useToken('other');
    await settle();
    expect(sockets.map((each) => [each.token, each.isClosed])).toEqual([
      ['secret', true],
      ['other', false],
    ]);
  });

  test('a bridge without what this page needs is refused', async () => {
    connection.useToken('secret');
    await settle();
    socket().events.opened();
    welcome({ streaming: true, pty: true });
    expect(connection.state).toEqual({ name: 'refused', reason: 'tooOld' });
    expect(timers).toEqual([]);
  });
});

describe('a wrong token', () => {
  test('is what two refused handshakes of a living bridge mean', async () => {
    connection.useToken('wrong');
    await settle();
    socket().events.closed(1006);
    expect(connection.state).toEqual({ name: 'reconnecting', delayMs: 250, busy: false });
    await fire();
    socket().events.closed(1006);
    expect(connection.state).toEqual({ name: 'signedOut', reason: 'wrongToken' });
    expect(heard).toEqual(['refused wrong']);
    expect(timers).toEqual([]);
    expect(connection.token).toBeUndefined();
  });

  test('is not what a bridge that is gone means', async () => {
    isThere = false;
    connection.useToken('secret');
    await settle();
    for (let attempt = 0; attempt < 10; attempt += 1) await fire();
    expect(sockets).toEqual([]);
    expect(name()).toBe('stopped');
    isThere = true;
    await fire();
    socket().events.opened();
    welcome();
    expect(name()).toBe('open');
  });

  test('may be followed by the right one', async () => {
    connection.useToken('wrong');
    await settle();
    socket().events.closed(1006);
    await fire();
    socket().events.closed(1006);
    await open();
    expect(name()).toBe('open');
  });
});

describe('a lost connection', () => {
  test('is tried again after 0.25 s, and then ever slower up to 4 s', async () => {
    await open();
    const delays: number[] = [];
    for (let loss = 0; loss < 7; loss += 1) {
      socket().events.closed(1006);
      delays.push(await fire());
      socket().events.opened();
      welcome();
    }
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000]);
  });

  test('that had lived for 5 s starts with the shortest wait again', async () => {
    await open();
    socket().events.closed(1006);
    await fire();
    socket().events.opened();
    welcome();
    expect(await fire()).toBe(5000);
    socket().events.closed(1011);
    expect(connection.state).toEqual({ name: 'reconnecting', delayMs: 250, busy: false });
  });

  test('can be tried at once', async () => {
    await open();
    socket().events.closed(1006);
    connection.reconnect();
    await settle();
    expect(sockets).toHaveLength(2);
    expect(timers.filter(({ ms }) => ms < 10_000)).toEqual([]);
  });

  test('says nothing any more, whatever its socket still reports', async () => {
    await open();
    const old = socket();
    connection.reconnect();
    await settle();
    heard.length = 0;
    old.events.received('{"type":"promptSaved"}');
    old.events.closed(1001);
    old.events.opened();
    expect(heard).toEqual([]);
    expect(name()).toBe('reconnecting');
    expect(old.sent).toHaveLength(1);
  });
});

describe('close codes', () => {
  test.each([1003, 1007, 1008, 1009])('after %i the page waits for a person', async (code) => {
    await open();
    socket().events.closed(code);
    expect(connection.state).toEqual({ name: 'refused', reason: 'message' });
    expect(timers).toEqual([]);
    connection.reconnect();
    await settle();
    expect(sockets).toHaveLength(2);
  });

  test('after 1001 the bridge has stopped, and is looked for every 4 s without a handshake', async () => {
    await open();
    isThere = false;
    socket().events.closed(1001);
    expect(name()).toBe('stopped');
    expect(await fire()).toBe(4000);
    expect(await fire()).toBe(4000);
    expect(name()).toBe('stopped');
    expect(sockets).toHaveLength(1);
  });

  test('after 1013 it is tried again slowly', async () => {
    await open();
    socket().events.closed(1013);
    expect(connection.state).toEqual({ name: 'reconnecting', delayMs: 4000, busy: true });
  });
});

describe('talking', () => {
  test('messages and frames reach the page', async () => {
    await open();
    socket().events.received('{"type":"replayEnd","sessionId":"main","offset":7}');
    socket().events.received(Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 65).buffer);
    expect(heard.slice(1)).toEqual(['replayEnd', 'frame at 9']);
  });

  test('what cannot be read is reported and dropped', async () => {
    await open();
    socket().events.received('no JSON');
    socket().events.received(new ArrayBuffer(3));
    expect(heard.slice(1)).toEqual([
      'unreadable: a text frame is not JSON',
      'unreadable: a binary frame has only 3 bytes',
    ]);
    expect(name()).toBe('open');
  });

  test('a large paste leaves in pieces of 64 KiB, in order and whole', async () => {
    await open();
    const paste = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251);
    expect(connection.sendInput(7, paste)).toBe(true);
    const frames = socket()
      .sent.slice(1)
      .map((data) => decodeFrame((data as Uint8Array<ArrayBuffer>).buffer));
    expect(frames.map(({ kind, handle, payload }) => [kind, handle, payload.length])).toEqual([
      [2, 7, 65_536],
      [2, 7, 65_536],
      [2, 7, 65_536],
      [2, 7, 3392],
    ]);
    expect(Buffer.concat(frames.map(({ payload }) => payload)).equals(Buffer.from(paste))).toBe(true);
  });
});
