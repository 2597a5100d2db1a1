/** Text to the clipboard, by whoever may put it there. */

import type { Host } from '../host/host';

export function copyText(text: string, host: Host): void {
  if (host.hears('copy')) {
    host.tell({ type: 'copy', text });
    return;
  }
  void navigator.clipboard.writeText(text).catch(() => {
    copyFromField(text);
  });
}

/** A frame without the right to the clipboard has only this. */
function copyFromField(text: string): void {
  const before = document.activeElement;
  const field = document.createElement('textarea');
  field.className = 'visually-hidden';
  field.value = text;
  // In a dialog nothing outside of it can be selected.
  (document.querySelector('dialog[open]') ?? document.body).append(field);
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- see above
  document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
}
