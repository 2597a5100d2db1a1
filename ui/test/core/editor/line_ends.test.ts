import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { fromEditor, toEditor } from '../../../src/core/editor/line_ends';

const text = fc
  .array(fc.tuple(fc.constantFrom('', 'a', 'b', 'é', '\u{1F600}'), fc.constantFrom('\n', '\r\n', '\r')), {
    maxLength: 12,
  })
  .chain((lines) => fc.constantFrom('', 'end').map((last) => lines.map(([line, end]) => line + end).join('') + last));

describe('a text through an editor and back', () => {
  test('what nobody changed is what it was, byte for byte', () => {
    fc.assert(
      fc.property(text, fc.boolean(), (content, mark) => {
        const before = (mark ? '\uFEFF' : '') + content;
        expect(fromEditor(before, toEditor(before))).toBe(before);
      }),
    );
  });

  test('what is changed says what the editor says, whatever its line ends', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(toEditor(fromEditor(before, toEditor(after)))).toBe(toEditor(after));
      }),
    );
  });

  test.each([
    ['a\r\nb\r\n', 'a\nB\n', 'a\r\nB\r\n'],
    ['a\r\nb', 'a\nb\nc', 'a\r\nb\r\nc'],
    ['a\nb\r\nc\n', 'a\nb\nC\n', 'a\nb\r\nC\n'],
    ['\uFEFFa\r\n', 'b\n', '\uFEFFb\r\n'],
    ['a', 'a\nb\n', 'a\nb\n'],
    ['a\r\nb\r\n', 'a\nb', 'a\r\nb'],
    ['', 'a\n', 'a\n'],
  ])('%j changed to %j is %j', (before, edited, after) => {
    expect(fromEditor(before, edited)).toBe(after);
  });
});
