/** The text of the composer: CodeMirror with chips in it. It knows prompts as drafts, and nothing of the bridge. */

import { defaultKeymap, history, historyKeymap, insertNewline } from '@codemirror/commands';
import { Compartment, EditorSelection, EditorState, Prec } from '@codemirror/state';
import type { Extension } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';

import { canBeChecked, merged } from '../core/composer/chip';
import type { Chip } from '../core/composer/chip';
import { toParts, toText, withoutTokens } from '../core/composer/tokens';
import { strings } from '../view/strings';
import { chipPlaces, chips, chipTable, putChips, toggleChip } from './chip_field';

/** What has to do with the clipboard and with dragging; true: it is taken. */
export interface TransferEvents {
  copy(event: ClipboardEvent): boolean;
  cut(event: ClipboardEvent): boolean;
  paste(event: ClipboardEvent): boolean;
  dragstart(event: DragEvent): boolean;
  drop(event: DragEvent): boolean;
}

export interface EditorEvents extends TransferEvents {
  changed(byPerson: boolean): void;
  send(): void;
  /** Up on the first line, down on the last one; true: it is taken. */
  older(): boolean;
  newer(): boolean;
  /** Before anything else; true: it is taken. */
  keyDown(event: KeyboardEvent): boolean;
  leave(): void;
  openChip(chip: Chip): void;
  focusChanged(focused: boolean): void;
}

export type SendKey = 'ctrl-enter' | 'enter';

/** Ids only have to differ within the life of a page. */
let lastId = 0;
const nextId = (): string => (lastId += 1).toString(36);

export class Editor {
  readonly view: EditorView;
  readonly #events: EditorEvents;
  readonly #placeholder = new Compartment();
  #placeholderText = '';
  #sendKey: SendKey = 'ctrl-enter';

  constructor(parent: HTMLElement, events: EditorEvents) {
    this.#events = events;
    this.view = new EditorView({ parent, state: this.#stateOf('', new Map()) });
  }

  focus(): void {
    this.view.focus();
  }

  get hasFocus(): boolean {
    return this.view.hasFocus;
  }

  setSendKey(key: SendKey): void {
    this.#sendKey = key;
  }

  setPlaceholder(text: string): void {
    if (text === this.#placeholderText) return;
    this.#placeholderText = text;
    this.view.dispatch({ effects: this.#placeholder.reconfigure(placeholder(text)) });
  }

  // Sessions: each has its own text and its own undo.

  get state(): EditorState {
    return this.view.state;
  }

  set state(state: EditorState) {
    this.view.setState(state);
    this.view.dispatch({ effects: this.#placeholder.reconfigure(placeholder(this.#placeholderText)) });
  }

  // Drafts

  get parts(): (string | Chip)[] {
    return toParts(this.view.state.doc.toString(), this.view.state.field(chipTable));
  }

  get isEmpty(): boolean {
    return this.view.state.doc.length === 0;
  }

  /** Put this in the place of everything, with nothing to undo; the cursor goes to its end. */
  setParts(parts: readonly (string | Chip)[]): void {
    const { text, chips: table } = toText(parts, nextId);
    this.view.setState(this.#stateOf(text, table));
    this.view.dispatch({ selection: EditorSelection.cursor(this.view.state.doc.length), scrollIntoView: true });
  }

  /** The same, as one step that can be undone: walking the history must not cost the undo of the draft. */
  replaceAll(parts: readonly (string | Chip)[], cursor: 'start' | 'end'): void {
    const { text, chips: table } = toText(parts, nextId);
    const { length } = this.view.state.doc;
    this.view.dispatch({
      changes: { from: 0, to: length, insert: text },
      effects: putChips.of(table),
      selection: EditorSelection.cursor(cursor === 'start' ? 0 : this.view.state.toText(text).length),
      scrollIntoView: true,
    });
  }

  /** Put text and chips at the cursor, or in the place of `range`; a chip that another one holds becomes part of it. */
  insert(parts: readonly (string | Chip)[], range?: { from: number; to: number }): void {
    const { from, to } = range ?? this.view.state.selection.main;
    const rest = parts.filter((part) => typeof part === 'string' || !this.#grow(part));
    const { text, chips: table } = toText(this.#spaced(rest, from, to), nextId);
    this.view.dispatch({
      changes: { from, to, insert: text },
      effects: putChips.of(table),
      selection: EditorSelection.cursor(from + this.view.state.toText(text).length),
      scrollIntoView: true,
      userEvent: 'input.chip',
    });
  }

  get cursor(): number {
    return this.view.state.selection.main.head;
  }

  setCursor(position: number): void {
    this.view.dispatch({ selection: EditorSelection.cursor(position) });
  }

  /** As if it had been typed, apart from the word before it. */
  type(text: string): void {
    const { from, to } = this.view.state.selection.main;
    const before = this.view.state.sliceDoc(Math.max(0, from - 1), from);
    const insert = /^\S$/.test(before) ? ` ${text}` : text;
    const selection = EditorSelection.cursor(from + insert.length);
    this.view.dispatch({ changes: { from, to, insert }, selection, userEvent: 'input.type' });
  }

  /** The row of a list that the arrow keys are on, for screen readers. */
  setActiveOption(id: string | undefined): void {
    const content = this.view.contentDOM;
    if (id === undefined) content.removeAttribute('aria-activedescendant');
    else content.setAttribute('aria-activedescendant', id);
  }

  /** Where a pointer is in the text; the end if it is not over it. */
  positionAt(point: { x: number; y: number }): number {
    return this.view.posAtCoords(point, false);
  }

  /** Text before the cursor, chips as their tokens; undefined while something is selected. */
  get textBeforeCursor(): string | undefined {
    const { main } = this.view.state.selection;
    return main.empty ? this.view.state.sliceDoc(0, main.head) : undefined;
  }

  /** Move what was dragged from one place of the text to another. */
  move(from: number, to: number, target: number): void {
    if (target >= from && target <= to) return;
    const text = this.view.state.sliceDoc(from, to);
    const landed = target > to ? target - (to - from) : target;
    this.view.dispatch({
      changes: [
        { from, to },
        { from: target, insert: text },
      ],
      selection: EditorSelection.range(landed, landed + text.length),
      userEvent: 'move.drop',
    });
  }

  /** Take out a range, as a person does. */
  remove(from: number, to: number): void {
    this.view.dispatch({ changes: { from, to }, userEvent: 'delete.cut' });
  }

  /** The parts within a range, for the clipboard. */
  partsIn(from: number, to: number): (string | Chip)[] {
    return toParts(this.view.state.sliceDoc(from, to), this.view.state.field(chipTable));
  }

  /** True: a chip that stands here already takes it in. */
  #grow(chip: Chip): boolean {
    for (const place of chipPlaces(this.view.state)) {
      const both = merged(place.chip, chip);
      if (both === undefined) continue;
      this.view.dispatch({ effects: putChips.of(new Map([[place.id, both]])) });
      return true;
    }
    return false;
  }

  /** Chips stand apart from words. */
  #spaced(parts: readonly (string | Chip)[], from: number, to: number): (string | Chip)[] {
    const { doc } = this.view.state;
    const spaced: (string | Chip)[] = [];
    let before = doc.sliceString(Math.max(0, from - 1), from);
    for (const part of parts) {
      if (typeof part !== 'string' && before !== '' && !/\s|[([{]/.test(before)) spaced.push(' ');
      spaced.push(part);
      before = typeof part === 'string' ? part.slice(-1) : '\ufdd1';
    }
    const after = doc.sliceString(to, to + 1);
    if (before === '\ufdd1' && !/^[\s.,;:!?)\]}]/.test(after)) spaced.push(' ');
    return spaced;
  }

  #stateOf(text: string, table: ReadonlyMap<string, Chip>): EditorState {
    const state = EditorState.create({ doc: text, extensions: this.#extensions() });
    return table.size === 0 ? state : state.update({ effects: putChips.of(table) }).state;
  }

  #extensions(): Extension {
    return [
      history(),
      chips({ open: this.#events.openChip.bind(this.#events) }),
      this.#placeholder.of(placeholder(this.#placeholderText)),
      EditorView.lineWrapping,
      EditorView.clipboardInputFilter.of(withoutTokens),
      EditorView.contentAttributes.of({ 'aria-label': strings.composer.label, 'aria-multiline': 'true' }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged || update.transactions.some((each) => each.effects.length > 0)) {
          this.#events.changed(
            update.transactions.some((each) => each.isUserEvent('input') || each.isUserEvent('delete')),
          );
        } else if (update.selectionSet) this.#events.changed(false);
        if (update.focusChanged) this.#events.focusChanged(update.view.hasFocus);
      }),
      Prec.highest(
        EditorView.domEventHandlers({
          keydown: (event) => {
            if (event.isComposing) return false;
            return this.#events.keyDown(event);
          },
          copy: (event) => this.#events.copy(event),
          cut: (event) => this.#events.cut(event),
          paste: (event) => this.#events.paste(event),
          dragstart: (event) => this.#events.dragstart(event),
          drop: (event) => this.#events.drop(event),
        }),
      ),
      Prec.high(keymap.of(this.#keys())),
      keymap.of([...historyKeymap, ...defaultKeymap]),
    ];
  }

  #keys(): Parameters<typeof keymap.of>[0] {
    const newline = insertNewline;
    const send = (): boolean => {
      this.#events.send();
      return true;
    };
    return [
      { key: 'Mod-Enter', run: (view) => (this.#sendKey === 'enter' ? newline(view) : send()) },
      { key: 'Shift-Enter', run: newline },
      { key: 'Enter', run: (view) => (this.#sendKey === 'enter' ? send() : newline(view)) },
      { key: 'ArrowUp', run: (view) => this.#isOnEdge(view, 'first') && this.#events.older() },
      { key: 'ArrowDown', run: (view) => this.#isOnEdge(view, 'last') && this.#events.newer() },
      {
        key: 'Escape',
        run: () => {
          this.#events.leave();
          return true;
        },
      },
      { key: 'Alt-Enter', run: (view) => this.#withChipAtCursor(view, 'toggle') },
      { key: 'Mod-Alt-Enter', run: (view) => this.#withChipAtCursor(view, 'open') },
      // Tab goes on to the buttons: a person without a mouse must get out of here.
    ];
  }

  /** Whether the cursor is on the first or last line one sees, where there is no way up or down. */
  #isOnEdge(view: EditorView, edge: 'first' | 'last'): boolean {
    const { main } = view.state.selection;
    if (!main.empty) return false;
    const end = edge === 'first' ? 0 : view.state.doc.length;
    const [here, there] = [view.coordsAtPos(main.head), view.coordsAtPos(end)];
    if (here === null || there === null) return main.head === end;
    return edge === 'first' ? here.top < there.bottom : here.bottom > there.top;
  }

  /** The chip that is selected, or next to the cursor. */
  #withChipAtCursor(view: EditorView, act: 'toggle' | 'open'): boolean {
    const { from, to } = view.state.selection.main;
    const places = chipPlaces(view.state);
    const place =
      places.find((each) => each.from >= from && each.to <= to) ??
      places.find((each) => each.to === from || each.to + 1 === from) ??
      places.find((each) => each.from === from);
    if (place === undefined) return false;
    if (act === 'open') this.#events.openChip(place.chip);
    else if (canBeChecked(place.chip)) toggleChip(view, place.id);
    return true;
  }
}
