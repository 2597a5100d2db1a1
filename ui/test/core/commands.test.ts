import { describe, expect, test } from 'vitest';

import { commandOf, COMMANDS, findCommands, keyLabel } from '../../src/core/commands';
import type { KeyPress } from '../../src/core/keymap';
import { strings } from '../../src/view/strings';

function press(key: string, modifiers: string, fields: Partial<KeyPress> = {}): KeyPress {
  return {
    type: 'keydown',
    key,
    code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : '',
    ctrlKey: modifiers.includes('Ctrl'),
    shiftKey: modifiers.includes('Shift'),
    altKey: modifiers.includes('Alt'),
    metaKey: modifiers.includes('Cmd'),
    isComposing: false,
    ...fields,
  };
}

describe('keys of commands', () => {
  test.each([
    ['P', 'Ctrl Shift', 'showCommands'],
    ['F', 'Ctrl Shift', 'search'],
    ['=', 'Ctrl', 'largerText'],
    ['+', 'Ctrl Shift', 'largerText'],
    ['-', 'Ctrl', 'smallerText'],
    ['0', 'Ctrl', 'resetTextSize'],
    ['End', 'Ctrl Shift', 'scrollToBottom'],
  ])('%s with %s on Linux and Windows', (key, modifiers, command) => {
    expect(commandOf(press(key, modifiers), false)).toBe(command);
  });

  test.each([
    ['p', 'Cmd Shift', 'showCommands'],
    ['f', 'Cmd', 'search'],
    ['=', 'Cmd', 'largerText'],
  ])('%s with %s on a Mac', (key, modifiers, command) => {
    expect(commandOf(press(key, modifiers), true)).toBe(command);
  });

  test.each([
    ['c', 'Ctrl'],
    ['r', 'Ctrl'],
    ['f', 'Ctrl'],
    ['p', 'Ctrl'],
    ['_', 'Ctrl Shift'],
    ['Escape', ''],
    ['Enter', 'Shift'],
    ['b', 'Alt'],
    ['p', 'Ctrl Alt Shift'],
    ['p', 'Cmd Shift'],
    ['C', 'Ctrl Shift'],
    ['V', 'Ctrl Shift'],
  ])('%s with %s belongs to the program or the terminal', (key, modifiers) => {
    expect(commandOf(press(key, modifiers), false)).toBeUndefined();
  });

  test('a letter counts by its place where the layout types no Latin letters, an input method not at all', () => {
    expect(commandOf(press('З', 'Ctrl Shift', { code: 'KeyP' }), false)).toBe('showCommands');
    expect(commandOf(press('P', 'Ctrl Shift', { isComposing: true }), false)).toBeUndefined();
  });

  test('no browser keeps them for itself, and no two are the same', () => {
    const labels = COMMANDS.map((command) => keyLabel(command, false)).filter((label) => label !== '');
    expect(new Set(labels).size).toBe(labels.length);
    for (const taken of ['N', 'T', 'W']) expect(labels).not.toContain(`Ctrl+Shift+${taken}`);
    expect(keyLabel('showCommands', true)).toBe('⇧⌘P');
  });
});

describe('finding a command', () => {
  const entries = COMMANDS.map((command) => ({ title: strings.commands[command] }));
  const first = (typed: string): string | undefined => findCommands(entries, typed)[0]?.title;

  test.each([
    ['sett', 'Settings'],
    ['ns', 'New session…'],
    ['hist', 'Prompt history'],
    ['larger', 'Larger text'],
  ])('%s finds %s', (typed, title) => {
    expect(first(typed)).toBe(title);
  });

  test('nothing typed shows all in their order, nonsense none', () => {
    expect(findCommands(entries, '')).toEqual(entries);
    expect(findCommands(entries, 'zzzz')).toEqual([]);
  });
});
