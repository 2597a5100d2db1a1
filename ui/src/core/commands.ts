/**
 * Every command of the page, in one place: what it is called is in the table of strings, which key runs it is here, what it
 * does is in the view. The palette, the keyboard, the buttons and the host all go through these names.
 *
 * Nearly every key belongs to the program in the terminal. What is taken from it is Ctrl+Shift and a letter (Cmd on a Mac),
 * which terminals cannot pass on, and never one that browsers keep for themselves (Ctrl+Shift+N, T, W).
 */

import type { KeyPress } from './keymap';

export const COMMANDS = [
  'showCommands',
  'newSession',
  'nextSession',
  'previousSession',
  'renameSession',
  'restartSession',
  'stopSession',
  'closeSession',
  'focusTerminal',
  'focusComposer',
  'toggleComposer',
  'openPicker',
  'search',
  'scrollToBottom',
  'copy',
  'selectAll',
  'showHistory',
  'showSettings',
  'largerText',
  'smallerText',
  'resetTextSize',
  'toggleScreenReader',
] as const;

export type CommandId = (typeof COMMANDS)[number];

/** A key with its modifiers. `code`: the key by its place, where what it types depends on the layout. */
export interface Chord {
  mod: boolean;
  shift: boolean;
  key?: string;
  code?: string;
  /** How it is written for people. */
  label: string;
}

/** `mod` is Ctrl, and Cmd on a Mac. */
interface Keys {
  mac: readonly Chord[];
  other: readonly Chord[];
}

const letter = (key: string, shift = true): Chord => ({ mod: true, shift, key, label: key.toUpperCase() });
const placed = (code: string, label: string, shift = true): Chord => ({ mod: true, shift, code, label });
const typed = (key: string, label = key): Chord => ({ mod: true, shift: false, key, label });
const both = (...chords: Chord[]): Keys => ({ mac: chords, other: chords });

const KEYS: Partial<Record<CommandId, Keys>> = {
  showCommands: both(letter('p')),
  newSession: both(letter('s')),
  nextSession: both(placed('BracketRight', ']')),
  previousSession: both(placed('BracketLeft', '[')),
  focusComposer: both(letter('j')),
  focusTerminal: both(letter('k')),
  toggleComposer: both(letter('m')),
  openPicker: both(letter('o')),
  search: { mac: [letter('f', false)], other: [letter('f')] },
  scrollToBottom: both({ mod: true, shift: true, key: 'end', label: 'End' }),
  showHistory: both(letter('h')),
  showSettings: { mac: [placed('Comma', ',', false)], other: [placed('Comma', ',')] },
  // `+` is Shift and another key on most layouts, and `=` without Shift on some.
  largerText: both(typed('+'), { ...typed('+'), shift: true }, typed('='), { ...typed('='), shift: true }),
  smallerText: both(typed('-', '−')),
  resetTextSize: both(typed('0')),
};

/** The command of a key; undefined: the key is not ours. */
export function commandOf(press: KeyPress, isMac: boolean): CommandId | undefined {
  if (press.isComposing || press.altKey || press.ctrlKey === press.metaKey || press.metaKey !== isMac) return undefined;
  return COMMANDS.find((command) => chordsOf(command, isMac).some((chord) => fits(chord, press)));
}

/** The key of a command as people read it; empty: it has none. */
export function keyLabel(command: CommandId, isMac: boolean): string {
  const [chord] = chordsOf(command, isMac);
  if (chord === undefined) return '';
  if (isMac) return `${chord.shift ? '⇧' : ''}⌘${chord.label}`;
  return `Ctrl+${chord.shift ? 'Shift+' : ''}${chord.label}`;
}

function chordsOf(command: CommandId, isMac: boolean): readonly Chord[] {
  return KEYS[command]?.[isMac ? 'mac' : 'other'] ?? [];
}

function fits(chord: Chord, press: KeyPress): boolean {
  if (chord.shift !== press.shiftKey) return false;
  if (chord.code !== undefined) return chord.code === press.code;
  return chord.key === keyOf(press);
}

/** What a key types; of a letter the Latin one, which on some layouts only its place tells. */
function keyOf(press: KeyPress): string {
  const key = press.key.toLowerCase();
  if (/^[\x20-\x7e]$/.test(key) || key.length > 1) return key;
  return /^Key([A-Z])$/.exec(press.code)?.[1]?.toLowerCase() ?? key;
}

/** Commands whose name holds what was typed, in order, letter by letter; the earlier and closer, the better. */
export function findCommands<T extends { title: string }>(commands: readonly T[], typed: string): T[] {
  const wanted = typed.toLowerCase().replaceAll(/\s+/g, '');
  return commands
    .map((command, index) => ({ command, index, spread: spreadOf(command.title.toLowerCase(), wanted) }))
    .filter(({ spread }) => spread !== undefined)
    .sort((a, b) => (a.spread ?? 0) - (b.spread ?? 0) || a.index - b.index)
    .map(({ command }) => command);
}

function spreadOf(title: string, wanted: string): number | undefined {
  let at = -1;
  let spread = 0;
  for (const character of wanted) {
    const next = title.indexOf(character, at + 1);
    if (next < 0) return undefined;
    // A letter at the start of a word is as good as the next one.
    if (at >= 0 && next !== at + 1 && title[next - 1] !== ' ') spread += next - at;
    if (at < 0) spread += title[next - 1] === ' ' || next === 0 ? 0 : next;
    at = next;
  }
  return spread;
}
