/** The row above the text: files whose content the agent has, ready to be sent again. */

import { linesLabel } from '../core/composer/chip';
import type { Chip } from '../core/composer/chip';
import { element } from '../view/elements';
import { strings } from '../view/strings';
import { chipElement } from './chip_element';

export interface ShelfEvents {
  changed(): void;
  open(chip: Chip): void;
}

export class Shelf {
  readonly element = element('div', { class: 'shelf', role: 'group', 'aria-label': strings.composer.shelfLabel });
  readonly #events: ShelfEvents;
  #chips: readonly Chip[] = [];

  constructor(events: ShelfEvents) {
    this.#events = events;
    this.element.hidden = true;
  }

  get chips(): readonly Chip[] {
    return this.#chips;
  }

  set(chips: readonly Chip[]): void {
    this.#chips = chips;
    this.element.hidden = chips.length === 0;
    this.element.replaceChildren(...chips.map((chip, index) => this.#draw(chip, index)));
  }

  #draw(chip: Chip, index: number): HTMLElement {
    const node = chipElement(
      chip,
      {
        toggle: () => {
          this.#replace(index, [{ ...chip, checked: !chip.checked }]);
          this.#focus(index, '.chip-check');
        },
        open: () => {
          this.#events.open(chip);
        },
        remove: () => {
          this.#replace(index, []);
          this.#focus(Math.min(index, this.#chips.length - 1), '.chip-remove');
        },
      },
      chip.checked ? '' : strings.composer.chipKept,
    );
    node.setAttribute('role', 'group');
    node.setAttribute('aria-label', strings.composer.chip(chip.path, linesLabel(chip.lines)));
    return node;
  }

  #replace(index: number, chips: readonly Chip[]): void {
    this.set([...this.#chips.slice(0, index), ...chips, ...this.#chips.slice(index + 1)]);
    this.#events.changed();
  }

  /** What was pressed has been drawn anew; the keyboard stays where it was. */
  #focus(index: number, button: string): void {
    this.element.children[index]?.querySelector<HTMLElement>(button)?.focus();
  }
}
