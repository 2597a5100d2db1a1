/** What the settings mean for xterm.js. */

import type { ITerminalOptions } from '@xterm/xterm';

import type { Preferences } from '../core/preferences';
import { readFontFamily } from './theme';

type Options = Pick<
  ITerminalOptions,
  'fontSize' | 'fontFamily' | 'lineHeight' | 'cursorStyle' | 'cursorBlink' | 'scrollback' | 'screenReaderMode'
>;

export function optionsOf(preferences: Preferences): Options {
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  return {
    fontSize: preferences.fontSize,
    fontFamily: withFallback(preferences.fontFamily),
    lineHeight: preferences.lineHeight / 100,
    cursorStyle: preferences.cursorStyle,
    cursorBlink: preferences.cursorBlink && !still,
    scrollback: preferences.terminalLines,
    screenReaderMode: preferences.screenReader,
  };
}

/** A font that is not installed must not end in one whose letters differ in width. */
function withFallback(family: string): string {
  return family.trim() === '' ? readFontFamily() : `${family}, ${readFontFamily()}`;
}
