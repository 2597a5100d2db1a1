import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Attached } from '../../src/core/protocol';
import { Stream } from '../../src/core/stream';

const attached = (fields: Partial<Attached> = {}): Attached => ({
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
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function liveStream(): Stream {
  const stream = new Stream();
  stream.attached(attached());
  stream.replayEnded(0);
  return stream;
}

describe('what arrives', () => {
  test('bytes that were seen before are dropped, new ones behind them are kept', () => {
    const stream = liveStream();
    expect(stream.accept(1, 0, bytes('hello'))).toEqual({ kind: 'write', bytes: bytes('hello'), end: 5 });
    expect(stream.accept(1, 0, bytes('hello'))).toEqual({ kind: 'nothing' });
    expect(stream.accept(1, 3, bytes('lo there'))).toEqual({ kind: 'write', bytes: bytes(' there'), end: 11 });
  });

  test('a hole is reported and nothing behind it is shown', () => {
    const stream = liveStream();
    stream.accept(1, 0, bytes('abc'));
    expect(stream.accept(1, 7, bytes('xyz'))).toEqual({ kind: 'gap', from: 3, to: 7 });
    expect(stream.since).toBe(3);
  });

  test('frames of another session, and frames while detached, are not ours', () => {
    const stream = liveStream();
    expect(stream.accept(2, 0, bytes('abc')).kind).toBe('nothing');
    stream.detach();
    expect(stream.accept(1, 0, bytes('abc')).kind).toBe('nothing');
  });

  test('an empty frame is nothing', () => {
    expect(liveStream().accept(1, 0, bytes('')).kind).toBe('nothing');
  });
});

describe('attaching', () => {
  test('the first time the terminal is cleared', () => {
    const stream = new Stream();
    expect(stream.since).toBeUndefined();
    expect(stream.attached(attached({ offset: 500 }))).toBe('clear');
    expect(stream.since).toBe(500);
  });

  test('again it goes on where it was', () => {
    const stream = liveStream();
    stream.accept(1, 0, bytes('hello'));
    stream.detach();
    expect(stream.since).toBe(5);
    expect(stream.attached(attached({ offset: 5, end: 9 }))).toBe('continue');
    expect(stream.accept(1, 5, bytes('more'))).toEqual({ kind: 'write', bytes: bytes('more'), end: 9 });
  });

  test('a replay from further back than asked brings nothing twice', () => {
    const stream = liveStream();
    stream.accept(1, 0, bytes('hello'));
    expect(stream.attached(attached({ offset: 2 }))).toBe('continue');
    expect(stream.accept(1, 2, bytes('llo!'))).toEqual({ kind: 'write', bytes: bytes('!'), end: 6 });
  });

  test.each([
    ['the bridge says so', { gap: true, offset: 2, pid: 100 }],
    ['the replay starts behind what is shown', { gap: false, offset: 9, pid: 100 }],
    ['another program runs, and all of it is replayed', { gap: true, offset: 0, pid: 200 }],
  ])('the terminal is cleared where %s', (_reason, fields) => {
    const stream = liveStream();
    stream.accept(1, 0, bytes('hello'));
    expect(stream.attached(attached(fields))).toBe('clear');
    expect(stream.since).toBe(fields.offset);
  });

  test.each([{ pid: 200 }, { handle: 2 }])('an offset that belongs to another program is not used: %j', (other) => {
    const stream = liveStream();
    stream.accept(1, 0, bytes('hello'));
    stream.detach();
    expect(stream.attached(attached({ ...other, offset: 5, end: 90 }))).toBe('foreign');
    expect(stream.since).toBeUndefined();
    expect(stream.phase).toBe('detached');
  });

  test('replay has ended only when all of it is here', () => {
    const stream = new Stream();
    stream.attached(attached({ end: 4 }));
    stream.accept(1, 0, bytes('ab'));
    expect(stream.replayEnded(4)).toBe(false);
    stream.accept(1, 2, bytes('cd'));
    expect(stream.replayEnded(4)).toBe(true);
    expect(stream.phase).toBe('live');
  });
});

/**
 * A bridge in a few lines: it has `output` and follows the protocol, in frames of any size, with frames sent twice, with
 * frames lost, and with connections lost at any moment. What the terminal shows must be `output`, once and in order.
 */
describe('any way the bytes can come', () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('frame' as const), size: fc.integer({ min: 1, max: 40 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('again' as const), size: fc.integer({ min: 1, max: 60 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose' as const), size: fc.integer({ min: 1, max: 20 }) }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('reconnect' as const), size: fc.integer({ min: 0, max: 9 }) }),
    },
  );

  test('each byte is shown once and in order', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 400 }),
        fc.array(step, { maxLength: 60 }),
        (output, steps) => {
          const stream = new Stream();
          const shown: number[] = [];
          let sent = 0;
          const handle = 1;

          const attach = (): void => {
            const offset = stream.since ?? 0;
            const start = stream.attached(attached({ handle, offset, end: sent }));
            if (start === 'clear') shown.length = 0;
            show(offset, sent);
            expect(stream.replayEnded(sent)).toBe(true);
          };
          const show = (from: number, to: number): void => {
            const arrival = stream.accept(handle, from, output.subarray(from, to));
            if (arrival.kind === 'write') shown.push(...arrival.bytes);
            if (arrival.kind === 'gap') {
              stream.detach();
              attach();
            }
          };

          attach();
          for (const { kind, size } of steps) {
            if (kind === 'reconnect') {
              stream.detach();
              attach();
            } else if (kind === 'again') {
              show(Math.max(0, sent - size), sent);
            } else {
              const next = Math.min(output.length, sent + size);
              const from = sent;
              sent = next;
              if (kind === 'frame') show(from, next);
            }
            expect(shown).toEqual([...output.subarray(0, shown.length)]);
          }
          stream.detach();
          attach();
          expect(shown).toEqual([...output.subarray(0, sent)]);
        },
      ),
    );
  });
});
