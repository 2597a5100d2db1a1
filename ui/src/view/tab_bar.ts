/** The sessions, as tabs. Arrows move along them, Delete closes one, the context menu (or Shift+F10) has the rest. */

import { labelOf } from '../core/tabs';
import type { Sessions, Tab, TabState } from '../core/tabs';
import { element, iconButton } from './elements';
import { icon } from './icons';
import type { IconName } from './icons';
import { strings } from './strings';

export interface TabBarActions {
  select(id: string): void;
  close(id: string): void;
  openMenu(id: string, anchor: DOMRect): void;
  rename(id: string, name: string): void;
  create(): void;
  agentName: (id: string) => string;
}

const STATE_ICON: Record<TabState, IconName> = {
  unknown: 'terminal',
  idle: 'agent',
  working: 'loading',
  blocked: 'bell',
  done: 'check',
  error: 'error',
  ended: 'circleSlash',
};

/** The pane of a session is named by its tab. */
export function tabElementId(id: string): string {
  return `tab-${encodeURIComponent(id)}`;
}

export class TabBar {
  readonly element: HTMLElement;
  readonly #actions: TabBarActions;
  readonly #list = element('div', { class: 'tab-list', role: 'tablist', 'aria-label': strings.sessions });
  #sessions: Sessions = { tabs: [], selected: undefined };
  #renaming: string | undefined;
  #field: HTMLInputElement | undefined;

  constructor(actions: TabBarActions) {
    this.#actions = actions;
    const create = iconButton('add', strings.commands.newSession, () => {
      actions.create();
    });
    this.element = element('div', { class: 'tabs' }, this.#list, create);
    this.#list.addEventListener('keydown', (event) => {
      this.#keyDown(event);
    });
    this.#list.addEventListener('wheel', (event) => {
      // A wheel that turns one way only still reaches the tabs at the end.
      if (event.deltaX === 0) this.#list.scrollLeft += event.deltaY;
    });
  }

  show(sessions: Sessions): void {
    this.#sessions = sessions;
    if (this.#renaming !== undefined && sessions.tabs.some(({ id }) => id === this.#renaming)) return;
    this.#renaming = undefined;
    this.#field?.remove();
    const hadFocus = this.#list.contains(document.activeElement);
    this.#list.replaceChildren(...sessions.tabs.map((tab) => this.#tab(tab)));
    const selected = this.#selectedElement();
    selected?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    if (hadFocus) selected?.focus();
  }

  /** The name of this tab becomes a field. */
  rename(id: string): void {
    const tab = this.#sessions.tabs.find((each) => each.id === id);
    const place = this.#list.querySelector<HTMLElement>(`#${CSS.escape(tabElementId(id))}`);
    if (tab === undefined || place === null) return;
    const input = element('input', {
      class: 'tab-name-input',
      type: 'text',
      'aria-label': strings.commands.renameSession,
      maxlength: '100',
      spellcheck: 'false',
      value: labelOf(this.#sessions, tab, this.#actions.agentName),
    });
    const end = (taken: boolean): void => {
      if (this.#renaming === undefined) return;
      this.#renaming = undefined;
      if (taken) this.#actions.rename(id, input.value.trim());
      this.show(this.#sessions);
      this.#selectedElement()?.focus();
    };
    input.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.isComposing) return;
      if (event.key === 'Enter') end(true);
      else if (event.key === 'Escape') end(false);
    });
    input.addEventListener('blur', () => {
      end(true);
    });
    this.#renaming = id;
    // Over its tab and not in it: a list of tabs has nothing but tabs in it.
    input.style.left = `${place.offsetLeft - this.#list.scrollLeft}px`;
    input.style.width = `${place.offsetWidth}px`;
    this.#field?.remove();
    this.#field = input;
    this.element.append(input);
    input.focus();
    input.select();
  }

  #selectedElement(): HTMLElement | null {
    return this.#list.querySelector<HTMLElement>('[aria-selected=true]');
  }

  #tab(tab: Tab): HTMLElement {
    const selected = tab.id === this.#sessions.selected;
    const label = labelOf(this.#sessions, tab, this.#actions.agentName);
    const said = [label, tab.title, strings.tabStates[tab.state], tab.unread ? strings.unread : ''];
    const words = said.filter((part) => part !== '').join(', ');
    const close = element('span', { class: 'tab-close', title: strings.commands.closeSession }, icon('close'));
    const node = element(
      'button',
      {
        type: 'button',
        class: 'tab',
        role: 'tab',
        id: tabElementId(tab.id),
        'aria-selected': String(selected),
        'aria-label': words,
        'aria-keyshortcuts': 'Delete',
        tabindex: selected ? '0' : '-1',
        title: [words, tab.message, tab.folder].filter((part) => part !== '').join('\n'),
        'data-state': tab.state,
        'data-unread': String(tab.unread),
        'data-session-id': tab.id,
      },
      icon(STATE_ICON[tab.state]),
      element('span', { class: 'tab-label' }, label),
      element('span', { class: 'tab-mark' }),
      close,
    );
    this.#listenTo(node, tab.id, close);
    return node;
  }

  #listenTo(node: HTMLElement, id: string, close: HTMLElement): void {
    node.addEventListener('click', (event) => {
      if (event.target instanceof Node && close.contains(event.target)) this.#actions.close(id);
      else this.#actions.select(id);
    });
    node.addEventListener('auxclick', (event) => {
      if (event.button === 1) this.#actions.close(id);
    });
    node.addEventListener('dblclick', () => {
      this.rename(id);
    });
    node.addEventListener('contextmenu', (event) => {
      event.preventDefault();
      this.#actions.openMenu(id, node.getBoundingClientRect());
    });
  }

  #keyDown(event: KeyboardEvent): void {
    const id = event.target instanceof HTMLElement ? event.target.dataset['sessionId'] : undefined;
    if (id === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const { tabs } = this.#sessions;
    const at = tabs.findIndex((tab) => tab.id === id);
    const places: Record<string, number> = {
      ArrowLeft: (at - 1 + tabs.length) % tabs.length,
      ArrowRight: (at + 1) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
    };
    const to = places[event.key];
    if (to !== undefined) this.#moveTo(tabs[to]?.id);
    else if (event.key === 'Delete') this.#actions.close(id);
    else if (event.key === 'F2') this.rename(id);
    else return;
    event.preventDefault();
  }

  #moveTo(id: string | undefined): void {
    if (id === undefined) return;
    this.#actions.select(id);
    this.#selectedElement()?.focus();
  }
}
