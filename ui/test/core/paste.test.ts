import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { quotePath, quotePaths, sanitizePaste } from '../../src/core/paste';

describe('pasted text', () => {
  test('text, tabs and lines stay as they are', () => {
    expect(sanitizePaste('a\tb\nc — 日本 👩‍💻')).toBe('a\tb\nc — 日本 👩‍💻');
  });

  test('all line breaks are one', () => {
    expect(sanitizePaste('a\r\nb\rc\n')).toBe('a\nb\nc\n');
  });

  test('a paste cannot end its own bracket, however it is nested', () => {
    expect(sanitizePaste('x\x1b[20\x1b[201~1~y\x9b201~')).toBe('x␛[20␛[201~1~y\ufffd201~');
  });

  test('no control character but tab and line feed is left', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0xa5 }).map((code) => String.fromCharCode(code)) }),
        (text) => {
          // eslint-disable-next-line no-control-regex -- they are what is looked for
          expect(sanitizePaste(text)).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
        },
      ),
    );
  });
});

describe('paths', () => {
  test.each([
    ['src/app.py', 'src/app.py'],
    ['/home/ada/a b.txt', "'/home/ada/a b.txt'"],
    ["it's.txt", `'it'\\''s.txt'`],
    ['$(rm -rf ~).txt', "'$(rm -rf ~).txt'"],
    ['', "''"],
    ['C:\\Users\\ada\\x.txt', 'C:\\Users\\ada\\x.txt'],
    ['C:\\Program Files\\x.txt', '"C:\\Program Files\\x.txt"'],
    ['\\\\server\\share\\a b', '"\\\\server\\share\\a b"'],
  ])('%s is one word', (path, quoted) => {
    expect(quotePath(path)).toBe(quoted);
  });

  test('a name with a line break or an escape presses no key', () => {
    expect(quotePath('a\nrm -rf ~\x1b[201~')).toBe("'a\ufffdrm -rf ~␛[201~'");
  });

  test('each is followed by a space', () => {
    expect(quotePaths(['a', 'b c'])).toBe("a 'b c' ");
  });
});
