import { describe, expect, test } from 'vitest';

import { ReadyLineReader } from '../../src/core/ready_line';

const LINE = { port: 43117, token: 't0k', uiBase: 'http://127.0.0.1:43117/', pid: 7, version: '1', protocolVersion: 1 };
const text = (changes: object = {}): string => `${JSON.stringify({ ...LINE, ...changes })}\n`;

describe('the ready line', () => {
  test('is read out of any pieces, behind lines of a wrapper, and what is unknown is passed over', () => {
    const reader = new ReadyLineReader();
    const whole = `loading…\n{"level": "info"}\n{broken\n${text({ future: [1], control: '/run/x.sock' })}`;
    const readings = whole.match(/[^]{1,3}/g)?.map((piece) => reader.feed(piece)) ?? [];
    expect(readings.slice(0, -1).every(({ kind }) => kind === 'waiting')).toBe(true);
    expect(readings.at(-1)).toEqual({
      kind: 'ready',
      line: { port: 43117, token: 't0k', uiBase: LINE.uiBase, pid: 7, version: '1', control: '/run/x.sock' },
    });
  });

  test.each([
    ['a port that is none', { port: 0 }],
    ['a port as a text', { port: '43117' }],
    ['a token with a blank in it', { token: 'a b' }],
    ['an empty token', { token: '' }],
    ['an address of another machine', { uiBase: 'http://example.org:43117/' }],
    ['an address with another port', { uiBase: 'http://127.0.0.1:1/' }],
    ['an address that is none', { uiBase: 'javascript:alert(1)' }],
  ])('is unusable with %s', (_what, changes) => {
    expect(new ReadyLineReader().feed(text(changes))).toMatchObject({ kind: 'unusable' });
  });

  test('that never comes is not waited for for ever', () => {
    const reader = new ReadyLineReader();
    expect(reader.feed('x'.repeat(64 * 1024))).toEqual({ kind: 'waiting' });
    expect(reader.feed('x')).toMatchObject({ kind: 'unusable' });
  });
});
