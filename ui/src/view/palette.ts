/** Every command and session by name: type a few letters, Enter. */

import { findCommands } from '../core/commands';
import { Dialog } from './dialog';
import { element } from './elements';
import { strings } from './strings';

export interface PaletteEntry {
  title: string;
  /** How its key is written; empty: it has none. */
  key: string;
  run: () => void;
}

export class Palette {
  readonly element: HTMLElement;
  readonly #dialog: Dialog;
  readonly #entries: () => PaletteEntry[];
  readonly #input: HTMLInputElement;
  readonly #list = element('div', { class: 'palette-list', id: 'palette-list', role: 'listbox' });
  readonly #none = element('p', { class: 'empty', role: 'status' });
  #all: PaletteEntry[] = [];
  #shown: PaletteEntry[] = [];
  #at = 0;
  /** Runs when the dialog has given the keyboard back: a command may want it elsewhere. */
  #chosen: (() => void) | undefined;

  constructor(entries: () => PaletteEntry[], closed: () => void) {
    this.#entries = entries;
    this.#input = element('input', {
      class: 'field palette-input',
      role: 'combobox',
      'aria-label': strings.palettePlaceholder,
      'aria-controls': 'palette-list',
      'aria-expanded': 'true',
      'aria-autocomplete': 'list',
      placeholder: strings.palettePlaceholder,
      autocomplete: 'off',
      spellcheck: 'false',
    });
    this.#list.setAttribute('aria-label', strings.paletteTitle);
    this.#dialog = new Dialog('palette', strings.paletteTitle, () => {
      closed();
      this.#chosen?.();
      this.#chosen = undefined;
    });
    this.#dialog.body.append(this.#input, this.#list, this.#none);
    this.element = this.#dialog.element;
    this.#input.addEventListener('input', () => {
      this.#find();
    });
    this.#input.addEventListener('keydown', (event) => {
      this.#keyDown(event);
    });
    this.#list.addEventListener('click', (event) => {
      const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[role=option]') : null;
      if (row !== null) this.#choose(Number(row.dataset['index']));
    });
  }

  open(): void {
    this.#all = this.#entries();
    this.#input.value = '';
    this.#find();
    this.#dialog.open();
    this.#input.focus();
  }

  #find(): void {
    this.#shown = findCommands(this.#all, this.#input.value);
    this.#list.replaceChildren(...this.#shown.map(row));
    this.#list.hidden = this.#shown.length === 0;
    this.#none.textContent = this.#shown.length === 0 ? strings.paletteNothing : '';
    this.#mark(0);
  }

  #mark(at: number): void {
    const rows = [...this.#list.children];
    rows[this.#at]?.setAttribute('aria-selected', 'false');
    this.#at = at;
    const current = rows[at];
    current?.setAttribute('aria-selected', 'true');
    current?.scrollIntoView({ block: 'nearest' });
    if (current === undefined) this.#input.removeAttribute('aria-activedescendant');
    else this.#input.setAttribute('aria-activedescendant', current.id);
  }

  #keyDown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const count = this.#shown.length;
    if (event.key === 'Enter') this.#choose(this.#at);
    else if (event.key === 'ArrowDown' && count > 0) this.#mark((this.#at + 1) % count);
    else if (event.key === 'ArrowUp' && count > 0) this.#mark((this.#at - 1 + count) % count);
    else return;
    event.preventDefault();
  }

  #choose(index: number): void {
    const entry = this.#shown[index];
    if (entry === undefined) return;
    this.#chosen = entry.run;
    this.#dialog.close();
  }
}

function row({ title, key }: PaletteEntry, index: number): HTMLElement {
  return element(
    'div',
    {
      class: 'palette-row',
      role: 'option',
      id: `palette-${index}`,
      'data-index': String(index),
      'aria-selected': 'false',
    },
    element('span', { class: 'palette-title' }, title),
    ...(key === '' ? [] : [element('kbd', {}, key)]),
  );
}
