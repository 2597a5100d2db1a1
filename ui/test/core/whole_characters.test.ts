import fc from 'fast-check';
import { expect, test } from 'vitest';

import { WholeCharacters } from '../../src/core/whole_characters';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

test('a character waits for its last byte', () => {
  const characters = new WholeCharacters();
  const bytes = encode('a…😀é');
  const lengths = Array.from(bytes, (byte) => characters.add(Uint8Array.of(byte)).length);
  expect(lengths).toEqual([1, 0, 0, 3, 0, 0, 0, 4, 0, 2]);
});

test('what waits is counted, and can be forgotten', () => {
  const characters = new WholeCharacters();
  characters.add(encode('😀').subarray(0, 3));
  expect(characters.held).toBe(3);
  characters.clear();
  expect(characters.add(encode('x'))).toEqual(encode('x'));
});

test('however text is cut, all of it comes out, and never half a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.nat(6), { minLength: 1 }), (text, lengths) => {
      const bytes = encode(text);
      const characters = new WholeCharacters();
      let out = '';
      for (let start = 0, turn = 0; start < bytes.length; turn += 1) {
        const end = start + 1 + (lengths[turn % lengths.length] ?? 0);
        out += new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
          characters.add(bytes.subarray(start, end)),
        );
        start = end;
      }
      expect(out).toBe(text);
    }),
  );
});

test('bytes that are no text are not kept back for ever', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const characters = new WholeCharacters();
      expect(characters.add(bytes).length + characters.held).toBe(bytes.length);
      expect(characters.held).toBeLessThan(4);
    }),
  );
});
