/** Chips in the editor: tokens in its text, the table that says what they are, and how they are drawn. */

import { StateEffect, StateField } from '@codemirror/state';
import type { EditorState, Extension } from '@codemirror/state';
import { Decoration, EditorView, WidgetType } from '@codemirror/view';
import type { DecorationSet } from '@codemirror/view';

import { TOKEN } from '../core/composer/tokens';
import type { Chip } from '../core/composer/chip';
import { chipElement } from './chip_element';

/** New chips, or other values for old ones; a chip whose token was cut stays known, so that undo brings it back. */
export const putChips = StateEffect.define<ReadonlyMap<string, Chip>>();

export const chipTable = StateField.define<ReadonlyMap<string, Chip>>({
  create: () => new Map(),
  update(table, transaction) {
    const news = transaction.effects.filter((effect) => effect.is(putChips));
    return news.length === 0 ? table : new Map([...table, ...news.flatMap((effect) => [...effect.value])]);
  },
});

export interface ChipEvents {
  open(chip: Chip): void;
}

/** Where the chips are, in order. */
export function chipPlaces(state: EditorState): { id: string; chip: Chip; from: number; to: number }[] {
  const table = state.field(chipTable);
  return [...state.doc.toString().matchAll(TOKEN)].flatMap((match) => {
    const [token, id = ''] = match;
    const chip = table.get(id);
    return chip === undefined ? [] : [{ id, chip, from: match.index, to: match.index + token.length }];
  });
}

export function chips(events: ChipEvents): Extension {
  const drawn = StateField.define<DecorationSet>({
    create: (state) => draw(state, events),
    update(set, transaction) {
      const changed = transaction.docChanged || transaction.effects.some((effect) => effect.is(putChips));
      return changed ? draw(transaction.state, events) : set;
    },
    provide: (field) => [
      EditorView.decorations.from(field),
      EditorView.atomicRanges.of((view) => view.state.field(field)),
    ],
  });
  return [chipTable, drawn];
}

function draw(state: EditorState, events: ChipEvents): DecorationSet {
  return Decoration.set(
    chipPlaces(state).map(({ id, chip, from, to }) =>
      Decoration.replace({ widget: new ChipWidget(id, chip, events) }).range(from, to),
    ),
  );
}

class ChipWidget extends WidgetType {
  readonly #id: string;
  readonly #chip: Chip;
  readonly #events: ChipEvents;

  constructor(id: string, chip: Chip, events: ChipEvents) {
    super();
    this.#id = id;
    this.#chip = chip;
    this.#events = events;
  }

  override eq(other: ChipWidget): boolean {
    return other.#id === this.#id && other.#chip === this.#chip;
  }

  override toDOM(view: EditorView): HTMLElement {
    const node = chipElement(this.#chip, {
      toggle: () => {
        toggleChip(view, this.#id);
      },
      open: () => {
        this.#events.open(this.#chip);
      },
      remove: () => {
        const place = chipPlaces(view.state).find((each) => each.id === this.#id);
        if (place === undefined) return;
        view.dispatch({ changes: { from: place.from, to: place.to }, userEvent: 'delete.chip' });
        view.focus();
      },
    });
    // The keyboard reaches a chip through the text: see the keys of the editor.
    for (const button of node.querySelectorAll('button')) button.tabIndex = -1;
    return node;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

export function toggleChip(view: EditorView, id: string): void {
  const chip = view.state.field(chipTable).get(id);
  if (chip === undefined) return;
  view.dispatch({ effects: putChips.of(new Map([[id, { ...chip, checked: !chip.checked }]])) });
}
