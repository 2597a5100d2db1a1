/** The settings of the page, out of the bridge's table of options; the host's win over them. */

import type { SettingInfo } from './protocol';

export interface Preferences {
  theme: 'system' | 'light' | 'dark' | 'high-contrast' | 'high-contrast-light';
  fontSize: number;
  /** Empty: the editor's, or the system's. */
  fontFamily: string;
  /** In percent. */
  lineHeight: number;
  cursorStyle: 'block' | 'bar' | 'underline';
  cursorBlink: boolean;
  terminalLines: number;
  copyOnSelect: boolean;
  pasteQuestion: 'auto' | 'always' | 'never';
  pasteQuestionKb: number;
  screenReader: boolean;
  /** The composer is shown. */
  composer: boolean;
  sendWith: 'ctrl-enter' | 'enter';
  notify: 'waiting' | 'waiting-and-done' | 'never';
}

/** As `bridge/page_options.py` has them; they hold until the bridge has said its own. */
export const DEFAULTS: Preferences = {
  theme: 'system',
  fontSize: 13,
  fontFamily: '',
  lineHeight: 100,
  cursorStyle: 'block',
  cursorBlink: true,
  terminalLines: 5000,
  copyOnSelect: false,
  pasteQuestion: 'auto',
  pasteQuestionKb: 50,
  screenReader: false,
  composer: true,
  sendWith: 'ctrl-enter',
  notify: 'waiting',
};

type Name = keyof Preferences;
type Value = string | number | boolean | readonly string[];

/** The name in the bridge's table: `fontSize` is `font-size`. */
export function optionName(name: Name): string {
  return name.replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
}

/** `before` with what `values` say by option name; a value of the wrong kind says nothing. */
export function withValues(before: Preferences, values: Readonly<Record<string, Value>>): Preferences {
  const next: Record<string, unknown> = { ...before };
  for (const name of Object.keys(DEFAULTS) as Name[]) {
    const value = values[optionName(name)];
    if (typeof value === typeof DEFAULTS[name] && (typeof value !== 'number' || Number.isFinite(value)))
      next[name] = value;
  }
  return next as unknown as Preferences;
}

/** What is set in the bridge's table, by name. */
export function valuesOf(settings: readonly SettingInfo[]): Record<string, Value> {
  return Object.fromEntries(settings.map(({ name, value }) => [name, value]));
}

/** Preferences out of a former visit; anything else says nothing. */
export function parsePreferences(text: string | null): Preferences {
  if (text === null) return DEFAULTS;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return DEFAULTS;
  }
  if (typeof value !== 'object' || value === null) return DEFAULTS;
  const named = Object.entries(value).map(([name, one]) => [optionName(name as Name), one as Value]);
  return withValues(DEFAULTS, Object.fromEntries(named) as Record<string, Value>);
}
