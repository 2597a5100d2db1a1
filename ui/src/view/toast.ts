/** One line of news that goes by itself. */

import { element, iconButton } from './elements';
import { strings } from './strings';

/** Long enough to read two sentences. */
const SHOWN_MS = 10_000;

export class Toast {
  readonly element: HTMLElement;
  readonly #text = element('p', { class: 'toast-text' });
  #timer: number | undefined;

  constructor() {
    const close = iconButton('close', strings.dismiss, () => {
      this.hide();
    });
    this.element = element('div', { class: 'toast', role: 'alert', hidden: '' }, this.#text, close);
  }

  show(text: string): void {
    window.clearTimeout(this.#timer);
    this.#text.textContent = text;
    this.element.hidden = false;
    this.#timer = window.setTimeout(() => {
      this.hide();
    }, SHOWN_MS);
  }

  hide(): void {
    window.clearTimeout(this.#timer);
    this.element.hidden = true;
  }
}
