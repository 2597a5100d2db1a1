/** Remembered prompts: found while one types, put into the composer, copied, forgotten. */

import type { PromptEntry, PromptList } from '../core/protocol';
import { momentOf } from '../core/moments';
import { promptText } from '../core/prompt_text';
import { Dialog } from './dialog';
import { element, iconButton, textButton } from './elements';
import { strings } from './strings';

export type Project = 'this' | 'all';

export interface HistoryActions {
  ask(request: { requestId: number; pattern: string; project: Project; skip: number; limit: number }): boolean;
  insert(prompt: PromptEntry): void;
  copy(text: string): void;
  remove(id: string): void;
  clear(project: Project): void;
  closed(): void;
}

const PAGE_SIZE = 50;
/** Of a prompt in the list. */
const MAX_SHOWN = 2000;

export class HistoryPanel {
  readonly element: HTMLElement;
  readonly #dialog: Dialog;
  readonly #actions: HistoryActions;
  readonly #input = element('input', {
    class: 'field history-input',
    type: 'search',
    'aria-label': strings.historySearch,
    placeholder: strings.historySearch,
    autocomplete: 'off',
    spellcheck: 'false',
  });
  readonly #project: HTMLSelectElement;
  readonly #list = element('ul', { class: 'history-list' });
  readonly #status = element('p', { class: 'empty', role: 'status' });
  readonly #more: HTMLButtonElement;
  readonly #question = element('div', { class: 'question', hidden: '', role: 'group' });
  #request = 0;
  #prompts: PromptEntry[] = [];
  #total = 0;
  /** Runs when the dialog has given the keyboard back. */
  #chosen: PromptEntry | undefined;

  constructor(actions: HistoryActions) {
    this.#actions = actions;
    this.#project = element(
      'select',
      { class: 'field', 'aria-label': strings.historyProject },
      element('option', { value: 'this' }, strings.historyThis),
      element('option', { value: 'all' }, strings.historyAll),
    );
    this.#dialog = new Dialog('history', strings.historyTitle, () => {
      actions.closed();
      if (this.#chosen !== undefined) actions.insert(this.#chosen);
      this.#chosen = undefined;
    });
    this.#more = textButton(strings.historyMore, () => {
      this.#ask(this.#prompts.length);
    });
    this.#dialog.tools.append(
      iconButton('clearAll', strings.historyClear, () => {
        this.#askClear();
      }),
    );
    this.#dialog.body.append(
      element('div', { class: 'history-bar' }, this.#input, this.#project),
      this.#question,
      this.#list,
      this.#status,
      this.#more,
    );
    this.element = this.#dialog.element;
    this.#listen();
  }

  open(): void {
    this.#question.hidden = true;
    this.#dialog.open();
    this.#input.focus();
    this.#input.select();
    this.#ask(0);
  }

  /** The bridge's answer; one to an earlier question is passed over. */
  show(answer: PromptList): void {
    if (answer.requestId !== this.#request) return;
    const isMore = this.#prompts.length > 0;
    this.#prompts.push(...answer.prompts);
    this.#total = answer.total;
    if (!isMore) this.#list.replaceChildren();
    this.#list.append(...answer.prompts.map((prompt) => this.#row(prompt)));
    this.#showCount();
  }

  /** Prompts were forgotten, here or elsewhere: what is listed is asked for again. */
  refresh(): void {
    if (this.#dialog.isOpen) this.#ask(0);
  }

  #listen(): void {
    this.#input.addEventListener('input', () => {
      this.#ask(0);
    });
    this.#project.addEventListener('change', () => {
      this.#ask(0);
    });
    this.#input.addEventListener('keydown', (event) => {
      if (event.isComposing) return;
      const first = this.#list.querySelector<HTMLElement>('.history-text');
      if (event.key === 'ArrowDown') first?.focus();
      else if (event.key === 'Enter') this.#choose(this.#prompts[0]);
      else return;
      event.preventDefault();
    });
    this.#list.addEventListener('keydown', (event) => {
      this.#keyInList(event);
    });
  }

  #ask(skip: number): void {
    if (skip === 0) this.#prompts = [];
    this.#request += 1;
    const asked = this.#actions.ask({
      requestId: this.#request,
      pattern: this.#input.value,
      project: this.#project.value === 'all' ? 'all' : 'this',
      skip,
      limit: PAGE_SIZE,
    });
    if (!asked) this.#status.textContent = strings.historyOffline;
  }

  #showCount(): void {
    const nothing = this.#input.value === '' ? strings.historyEmpty : strings.historyNothing;
    this.#status.textContent = this.#total === 0 ? nothing : '';
    this.#more.hidden = this.#prompts.length >= this.#total;
  }

  #row(prompt: PromptEntry): HTMLElement {
    const text = promptText(prompt.serializedContent);
    const choose = element('button', { type: 'button', class: 'history-text', title: strings.historyInsert });
    choose.textContent = text.slice(0, MAX_SHOWN);
    choose.addEventListener('click', () => {
      this.#choose(prompt);
    });
    const row = element(
      'li',
      { class: 'history-row', 'data-id': prompt.id },
      choose,
      element(
        'div',
        { class: 'history-foot' },
        element('span', { class: 'history-when', title: new Date(prompt.timestamp).toLocaleString() }, when(prompt)),
        element('span', { class: 'history-where', title: prompt.projectCwd }, folderName(prompt.projectCwd)),
        element(
          'span',
          { class: 'history-actions' },
          iconButton('insert', strings.historyInsert, () => {
            this.#choose(prompt);
          }),
          iconButton('copy', strings.historyCopy, () => {
            this.#actions.copy(text);
          }),
          iconButton('trash', strings.historyDelete, () => {
            this.#remove(prompt, row);
          }),
        ),
      ),
    );
    return row;
  }

  #choose(prompt: PromptEntry | undefined): void {
    if (prompt === undefined) return;
    this.#chosen = prompt;
    this.#dialog.close();
  }

  #remove(prompt: PromptEntry, row: HTMLElement): void {
    this.#actions.remove(prompt.id);
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    this.#prompts = this.#prompts.filter(({ id }) => id !== prompt.id);
    this.#total -= 1;
    (next?.querySelector<HTMLElement>('.history-text') ?? this.#input).focus();
    this.#showCount();
  }

  #keyInList(event: KeyboardEvent): void {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('.history-row') : null;
    if (row === null) return;
    const other = event.key === 'ArrowDown' ? row.nextElementSibling : row.previousElementSibling;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      (other?.querySelector<HTMLElement>('.history-text') ?? this.#input).focus();
    } else if (event.key === 'Delete') {
      const prompt = this.#prompts.find(({ id }) => id === row.dataset['id']);
      if (prompt !== undefined) this.#remove(prompt, row);
    } else return;
    event.preventDefault();
  }

  #askClear(): void {
    const project: Project = this.#project.value === 'all' ? 'all' : 'this';
    const done = (): void => {
      this.#question.hidden = true;
      this.#input.focus();
    };
    const yes = textButton(
      strings.historyClearYes,
      () => {
        this.#actions.clear(project);
        done();
      },
      'primary',
    );
    const words = project === 'all' ? strings.historyClearAll : strings.historyClearThis;
    this.#question.setAttribute('aria-label', words);
    this.#question.replaceChildren(element('p', {}, words), yes, textButton(strings.cancel, done));
    this.#question.hidden = false;
    yes.focus();
  }
}

function when({ timestamp }: PromptEntry): string {
  const moment = momentOf(timestamp, Date.now());
  if (moment.unit === 'now') return strings.justNow;
  if (moment.unit === 'date') return new Date(moment.at).toLocaleDateString(undefined, { dateStyle: 'medium' });
  return strings.ago(moment.count, moment.unit);
}

function folderName(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).pop() ?? path;
}
