/** The list above the composer: files while one types `@` or `#`, the agent's commands behind a `/`. */

import { highlighted, marked } from '../core/composer/highlights';
import { commandChoices, fileChoices } from '../core/composer/choices';
import type { Choice, Group } from '../core/composer/choices';
import { linesLabel } from '../core/composer/chip';
import { Search } from '../core/composer/search';
import type { Found } from '../core/composer/search';
import type { Trigger } from '../core/composer/trigger';
import type { ServerMessage, SlashCommand } from '../core/protocol';
import { visibleName } from '../core/visible_name';
import { element } from '../view/elements';
import type { Page } from '../view/page';
import { strings } from '../view/strings';
import { iconOf } from './chip_element';
import { composerIcon } from './icons';

export interface PickerEvents {
  picked(choice: Choice, trigger: Trigger): void;
  /** A folder is to be looked into: the query goes on from there. */
  entered(folder: string, trigger: Trigger): void;
}

const LIMIT = 60;
const MOST_OPENED = 200;
const PAGE = 8;
const LIST_ID = 'composer-picker';

const GROUPS: Readonly<Record<Group, string>> = {
  current: strings.composer.pickerCurrent,
  open: strings.composer.pickerOpen,
  found: strings.composer.pickerFound,
  commands: strings.composer.pickerCommands,
  upload: '',
};

export class Picker {
  readonly element: HTMLElement;
  readonly #page: Page;
  readonly #events: PickerEvents;
  readonly #list = element('div', { class: 'picker-list', role: 'listbox', id: LIST_ID });
  readonly #news = element('div', { class: 'visually-hidden', role: 'status' });
  readonly #hint = element('p', { class: 'picker-hint' }, strings.composer.pickerHint);
  readonly #empty = element('p', { class: 'picker-empty' });
  readonly #search: Search;
  #trigger: Trigger | undefined;
  #found: Found = { query: '', results: [], opened: [] };
  #commands: readonly SlashCommand[] = [];
  #choices: readonly Choice[] = [];
  #active = 0;
  /** Pressed before the list had an answer to what was typed: it counts for the answer. */
  #early: string | undefined;
  /** A person went to a row of the list as it stands. */
  #moved = false;
  /** Closed by Escape: this very `@` opens it no more. */
  #dismissed: number | undefined;
  #workspace = '';
  #scrolled = false;

  constructor(page: Page, events: PickerEvents) {
    this.#page = page;
    this.#events = events;
    this.#search = new Search({
      ask: (query, requestId) =>
        page.send({
          type: 'searchIndex',
          pattern: query,
          opened: page.editor.openFiles.map((file) => file.path).slice(0, MOST_OPENED),
          limit: LIMIT,
          requestId,
        }),
      found: (found) => {
        this.#found = found;
        this.#show();
        this.#chooseEarly();
      },
    });
    this.element = element('div', { class: 'picker' }, this.#list, this.#empty, this.#hint, this.#news);
    this.element.hidden = true;
    this.#list.addEventListener('scroll', () => {
      this.#scrolled = true;
    });
    // The text keeps the keyboard while the pointer picks.
    this.element.addEventListener('mousedown', (event) => {
      event.preventDefault();
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  /** For `aria-activedescendant` of the text; undefined while there is nothing to pick. */
  get activeId(): string | undefined {
    return this.isOpen && this.#choices.length > 0 ? `${LIST_ID}-${this.#active}` : undefined;
  }

  setWorkspace(folder: string): void {
    this.#workspace = folder;
  }

  setCommands(commands: readonly SlashCommand[]): void {
    this.#commands = commands;
    if (this.isOpen) this.#show();
  }

  receive(message: ServerMessage): void {
    if (message.type === 'searchResult') {
      this.#search.answered(message);
    } else if (message.type === 'indexStatus') {
      this.#hint.textContent = message.complete ? strings.composer.pickerHint : strings.composer.pickerReading;
    }
  }

  /** What stands before the cursor changed; undefined: nothing that opens a list. */
  update(trigger: Trigger | undefined): void {
    if (trigger?.from !== this.#dismissed) this.#dismissed = undefined;
    if (trigger === undefined || this.#dismissed !== undefined) {
      this.close();
      return;
    }
    const changed = trigger.query !== this.#trigger?.query || trigger.kind !== this.#trigger.kind;
    this.#trigger = trigger;
    this.#early = undefined;
    if (changed) this.#ask(trigger);
    if (!changed || !this.#isListed) this.#show();
  }

  #ask(trigger: Trigger): void {
    this.#active = 0;
    this.#moved = false;
    if (trigger.kind === 'files') this.#search.search(trigger.query);
  }

  close(): void {
    this.#trigger = undefined;
    this.#early = undefined;
    this.#search.stop();
    this.element.hidden = true;
  }

  /** True: the key was for the list. */
  keyDown(event: KeyboardEvent): boolean {
    if (!this.isOpen || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === 'Escape') {
      this.#dismissed = this.#trigger?.from;
      this.close();
      return true;
    }
    return !event.shiftKey && (this.#chooseLater(event.key) || (this.#choices.length > 0 && this.#choose(event.key)));
  }

  /** The files for the letter before are drawn, and the answer to this one, which is on its way, is drawn at once. */
  get #isListed(): boolean {
    return this.isOpen && this.element.dataset['kind'] === 'files' && this.#choices.length > 0 && this.#isBehind;
  }

  #chooseLater(key: string): boolean {
    if (!this.#isBehind || (key !== 'Enter' && key !== 'Tab')) return false;
    this.#early = key;
    return true;
  }

  /** What is listed answers a letter ago, and nobody has chosen in it. */
  get #isBehind(): boolean {
    return this.#trigger?.kind === 'files' && this.#search.isSearching && !this.#moved;
  }

  #chooseEarly(): void {
    const key = this.#early;
    if (key === undefined || this.#isBehind) return;
    this.#early = undefined;
    if (this.#choices.length > 0) this.#choose(key);
  }

  #choose(key: string): boolean {
    const step = STEPS[key];
    if (step !== undefined) this.#move(step);
    else if (key === 'Enter') this.#pick(this.#active);
    else if (key !== 'Tab') return false;
    else if (!this.#enterFolder()) this.#pick(this.#active);
    return true;
  }

  #move(step: number): void {
    const count = this.#choices.length;
    const next = this.#active + step;
    // One step goes round, a page stops at the ends.
    this.#moved = true;
    this.#active = Math.abs(step) === 1 ? (next + count) % count : Math.min(count - 1, Math.max(0, next));
    this.#mark();
  }

  #enterFolder(): boolean {
    const choice = this.#choices[this.#active];
    if (choice?.kind !== 'chip' || choice.chip.kind !== 'folder' || this.#trigger === undefined) return false;
    this.#events.entered(choice.chip.path, this.#trigger);
    return true;
  }

  #pick(index: number): void {
    const choice = this.#choices[index];
    const trigger = this.#trigger;
    if (choice === undefined || trigger === undefined) return;
    this.close();
    this.#events.picked(choice, trigger);
  }

  #show(): void {
    const trigger = this.#trigger;
    if (trigger === undefined) return;
    this.#choices = trigger.kind === 'commands' ? commandChoices(this.#commands, trigger.query) : this.#files(trigger);
    this.#active = Math.min(this.#active, Math.max(0, this.#choices.length - 1));
    const nothing = this.#choices.length === 0;
    // A path that begins a prompt is no command: without one that fits there is no list.
    this.element.hidden = nothing && trigger.kind === 'commands';
    this.element.dataset['kind'] = trigger.kind;
    this.#list.setAttribute(
      'aria-label',
      trigger.kind === 'files' ? strings.composer.pickerFiles : strings.composer.pickerCommands,
    );
    this.#list.hidden = nothing;
    this.#empty.hidden = !nothing;
    this.#empty.textContent = this.#search.isSearching
      ? strings.composer.pickerSearching
      : strings.composer.pickerNothing(trigger.query);
    this.#draw(trigger);
    this.#news.textContent = nothing ? this.#empty.textContent : strings.composer.pickerCount(this.#choices.length);
  }

  #files(trigger: Trigger): Choice[] {
    return fileChoices({
      currentFile: this.#page.editor.openFiles.find((file) => file.active)?.path ?? null,
      opened: this.#found.opened,
      results: this.#found.results,
      workspace: this.#workspace,
      lines: trigger.lines,
      query: trigger.query,
    });
  }

  #draw(trigger: Trigger): void {
    const rows: HTMLElement[] = [];
    let group: Group | undefined;
    this.#choices.forEach((choice, index) => {
      if (choice.group !== group && GROUPS[choice.group] !== '') {
        rows.push(element('div', { class: 'picker-group', role: 'presentation' }, GROUPS[choice.group]));
      }
      group = choice.group;
      rows.push(this.#row(choice, index, trigger));
    });
    this.#list.replaceChildren(...rows);
    this.#mark();
  }

  #row(choice: Choice, index: number, trigger: Trigger): HTMLElement {
    const row = element('div', { class: 'picker-row', role: 'option', id: `${LIST_ID}-${index}` });
    row.append(...rowContent(choice, trigger));
    row.addEventListener('click', () => {
      this.#pick(index);
    });
    row.addEventListener('mousemove', () => {
      if (this.#active === index) return;
      this.#active = index;
      this.#moved = true;
      this.#mark();
    });
    return row;
  }

  #mark(): void {
    for (const row of this.#list.querySelectorAll('[role=option]')) {
      const active = row.id === `${LIST_ID}-${this.#active}`;
      row.setAttribute('aria-selected', String(active));
      // Costs a layout of the whole list, and a list that was just drawn begins with its first row.
      if (active && (this.#active > 0 || this.#scrolled)) row.scrollIntoView({ block: 'nearest' });
    }
    this.element.dispatchEvent(new CustomEvent('picker-moved'));
  }
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE };

function rowContent(choice: Choice, trigger: Trigger): Node[] {
  switch (choice.kind) {
    case 'upload':
      return [composerIcon('upload'), element('span', { class: 'picker-name' }, strings.composer.pickerUpload)];
    case 'command': {
      const { name, description, source } = choice.command;
      return [
        lit('picker-name', `/${name}`, trigger.query),
        element('span', { class: 'picker-folder' }, description),
        element(
          'span',
          { class: 'picker-badge' },
          source === 'project' ? strings.composer.pickerProject : strings.composer.pickerUser,
        ),
      ];
    }
    case 'chip': {
      const { chip, name, folder } = choice;
      const cut = trigger.query.lastIndexOf('/');
      const lines = linesLabel(chip.lines);
      return [
        composerIcon(iconOf(chip)),
        lit('picker-name', name, trigger.query.slice(cut + 1), choice.positions, choice.chip.path.length - name.length),
        ...(lines === '' ? [] : [element('span', { class: 'picker-badge' }, `:${lines}`)]),
        lit('picker-folder', folder, cut < 0 ? '' : trigger.query.slice(0, cut), choice.positions, 0),
      ];
    }
  }
}

/** `positions`: what the bridge found in the path, which `text` is a part of, from `offset` on. */
function lit(className: string, name: string, query: string, positions?: readonly number[], offset = 0): HTMLElement {
  const text = visibleName(name);
  const found = positions?.map((at) => at - offset).filter((at) => at >= 0 && at < text.length);
  const pieces = found === undefined ? highlighted(text, query) : marked(text, found);
  const nodes = pieces.map((piece) => (piece.hit ? element('mark', {}, piece.text) : piece.text));
  return element('span', { class: className, title: text }, ...nodes);
}
