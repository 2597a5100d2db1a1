import { describe, expect, test } from 'vitest';

import type { Chord } from '../../src/host/channel';
import { isChord } from '../../src/host/chords';

const key = (key: string, code: string, modifiers: Partial<Chord> = {}): Chord => ({
  key,
  code,
  ctrlKey: false,
  shiftKey: false,
  altKey: false,
  metaKey: false,
  ...modifiers,
});
const CTRL = { ctrlKey: true };
const CTRL_SHIFT = { ctrlKey: true, shiftKey: true };
const CHORDS = [key('p', 'KeyP', CTRL_SHIFT), key('F1', 'F1'), key("'", 'Quote', CTRL_SHIFT)];

describe('the workbench gets', () => {
  test.each([
    ['the key', key('F1', 'F1')],
    ['a capital letter, which Shift makes', key('P', 'KeyP', CTRL_SHIFT)],
    ['a letter that lies elsewhere on this keyboard', key('P', 'KeyL', CTRL_SHIFT)],
    ['a key that types something else with Shift', key('"', 'Quote', CTRL_SHIFT)],
    ['a letter on a keyboard of another script', key('З', 'KeyP', CTRL_SHIFT)],
  ])('%s', (_what, press) => {
    expect(isChord(press, CHORDS)).toBe(true);
  });
});

describe('the page keeps', () => {
  test.each([
    ['the same key with fewer modifiers', key('p', 'KeyP', CTRL)],
    ['the same key with more', key('F1', 'F1', CTRL)],
    ['another letter that lies in the same place', key('R', 'KeyP', CTRL_SHIFT)],
    ['a key without a place', key('x', '')],
  ])('%s', (_what, press) => {
    expect(isChord(press, CHORDS)).toBe(false);
  });
});
