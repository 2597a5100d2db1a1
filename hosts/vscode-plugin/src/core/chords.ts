/** Keys that belong to the workbench while the panel has the focus. All others are the agent's. */

import type { Chord } from '@page/channel';

/** Where Ctrl is the terminal's own modifier only what no program in a terminal uses. */
export const DEFAULT_KEYS = [
  'f1',
  'ctrl+shift+p',
  'ctrl+shift+e',
  'ctrl+shift+g',
  'ctrl+shift+d',
  'ctrl+shift+x',
  'ctrl+shift+m',
  'ctrl+shift+u',
  'ctrl+shift+y',
  'ctrl+`',
  'ctrl+shift+`',
  'ctrl+,',
  "ctrl+'",
  "ctrl+shift+'",
  'ctrl+1',
  'ctrl+2',
  'ctrl+3',
  'ctrl+pageup',
  'ctrl+pagedown',
  'ctrl+tab',
  'ctrl+shift+tab',
  'ctrl+f4',
  'f6',
  'shift+f6',
] as const;

/** On a Mac, Cmd is nobody's in a terminal. */
export const DEFAULT_MAC_KEYS = [
  'f1',
  ...['p', 'e', 'g', 'd', 'x', 'm', 'u', 'y', 'o', 'n', 't', 'w'].map((key) => `cmd+shift+${key}`),
  ...['p', 'b', 'j', 'n', 'o', 's', 't', 'w', ',', '1', '2', '3'].map((key) => `cmd+${key}`),
  'ctrl+`',
  'ctrl+shift+`',
  "cmd+'",
  "cmd+shift+'",
  'ctrl+tab',
  'ctrl+shift+tab',
  'f6',
  'shift+f6',
] as const;

const CODES: Readonly<Record<string, string>> = {
  '`': 'Backquote',
  ',': 'Comma',
  "'": 'Quote',
  '.': 'Period',
  '/': 'Slash',
  ';': 'Semicolon',
  '[': 'BracketLeft',
  ']': 'BracketRight',
  '\\': 'Backslash',
  '-': 'Minus',
  '=': 'Equal',
};
const NAMED: Readonly<Record<string, string>> = {
  pageup: 'PageUp',
  pagedown: 'PageDown',
  tab: 'Tab',
  escape: 'Escape',
  enter: 'Enter',
  space: ' ',
  home: 'Home',
  end: 'End',
  left: 'ArrowLeft',
  right: 'ArrowRight',
  up: 'ArrowUp',
  down: 'ArrowDown',
  delete: 'Delete',
  backspace: 'Backspace',
};

/** The keys of one platform: its usual ones, and the person's additions and removals (`-f1`). */
export function workbenchChords(isMac: boolean, changes: readonly string[]): Chord[] {
  const keys = new Set<string>(isMac ? DEFAULT_MAC_KEYS : DEFAULT_KEYS);
  for (const change of changes) {
    const key = change.trim().toLowerCase();
    if (key.startsWith('-') && key.length > 1) keys.delete(key.slice(1));
    else keys.add(key);
  }
  return [...keys].map(parseChord).filter((chord) => chord !== undefined);
}

/** `ctrl+shift+p`, as keybindings.json writes it; undefined for what is none. */
export function parseChord(text: string): Chord | undefined {
  const parts = text
    .trim()
    .toLowerCase()
    .split(/\+(?=.)/);
  const name = parts.pop() ?? '';
  const modifiers = new Set(parts);
  const known = ['ctrl', 'shift', 'alt', 'cmd', 'meta', 'win'];
  if (name === '' || [...modifiers].some((modifier) => !known.includes(modifier))) return undefined;
  const key = keyOf(name);
  if (key === undefined) return undefined;
  return {
    ...key,
    ctrlKey: modifiers.has('ctrl'),
    shiftKey: modifiers.has('shift'),
    altKey: modifiers.has('alt'),
    metaKey: modifiers.has('cmd') || modifiers.has('meta') || modifiers.has('win'),
  };
}

function keyOf(name: string): { key: string; code: string } | undefined {
  if (/^[a-z]$/.test(name)) return { key: name, code: `Key${name.toUpperCase()}` };
  if (/^[0-9]$/.test(name)) return { key: name, code: `Digit${name}` };
  if (/^f([1-9]|1[0-9])$/.test(name)) return { key: name.toUpperCase(), code: name.toUpperCase() };
  const code = CODES[name];
  if (code !== undefined) return { key: name, code };
  const named = NAMED[name];
  return named === undefined ? undefined : { key: named, code: named === ' ' ? 'Space' : named };
}
