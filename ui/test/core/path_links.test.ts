import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { findPaths, spellings } from '../../src/core/path_links';

const found = (text: string): string[] =>
  findPaths(text).map(({ path, line, column, lastLine }) =>
    [path, line, column, lastLine].filter((part) => part !== undefined).join('|'),
  );

describe('files in output', () => {
  test.each([
    ['src/app.py:10:5: error', 'src/app.py|10|5'],
    ['src/app.py:10', 'src/app.py|10'],
    ['(src/app.ts:3:1)', 'src/app.ts|3|1'],
    ['src\\view\\app.ts(12,3): error TS2304', 'src\\view\\app.ts|12|3'],
    ['  File "src/my file.py", line 7, in main', 'src/my file.py|7'],
    ['C:\\work\\a.cs(4,2)', 'C:\\work\\a.cs|4|2'],
    ['--> crates/core/src/lib.rs:88:13', 'crates/core/src/lib.rs|88|13'],
    ['@src/app.py#L1-5', '@src/app.py|1|5'],
    ['see README.md.', 'README.md'],
    ['Größe/Übung.kt:9', 'Größe/Übung.kt|9'],
    ['at parse (./lib/parser.js:2:3)', './lib/parser.js|2|3'],
    ['+++ b/src/app.py', 'b/src/app.py'],
    ['app.py:3', 'app.py|3'],
    ['edited a.py and b.py', 'a.py'],
  ])('%s', (text, first) => {
    expect(found(text)[0]).toBe(first);
  });

  test.each(['12:30:05', 'https://example.com/a/b.html', 'no files here', '3.14', 'ready:1', '100%', '1,234.5'])(
    '%s names none',
    (text) => {
      expect(found(text).filter((one) => !one.startsWith('ready'))).toEqual([]);
    },
  );

  test('the link is what one would mark by hand', () => {
    const text = 'in src/app.py:10:5, twice';
    const [link] = findPaths(text);
    expect(text.slice(link?.start, link?.end)).toBe('src/app.py:10:5');
  });

  test('a line of any text is read in no time, and its links lie within it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 3000 }), (text) => {
        for (const { start, end } of findPaths(text))
          expect(0 <= start && start < end && end <= text.length).toBe(true);
      }),
    );
    expect(findPaths('a/'.repeat(1900)).length).toBeLessThan(3);
    expect(findPaths('x'.repeat(100_000))).toEqual([]);
  });
});

test('the prefixes of a diff are tried without', () => {
  expect(spellings('b/src/app.py')).toEqual(['b/src/app.py', 'src/app.py']);
  expect(spellings('@src/app.py')).toEqual(['@src/app.py', 'src/app.py']);
  expect(spellings('src\\app.py')).toEqual(['src/app.py']);
});
