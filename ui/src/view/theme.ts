/** The terminal's colours and font, out of the style sheet: it knows light and dark, and VS Code's variables. */

import type { ITheme } from '@xterm/xterm';

import type { Preferences } from '../core/preferences';
import type { Theme } from '../core/protocol';
import type { ThemeKind } from '../host/host';

const KINDS: Readonly<Record<ThemeKind, string>> = {
  light: 'light',
  dark: 'dark',
  highContrast: 'high-contrast',
  highContrastLight: 'high-contrast-light',
};

const ANSI = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

export function readTheme(): ITheme {
  const styles = getComputedStyle(document.documentElement);
  const color = (name: string): string => styles.getPropertyValue(name).trim();
  const theme: ITheme = {
    background: color('--terminal-background'),
    foreground: color('--terminal-foreground'),
    cursor: color('--terminal-cursor'),
    cursorAccent: color('--terminal-background'),
    selectionBackground: color('--terminal-selection'),
    selectionInactiveBackground: color('--terminal-selection-inactive'),
    scrollbarSliderBackground: color('--scrollbar'),
    scrollbarSliderHoverBackground: color('--scrollbar-hover'),
    scrollbarSliderActiveBackground: color('--scrollbar-active'),
  };
  for (const name of ANSI) {
    theme[name] = color(`--ansi-${name}`);
    theme[bright(name)] = color(`--ansi-bright-${name}`);
  }
  return theme;
}

function bright(name: (typeof ANSI)[number]): `bright${Capitalize<(typeof ANSI)[number]>}` {
  return `bright${(name.charAt(0).toUpperCase() + name.slice(1)) as Capitalize<typeof name>}`;
}

export function readFontFamily(): string {
  return getComputedStyle(document.documentElement).getPropertyValue('--mono').trim();
}

/** Say, where it can be known, what the bridge tells programs that ask while no page is there to answer. */
export function sendTheme(connection: { send(message: Theme): boolean }): void {
  const { foreground = '', background = '', cursor = '' } = readTheme();
  const [text, ground, mark] = [foreground, background, cursor].map(toHex);
  if (text === undefined || ground === undefined) return;
  connection.send({ type: 'theme', foreground: text, background: ground, cursor: mark ?? text });
}

/** Any colour of CSS as #rrggbb, as a canvas writes it; undefined for one that lets others through. */
function toHex(color: string): string | undefined {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return undefined;
  context.fillStyle = color;
  const written = context.fillStyle;
  return /^#[0-9a-f]{6}$/.test(written) ? written : undefined;
}

/** Colours of search matches; the search addon takes no other form than #RRGGBB. */
export function readSearchColors(): { match: string; active: string } {
  return isDark() ? { match: '#5a4a1f', active: '#8a6a14' } : { match: '#ffe9a8', active: '#ffc94d' };
}

/** Call `apply` now and whenever the colours may have changed, until `stop`. */
export function followTheme(apply: () => void, stop: AbortSignal): void {
  const root = document.documentElement;
  const follow = (): void => {
    root.dataset['theme'] = root.dataset['chosenTheme'] ?? root.dataset['hostTheme'] ?? systemTheme();
    apply();
  };
  prefersDark().addEventListener('change', follow, { signal: stop });
  // Hosts change classes and inline variables of the root when the IDE's theme changes.
  const observer = new MutationObserver(follow);
  observer.observe(root, {
    attributes: true,
    attributeFilter: ['class', 'style', 'data-host-theme', 'data-chosen-theme'],
  });
  stop.addEventListener('abort', () => {
    observer.disconnect();
  });
  follow();
}

/** The colours of the IDE: its variables on the root, where the style sheet looks first. `followTheme` sees them. */
export function showHostTheme(kind: ThemeKind, variables: Readonly<Record<string, string>>): void {
  const root = document.documentElement;
  const { style } = root;
  const set = Array.from({ length: style.length }, (_, index) => style.item(index));
  for (const name of set) if (name.startsWith('--vscode-') && !(name in variables)) style.removeProperty(name);
  for (const [name, value] of Object.entries(variables)) style.setProperty(name, value);
  root.dataset['hostTheme'] = KINDS[kind];
}

/** The IDE's font for text and terminal; null: our own again. */
export function showHostFont(family: string | null): void {
  const { style } = document.documentElement;
  if (family === null) style.removeProperty('--host-mono');
  else style.setProperty('--host-mono', family);
}

/** What the person chose over what host and desktop have; `system`: nothing. */
export function showTheme(theme: Preferences['theme']): void {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset['chosenTheme'];
  else dataset['chosenTheme'] = theme;
  dataset['theme'] = dataset['chosenTheme'] ?? dataset['hostTheme'] ?? systemTheme();
}

function systemTheme(): string {
  const contrast = window.matchMedia('(prefers-contrast: more)').matches;
  if (prefersDark().matches) return contrast ? 'high-contrast' : 'dark';
  return contrast ? 'high-contrast-light' : 'light';
}

function isDark(): boolean {
  return document.documentElement.dataset['theme']?.endsWith('light') !== true;
}

function prefersDark(): MediaQueryList {
  return window.matchMedia('(prefers-color-scheme: dark)');
}
