/** Find in the terminal. */

import { element, iconButton } from './elements';
import { strings } from './strings';

export interface SearchActions {
  /** `incremental`: the word is still being typed; keep the current match if it still fits. */
  find(word: string, direction: 'next' | 'previous', incremental: boolean): void;
  /** The search is over: take the marks away and give the keyboard back. */
  closed(): void;
}

export class SearchBox {
  readonly element: HTMLElement;
  readonly #actions: SearchActions;
  readonly #input = element('input', {
    type: 'text',
    class: 'search-input',
    'aria-label': strings.search,
    placeholder: strings.searchPlaceholder,
    autocomplete: 'off',
    spellcheck: 'false',
  });
  readonly #count = element('span', { class: 'search-count', role: 'status' });

  constructor(actions: SearchActions) {
    this.#actions = actions;
    this.element = element(
      'div',
      { class: 'search', role: 'search', hidden: '' },
      this.#input,
      this.#count,
      iconButton('up', strings.searchPrevious, () => {
        this.#find('previous');
      }),
      iconButton('down', strings.searchNext, () => {
        this.#find('next');
      }),
      iconButton('close', strings.searchClose, () => {
        this.close();
      }),
    );
    this.#input.addEventListener('input', () => {
      this.#find('next', true);
    });
    this.element.addEventListener('keydown', (event) => {
      this.#keyDown(event);
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  open(): void {
    this.element.hidden = false;
    this.#input.focus();
    this.#input.select();
    if (this.#input.value !== '') this.#find('next', true);
  }

  close(): void {
    if (!this.isOpen) return;
    this.element.hidden = true;
    this.#count.textContent = '';
    this.#actions.closed();
  }

  /** `index` counts from 0; -1 where there are more matches than are counted. */
  showResults(index: number, count: number): void {
    if (this.#input.value === '') this.#count.textContent = '';
    else if (count === 0) this.#count.textContent = strings.searchNoMatch;
    else this.#count.textContent = index < 0 ? strings.searchMany(count) : strings.searchMatch(index + 1, count);
  }

  #find(direction: 'next' | 'previous', incremental = false): void {
    this.#actions.find(this.#input.value, direction, incremental);
    if (this.#input.value === '') this.#count.textContent = '';
  }

  #keyDown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      this.close();
    } else if (event.key === 'Enter' && event.target === this.#input) {
      event.preventDefault();
      this.#find(event.shiftKey ? 'previous' : 'next');
    }
  }
}
