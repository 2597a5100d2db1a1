/** The editor's colours, which stop at the frame of the page: read here, sent there. */

import type { HostCommand, ThemeKind } from '@page/channel';

const KINDS: readonly (readonly [className: string, kind: ThemeKind])[] = [
  ['vscode-high-contrast-light', 'highContrastLight'],
  ['vscode-high-contrast', 'highContrast'],
  ['vscode-light', 'light'],
  ['vscode-dark', 'dark'],
];

export function readTheme(): Extract<HostCommand, { type: 'setTheme' }> {
  const { style } = document.documentElement;
  const names = Array.from({ length: style.length }, (_, index) => style.item(index));
  const variables = names
    .filter((name) => name.startsWith('--vscode-'))
    .map((name) => [name, style.getPropertyValue(name).trim()] as const);
  const kind = KINDS.find(([className]) => document.body.classList.contains(className))?.[1] ?? 'dark';
  return { type: 'setTheme', kind, variables: Object.fromEntries(variables) };
}

/** Call `changed` when the person picks another theme; once for all the changes that makes. */
export function followTheme(changed: () => void): void {
  let timer: number | undefined;
  const soon = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(changed);
  };
  const observer = new MutationObserver(soon);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
}
