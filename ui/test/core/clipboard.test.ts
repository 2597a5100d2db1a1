import { expect, test } from 'vitest';

import { MAX_CLIPBOARD_BYTES, mayWriteClipboard } from '../../src/core/clipboard';

const SEEN = { silent: false, focused: true, visible: true };
const payload = (size: number): string => `c;${Buffer.alloc(size, 'x').toString('base64')}`;

test('a program may write up to 75 KiB', () => {
  expect(mayWriteClipboard(payload(5), SEEN)).toBe(true);
  expect(mayWriteClipboard(payload(MAX_CLIPBOARD_BYTES), SEEN)).toBe(true);
  expect(mayWriteClipboard(payload(MAX_CLIPBOARD_BYTES + 3), SEEN)).toBe(false);
});

test.each([
  ['replay', { ...SEEN, silent: true }],
  ['a page without the keyboard', { ...SEEN, focused: false }],
  ['a hidden page', { ...SEEN, visible: false }],
])('nothing is written from %s', (_from, context) => {
  expect(mayWriteClipboard(payload(5), context)).toBe(false);
});

test.each(['c;?', 'c;', ';', 'c;!', 'c;aGk=;x', 'c;=='])('%s writes nothing: a question, or no base64', (text) => {
  expect(mayWriteClipboard(text, SEEN)).toBe(false);
});
