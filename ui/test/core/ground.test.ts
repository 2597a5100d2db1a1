import fc from 'fast-check';
import { expect, test } from 'vitest';

import { Ground } from '../../src/core/ground';
import type { Position } from '../../src/core/ground';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const after = (...parts: Uint8Array[]): Position => {
  const ground = new Ground();
  for (const part of parts) ground.read(part);
  return ground.position;
};

test.each<[string, Position]>([
  ['', 'rest'],
  ['text', 'text'],
  ['line\r\n', 'rest'],
  ['é', 'text'],
  ['\x1b', 'inside'],
  ['\x1b[38;5', 'inside'],
  ['\x1b[38;5m', 'rest'],
  ['\x1b(', 'inside'],
  ['\x1b(B', 'rest'],
  ['\x1b7', 'rest'],
  ['\x1b]0;title', 'inside'],
  ['\x1b]0;title\x07', 'rest'],
  ['\x1b]0;title\x1b\\', 'rest'],
  ['\x1bPq\x07', 'inside'],
  ['\x1bPq\x1b\\', 'rest'],
  ['\x1b]0;cut short\x1b[1mtext', 'text'],
  ['\x1b[3\x18', 'rest'],
])('%j leaves the terminal at: %s', (text, position) => {
  const bytes = encode(text);
  expect(after(bytes)).toBe(position);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    expect(after(bytes.subarray(0, cut), bytes.subarray(cut))).toBe(position);
  }
});

test('a character that is not complete is inside', () => {
  const bytes = encode('─😀');
  expect(Array.from(bytes, (_, index) => after(bytes.subarray(0, index + 1)))).toEqual([
    ...['inside', 'inside', 'text'],
    ...['inside', 'inside', 'inside', 'text'],
  ]);
});

test('how the output was cut makes no difference', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 }), (first, second) => {
      expect(after(first, second)).toBe(after(Uint8Array.from([...first, ...second])));
    }),
  );
});

test('a reset forgets what was open', () => {
  const ground = new Ground();
  ground.read(encode('\x1b]0;'));
  ground.reset();
  expect(ground.position).toBe('rest');
});
