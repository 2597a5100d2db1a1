import { describe, expect, test } from 'vitest';

import { decideKey } from '../../src/core/keymap';
import type { KeyContext, KeyPress } from '../../src/core/keymap';

/** `Ctrl+Shift+c`: modifiers, then what the key types. */
function press(combination: string, fields: Partial<KeyPress> = {}): KeyPress {
  const parts = combination === '+' ? ['+'] : combination.split(/\+(?=.)/);
  const key = parts.at(-1) ?? '';
  return {
    type: 'keydown',
    key,
    code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : '',
    ctrlKey: parts.includes('Ctrl'),
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
    metaKey: parts.includes('Cmd'),
    isComposing: false,
    ...fields,
  };
}

const PC: KeyContext = { isMac: false, hasSelection: false, softNewline: '\n' };
const MAC: KeyContext = { ...PC, isMac: true };
const SELECTED: KeyContext = { ...PC, hasSelection: true };

describe('Shift+Enter', () => {
  test('sends what the agent understands as a new line', () => {
    expect(decideKey(press('Shift+Enter'), { ...PC, softNewline: '\\\r' })).toEqual({ do: 'send', data: '\\\r' });
  });

  test.each(['Enter', 'Ctrl+Shift+Enter', 'Alt+Shift+Enter'])('%s is the program’s own', (key) => {
    expect(decideKey(press(key), PC).do).toBe('terminal');
  });
});

describe('keys of the page on Linux and Windows', () => {
  test.each([
    ['Ctrl+c', SELECTED, { do: 'copy' }],
    ['Ctrl+c', PC, { do: 'terminal' }],
    ['Ctrl+Shift+C', PC, { do: 'copy' }],
    ['Ctrl+Shift+V', PC, { do: 'browser' }],
    ['Shift+Insert', PC, { do: 'browser' }],
    ['Ctrl+Insert', PC, { do: 'copy' }],
  ] as const)('%s', (key, context, decision) => {
    expect(decideKey(press(key), context)).toEqual(decision);
  });
});

describe('keys of the page on a Mac', () => {
  test.each([
    ['Cmd+c', { do: 'browser' }],
    ['Cmd+v', { do: 'browser' }],
    ['Ctrl+c', { do: 'terminal' }],
    ['Ctrl+Shift+F', { do: 'terminal' }],
  ] as const)('%s', (key, decision) => {
    expect(decideKey(press(key), { ...MAC, hasSelection: true })).toEqual(decision);
  });
});

test.each([
  'Escape',
  'Tab',
  'Shift+Tab',
  'ArrowUp',
  'F1',
  'a',
  'Ctrl+r',
  'Ctrl+v',
  'Ctrl+Shift+_',
  'Ctrl+z',
  'Alt+b',
  'Insert',
])('%s belongs to the program', (key) => {
  expect(decideKey(press(key), PC).do).toBe('terminal');
});

test('a letter counts by what it types, and by its place where the layout types no Latin letters', () => {
  expect(decideKey(press('Ctrl+Shift+С', { code: 'KeyC' }), PC)).toEqual({ do: 'copy' });
  // Dvorak: `c` is where others have `i`.
  expect(decideKey(press('Ctrl+Shift+C', { code: 'KeyI' }), PC)).toEqual({ do: 'copy' });
  expect(decideKey(press('Ctrl+Shift+J', { code: 'KeyC' }), PC)).toEqual({ do: 'terminal' });
});

test('an input method is left alone', () => {
  expect(decideKey(press('Shift+Enter', { isComposing: true }), PC).do).toBe('terminal');
  expect(decideKey(press('Shift+Process'), PC).do).toBe('terminal');
});
