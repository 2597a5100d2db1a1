/** The bar above the terminal: how the connection is, what runs, and the few things one can do about it. */

import { element, iconButton } from './elements';
import { strings } from './strings';

export interface ToolbarActions {
  search(): void;
  changeFontSize(step: -1 | 1): void;
  restart(): void;
}

export class Toolbar {
  readonly element: HTMLElement;
  readonly #title = element('span', { class: 'bar-title' });

  constructor(status: HTMLElement, actions: ToolbarActions) {
    const buttons = element(
      'div',
      { class: 'bar-actions', role: 'group', 'aria-label': strings.toolbarLabel },
      iconButton('search', strings.search, () => {
        actions.search();
      }),
      iconButton('smaller', strings.smaller, () => {
        actions.changeFontSize(-1);
      }),
      iconButton('larger', strings.larger, () => {
        actions.changeFontSize(1);
      }),
      iconButton('restart', strings.restartLabel, () => {
        actions.restart();
      }),
    );
    this.element = element('header', { class: 'bar' }, status, this.#title, buttons);
  }

  /** What runs, and where. */
  setTitle(name: string, folder: string): void {
    this.#title.textContent = name;
    this.#title.title = folder;
  }
}
