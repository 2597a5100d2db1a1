/** Which keys are the workbench's while the page has the focus. */

import type { Chord } from './channel';

const MODIFIERS = ['ctrlKey', 'shiftKey', 'altKey', 'metaKey'] as const;

/**
 * Whether this key press is one of the chords. A key that types a Latin letter is that letter, wherever it lies; others are
 * also known by their place, since Shift and foreign layouts change what they type.
 */
export function isChord(press: Chord, chords: readonly Chord[]): boolean {
  return chords.some(
    (chord) => MODIFIERS.every((modifier) => press[modifier] === chord[modifier]) && isSameKey(press, chord),
  );
}

function isSameKey(press: Chord, chord: Chord): boolean {
  if (press.key.toLowerCase() === chord.key.toLowerCase()) return true;
  if (/^[a-z]$/i.test(press.key)) return false;
  return chord.code !== '' && press.code === chord.code;
}
