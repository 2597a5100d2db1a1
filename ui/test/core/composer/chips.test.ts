import { describe, expect, test } from 'vitest';

import { linesLabel, mergedAll } from '../../../src/core/composer/chip';
import type { Chip } from '../../../src/core/composer/chip';
import { afterSending, parseDraft, promptParts, serialize } from '../../../src/core/composer/draft';
import { droppedPaths } from '../../../src/core/composer/dropped';
import { HistoryWalk } from '../../../src/core/composer/history_walk';
import { inWorkspace, parsePathSpec, parseUri, pastedPaths } from '../../../src/core/composer/path_spec';
import { Search } from '../../../src/core/composer/search';
import { toParts, toText } from '../../../src/core/composer/tokens';
import { findTrigger } from '../../../src/core/composer/trigger';

const file = (path: string, start?: number, end?: number, checked = false): Chip => ({
  kind: 'file',
  path,
  checked,
  ...(start === undefined || end === undefined ? {} : { lines: { start, end } }),
});

describe('ranges', () => {
  test('inside one another merge, others stay apart', () => {
    const chips = [file('a', 0, 9), file('a', 2, 3, true), file('a', 20, 30), file('b')];
    expect(mergedAll(chips).map((chip) => [chip.path, linesLabel(chip.lines), chip.checked])).toEqual([
      ['a', '1-10', true],
      ['a', '21-31', false],
      ['b', '', false],
    ]);
    expect(mergedAll([...chips, file('a')])).toHaveLength(2);
  });

  test.each([
    ['a.py:10-25', { start: 9, end: 24 }],
    ['a.py:10', { start: 9, end: 9 }],
    ['a.py:10:5', { start: 9, end: 9 }],
    ['a.py#L10-L25', { start: 9, end: 24 }],
    ['a.py:25-10', { start: 9, end: 24 }],
  ])('%s names lines as editors count them', (text, lines) => {
    expect(parsePathSpec(text)).toEqual({ path: 'a.py', lines });
  });

  test('line 0 is no line, and a colon may belong to the name', () => {
    expect(parsePathSpec('a.py:0')).toEqual({ path: 'a.py:0' });
    expect(parsePathSpec('a:b.py')).toEqual({ path: 'a:b.py' });
  });
});

describe('drafts', () => {
  const draft = { parts: ['see ', file('a.py', 1, 2, true), ' and\n', file('b.py')], kept: [file('c.py')] };

  test('come back as they were, and text that is none of ours is a prompt', () => {
    expect(parseDraft(serialize(draft))).toEqual(draft);
    expect(parseDraft('{"v":2,"parts":[]}').parts).toEqual(['{"v":2,"parts":[]}']);
    expect(parseDraft('{"v":1,"parts":["x",{"kind":"shell","path":"y"},7]}').parts).toEqual(['x']);
  });

  test('checked files stay behind unchecked, all else is gone', () => {
    expect(afterSending(draft)).toEqual({ parts: [], kept: [file('c.py'), file('a.py', 1, 2)] });
  });

  test('become parts: content where it was checked, kept files only when they are checked again', () => {
    expect(promptParts({ ...draft, kept: [file('c.py'), file('d.py', undefined, undefined, true)] })).toEqual([
      { kind: 'text', text: 'see ' },
      { kind: 'file', path: 'a.py', content: true, start: 1, end: 2 },
      { kind: 'text', text: ' and\n' },
      { kind: 'file', path: 'b.py', content: false },
      { kind: 'file', path: 'd.py', content: true, shown: false },
    ]);
  });

  test('pass through the text of an editor, whose own tokens nobody can bring along', () => {
    let id = 0;
    const { text, chips } = toText(['a \ufdd01\ufdd1', file('b')], () => String((id += 1)));
    expect(toParts(text, chips)).toEqual(['a 1', file('b')]);
    expect(toParts('lost \ufdd0zz\ufdd1 token', chips)).toEqual(['lost  token']);
  });
});

describe('what is dropped', () => {
  const data =
    (types: Record<string, string>) =>
    (type: string): string =>
      types[type] ?? '';

  test.each<[string, Record<string, string>, unknown]>([
    ['a uri list', { 'text/uri-list': '# c\r\nfile:///a%20b/c.py\r\nhttps://x.y/z' }, [{ path: '/a b/c.py' }]],
    [
      'an editor tab with a selection',
      {
        CodeEditors: JSON.stringify([
          {
            resource: { scheme: 'file', path: '/w/a.py' },
            options: { selection: { startLineNumber: 3, endLineNumber: 5 } },
          },
        ]),
        'text/uri-list': 'file:///w/a.py',
      },
      [{ path: '/w/a.py', lines: { start: 2, end: 4 } }],
    ],
    ['the explorer', { ResourceURLs: '["file:///w/src","file:///w/src"]' }, [{ path: '/w/src' }]],
    ['files by path', { CodeFiles: '["/w/a.py"]' }, [{ path: '/w/a.py' }]],
    ['nonsense', { CodeEditors: '{', ResourceURLs: '7', 'text/uri-list': 'javascript:alert(1)' }, []],
  ])('%s', (_name, types, expected) => {
    expect(droppedPaths(data(types))).toEqual(expected);
  });

  test('a URI names a file of this machine, of Windows too, with its lines', () => {
    expect(parseUri('file:///c%3A/w/a.py#L3-5')).toEqual({ path: 'c:/w/a.py', lines: { start: 2, end: 4 } });
    expect(parseUri('file://elsewhere/share/a')).toBeUndefined();
    expect(parseUri('file:///a%00b')).toBeUndefined();
    expect(inWorkspace('/w/src/a.py', '/w')).toBe('src/a.py');
    expect(inWorkspace('/wide/a.py', '/w')).toBe('/wide/a.py');
    expect(inWorkspace('/w/../etc/passwd', '/w')).toBe('/w/../etc/passwd');
  });

  test('pasted paths are told from commands and sentences', () => {
    expect(pastedPaths('/home/me/a.py:3\n"/home/me/b c.py"')).toHaveLength(2);
    for (const text of ['/help', '/review the change', 'see /a/b', 'https://a/b', '/a/b is wrong', '']) {
      expect(pastedPaths(text)).toBeUndefined();
    }
  });
});

describe('the list', () => {
  test.each([
    ['see @app', { kind: 'files', from: 4, query: 'app' }],
    ['#', { kind: 'files', from: 0, query: '' }],
    ['x @a.py:10-25', { kind: 'files', from: 2, query: 'a.py', lines: { start: 9, end: 24 } }],
    ['x @a.py:10-', { kind: 'files', from: 2, query: 'a.py', lines: { start: 9, end: 9 } }],
    ['/rev', { kind: 'commands', from: 0, query: 'rev' }],
  ])('opens at %s', (before, trigger) => {
    expect(findTrigger(before)).toEqual(trigger);
  });

  test.each(['me@example', 'a\n/rev', '/a/b c', 'see @a ', 'C#'])('does not open at %j', (before) => {
    expect(findTrigger(before)).toBeUndefined();
  });

  test('never shows a late answer in the place of a newer one', () => {
    const asked: number[] = [];
    const shown: string[] = [];
    const search = new Search({
      ask: (_query, id) => asked.push(id) > 0,
      found: (found) => shown.push(found.query),
    });
    for (const query of ['a', 'ap', 'app']) search.search(query);
    const answer = (at: number, cancelled = false): void => {
      const requestId = asked[at] ?? 0;
      search.answered({ type: 'searchResult', results: [], openedResults: [], requestId, cancelled });
    };
    answer(1);
    answer(0);
    answer(2, true);
    expect(shown).toEqual(['ap']);
    search.search('appl');
    answer(3);
    expect(shown).toEqual(['ap', 'appl']);
  });
});

test('the history is walked up and down, and the draft comes back at its end', () => {
  const walk = new HistoryWalk<string>();
  walk.setEntries(['newest', 'older']);
  expect([walk.older('draft'), walk.older('newest'), walk.older('older')]).toEqual(['newest', 'older', undefined]);
  expect([walk.newer(), walk.newer(), walk.newer()]).toEqual(['newest', 'draft', undefined]);
});
