import { describe, expect, test } from 'vitest';

import { splitArguments } from '../../src/core/arguments';
import { momentOf } from '../../src/core/moments';
import { pasteQuestion } from '../../src/core/paste';
import { DEFAULTS, optionName, parsePreferences, withValues } from '../../src/core/preferences';
import { promptText } from '../../src/core/prompt_text';

describe('preferences', () => {
  test('are read from the bridge’s table, by its names', () => {
    expect(optionName('pasteQuestionKb')).toBe('paste-question-kb');
    const values = { 'font-size': 17, theme: 'light', 'copy-on-select': true, scrollback: 1 };
    expect(withValues(DEFAULTS, values)).toEqual({ ...DEFAULTS, fontSize: 17, theme: 'light', copyOnSelect: true });
  });

  test('a value of the wrong kind says nothing', () => {
    expect(
      withValues(DEFAULTS, { 'font-size': 'large', 'copy-on-select': 1, theme: true, 'line-height': NaN }),
    ).toEqual(DEFAULTS);
  });

  test.each(['', 'null', '[1]', '{"fontSize":', '{"fontSize":"9"}', '{"__proto__":{"fontSize":9}}'])(
    '%s out of the browser says nothing',
    (text) => {
      expect(parsePreferences(text)).toEqual(DEFAULTS);
    },
  );

  test('those of a former visit hold until the bridge has spoken', () => {
    expect(parsePreferences(JSON.stringify({ ...DEFAULTS, fontSize: 20 })).fontSize).toBe(20);
  });
});

describe('the question before a paste', () => {
  const context = { mode: 'auto', largeBytes: 1000, isShell: true, inBrackets: false } as const;

  test.each([
    ['one line', 'ls', context, undefined],
    ['one line and its end', 'ls\n', context, undefined],
    ['two lines into a shell', 'ls\npwd', context, 'lines'],
    ['two lines into a shell that takes them as one piece', 'ls\npwd', { ...context, inBrackets: true }, undefined],
    ['two lines into an agent', 'ls\npwd', { ...context, isShell: false }, undefined],
    ['two lines where one always wants to be asked', 'a\nb', { ...context, isShell: false, mode: 'always' }, 'lines'],
    ['much', 'x'.repeat(1001), { ...context, isShell: false }, 'large'],
    ['few signs of many bytes', '語'.repeat(334), { ...context, isShell: false }, 'large'],
    ['much where one never wants to be asked', 'x\n'.repeat(1001), { ...context, mode: 'never' }, undefined],
  ] as const)('%s', (_name, text, given, question) => {
    expect(pasteQuestion(text, given)).toBe(question);
  });
});

describe('arguments on one line', () => {
  test.each([
    ['', []],
    ['--continue', ['--continue']],
    ['  -a  -b ', ['-a', '-b']],
    ['--name "two words" x', ['--name', 'two words', 'x']],
    [String.raw`--re='a\b "c"'`, [String.raw`--re=a\b "c"`]],
    [String.raw`"say \"hi\""`, ['say "hi"']],
    ['""', ['']],
    ['C:\\temp\\x', ['C:\\temp\\x']],
  ])('%s', (text, words) => {
    expect(splitArguments(text)).toEqual(words);
  });

  test.each(['"open', "it's"])('%s has a quote that is not closed', (text) => {
    expect(splitArguments(text)).toBeUndefined();
  });
});

test.each([
  [0, { unit: 'now' }],
  [59_999, { unit: 'now' }],
  [60_000, { unit: 'minute', count: 1 }],
  [7_200_000, { unit: 'hour', count: 2 }],
  [3 * 86_400_000, { unit: 'day', count: 3 }],
  [8 * 86_400_000, { unit: 'date', at: 1_000_000_000 - 8 * 86_400_000 }],
  [-5, { unit: 'now' }],
])('%d ms ago', (ago, moment) => {
  expect(momentOf(1_000_000_000 - ago, 1_000_000_000)).toEqual(moment);
});

test.each([
  ['plain text', 'plain text'],
  ['{"v":1,"parts":["Fix ",{"kind":"file","path":"a.py"},"!"],"kept":[]}', 'Fix @a.py!'],
  ['{not json', '{not json'],
  ['{"a":1}', '{"a":1}'],
  ['{"parts":[1,null,{"path":3}]}', ''],
])('the prompt %s', (serialized, text) => {
  expect(promptText(serialized)).toBe(text);
});
