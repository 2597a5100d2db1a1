/** A small menu where one has pressed: arrows, Home, End, Enter, Escape, first letters. */

import { element } from './elements';

export interface MenuItem {
  label: string;
  /** How its key is written; empty: it has none. */
  key?: string;
  run: () => void;
}

export class Menu {
  readonly element: HTMLElement;
  #onClose: () => void = () => undefined;

  constructor(label: string) {
    this.element = element('div', { class: 'menu', role: 'menu', 'aria-label': label, popover: 'auto' });
    this.element.addEventListener('keydown', (event) => {
      this.#keyDown(event);
    });
    this.element.addEventListener('toggle', (event) => {
      if (event.newState === 'closed') this.#onClose();
    });
  }

  /** Beside `anchor`, kept inside of the window. */
  open(anchor: DOMRect, items: readonly MenuItem[], onClose: () => void): void {
    this.#onClose = onClose;
    this.element.replaceChildren(...items.map((item) => this.#row(item)));
    this.element.showPopover();
    const { width, height } = this.element.getBoundingClientRect();
    const left = Math.max(4, Math.min(anchor.left, window.innerWidth - width - 4));
    const below = anchor.bottom + 2;
    const top = below + height > window.innerHeight ? Math.max(4, anchor.top - height - 2) : below;
    this.element.style.left = `${left}px`;
    this.element.style.top = `${top}px`;
    this.#rows()[0]?.focus();
  }

  close(): void {
    this.element.hidePopover();
  }

  #row({ label, key, run }: MenuItem): HTMLElement {
    const row = element('button', { type: 'button', class: 'menu-item', role: 'menuitem', tabindex: '-1' }, label);
    if (key !== undefined && key !== '') row.append(element('kbd', {}, key));
    row.addEventListener('click', () => {
      this.close();
      run();
    });
    return row;
  }

  #rows(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }

  #keyDown(event: KeyboardEvent): void {
    const rows = this.#rows();
    const at = rows.findIndex((row) => row === document.activeElement);
    const to = placeAfter(event.key, at, rows);
    if (event.key === 'Tab') this.close();
    else if (to === undefined) return;
    event.preventDefault();
    if (to !== undefined) rows[to]?.focus();
  }
}

function placeAfter(key: string, at: number, rows: readonly HTMLElement[]): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % rows.length;
    case 'ArrowUp':
      return (at - 1 + rows.length) % rows.length;
    case 'Home':
      return 0;
    case 'End':
      return rows.length - 1;
    default: {
      if (key.length !== 1) return undefined;
      const letter = key.toLowerCase();
      const order = [...rows.keys()].map((index) => (at + 1 + index) % rows.length);
      return order.find((index) => rows[index]?.textContent.trim().toLowerCase().startsWith(letter));
    }
  }
}
