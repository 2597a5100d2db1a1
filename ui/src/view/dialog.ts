/** What lies over the page until it is closed: palette, settings, history, a file. The browser keeps the keyboard inside. */

import { element, iconButton } from './elements';
import { strings } from './strings';

export class Dialog {
  readonly element: HTMLDialogElement;
  readonly body: HTMLElement;
  /** Beside the title. */
  readonly tools = element('div', { class: 'dialog-tools' });
  readonly #onClose: () => void;

  /** `kind` becomes a class; `onClose` gives the keyboard back. */
  constructor(kind: string, title: string, onClose: () => void) {
    this.#onClose = onClose;
    this.body = element('div', { class: 'dialog-body' });
    const heading = element('h1', { class: 'dialog-title', id: `${kind}-title` }, title);
    const close = iconButton('close', strings.close, () => {
      this.close();
    });
    this.element = element(
      'dialog',
      { class: `dialog ${kind}`, 'aria-labelledby': `${kind}-title` },
      element('header', { class: 'dialog-head' }, heading, this.tools, close),
      this.body,
    );
    this.element.addEventListener('close', () => {
      this.#onClose();
    });
    this.element.addEventListener('pointerdown', (event) => {
      // The dialog itself is hit only beside what it holds.
      if (event.target === this.element) this.close();
    });
    // What happens in here is none of the page's keys.
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') event.stopPropagation();
    });
  }

  get isOpen(): boolean {
    return this.element.open;
  }

  open(): void {
    if (!this.element.open) this.element.showModal();
  }

  close(): void {
    if (this.element.open) this.element.close();
  }
}
