/** The whole page takes what is dropped while the composer is open: nobody has to aim. */

import { isWelcome, readTransfer } from './transfer';
import type { Transferred } from './transfer';

export interface DropEvents {
  isOpen(): boolean;
  dropped(data: Transferred): boolean;
}

export class DropZone {
  readonly #element: HTMLElement;
  readonly #events: DropEvents;
  /** `dragenter` and `dragleave` come for each element on the way. */
  #depth = 0;

  constructor(element: HTMLElement, events: DropEvents) {
    this.#element = element;
    this.#events = events;
    document.addEventListener('dragenter', (event) => {
      if (!this.#takes(event)) return;
      this.#depth += 1;
      this.#mark(true);
    });
    document.addEventListener('dragleave', (event) => {
      if (!this.#takes(event)) return;
      this.#depth = Math.max(0, this.#depth - 1);
      if (this.#depth === 0) this.#mark(false);
    });
    document.addEventListener('dragover', (event) => {
      if (!this.#takes(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
    });
    document.addEventListener('drop', (event) => {
      this.#depth = 0;
      this.#mark(false);
      // Over the text the text takes it, at the place under the pointer.
      if (event.defaultPrevented || !this.#takes(event) || event.dataTransfer === null) return;
      event.preventDefault();
      this.#events.dropped(readTransfer(event.dataTransfer));
    });
  }

  #takes(event: DragEvent): boolean {
    return this.#events.isOpen() && isWelcome(event.dataTransfer);
  }

  #mark(over: boolean): void {
    this.#element.classList.toggle('is-target', over);
  }
}
