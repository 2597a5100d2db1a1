/** Where the terminals are: one pane a session, one of them selected, and the search box that belongs to it. */

import type { Frame } from '../core/codec';
import type { Preferences } from '../core/preferences';
import type { ServerMessage } from '../core/protocol';
import type { SessionState } from '../core/session';
import { element } from './elements';
import { Pane } from './pane';
import type { SharedPorts } from './pane';
import type { FilePlace, PathChecks } from './path_link_provider';
import { SearchBox } from './search_box';

/** What the panes need of the page, each with the session it is about. */
export interface StagePorts extends SharedPorts {
  paneChanged: (id: string, state: SessionState) => void;
  missing: (id: string) => void;
  rang: (id: string) => void;
  softNewline: (id: string) => string;
  isShell: (id: string) => boolean;
  checkPaths: (id: string, paths: string[]) => ReturnType<PathChecks['check']>;
  openFile: (place: FilePlace) => void;
}

/** Terminals that are kept alive. A session beyond these is followed again, from its last screen, when it is looked at. */
const MAX_PANES = 8;

export class Stage {
  readonly element: HTMLElement;
  readonly #ports: StagePorts;
  readonly #search: SearchBox;
  /** In the order in which they were last looked at. */
  readonly #panes = new Map<string, Pane>();
  #selected: Pane | undefined;
  #preferences: Preferences;
  #isConnected = false;
  #opening: string | undefined;

  /** `layers`: what lies over the terminal, in front of it in the order of the keyboard. */
  constructor(ports: StagePorts, preferences: Preferences, layers: readonly HTMLElement[]) {
    this.#ports = ports;
    this.#preferences = preferences;
    this.#search = new SearchBox({
      find: (word, direction, incremental) => {
        this.#selected?.terminal.search.find(word, direction, incremental);
      },
      closed: () => {
        this.#selected?.terminal.search.end();
        this.#selected?.terminal.focus();
      },
    });
    this.element = element('main', { class: 'stage' }, this.#search.element, ...layers);
  }

  get selected(): Pane | undefined {
    return this.#selected;
  }

  /** Show this session, followed from now on. */
  select(id: string): Pane {
    const pane = this.#panes.get(id) ?? this.#add(id);
    this.#panes.delete(id);
    this.#panes.set(id, pane);
    if (pane === this.#selected) return pane;
    this.#search.close();
    this.#selected?.hide();
    this.#selected = pane;
    pane.show();
    return pane;
  }

  /** The session has gone, or nobody needs its terminal any more. */
  remove(id: string): void {
    const pane = this.#panes.get(id);
    if (pane === undefined) return;
    this.#panes.delete(id);
    if (pane === this.#selected) {
      this.#search.close();
      this.#selected = undefined;
    }
    pane.dispose();
  }

  /** The first session of a bridge: where it does not run yet it is started, with what is configured. */
  begin(id: string): void {
    this.#opening = id;
    const known = this.#panes.get(id);
    const pane = known ?? this.#add(id);
    if (known === undefined) pane.hide();
    pane.begin();
  }

  connected(): void {
    this.#isConnected = true;
    for (const pane of this.#panes.values()) pane.connected();
  }

  disconnected(): void {
    this.#isConnected = false;
    for (const pane of this.#panes.values()) pane.disconnected();
  }

  /** A message that names a session. */
  receive(sessionId: string, message: ServerMessage): void {
    this.#panes.get(sessionId)?.receive(message);
  }

  receiveFrame(frame: Frame): void {
    for (const pane of this.#panes.values()) pane.receiveFrame(frame);
  }

  pageHidden(): void {
    for (const pane of this.#panes.values()) pane.pageHidden();
  }

  apply(preferences: Preferences): void {
    this.#preferences = preferences;
    for (const pane of this.#panes.values()) pane.apply(preferences);
  }

  openSearch(): void {
    if (this.#selected !== undefined) this.#search.open();
  }

  toggleSearch(): void {
    if (this.#search.isOpen) this.#search.close();
    else this.#search.open();
  }

  /** Only where the keyboard is ours already: a panel that opens must not take it from the editor. */
  focusTerminal(): void {
    if (document.hasFocus() && !this.#search.isOpen && this.#selected?.isAsking === false) {
      this.#selected.terminal.focus();
    }
  }

  #add(id: string): Pane {
    const ports = this.#ports;
    const pane: Pane = new Pane(id, this.element, this.#preferences, {
      ...ports,
      stateChanged: (state) => {
        ports.paneChanged(id, state);
      },
      missing: () => {
        ports.missing(id);
      },
      rang: () => {
        ports.rang(id);
      },
      softNewline: () => ports.softNewline(id),
      isShell: () => ports.isShell(id),
      paths: { check: (paths) => ports.checkPaths(id, paths), open: ports.openFile },
      searchResults: (index, count) => {
        if (this.#selected === pane) this.#search.showResults(index, count);
      },
    });
    this.#panes.set(id, pane);
    this.#letOldestGo();
    if (id === this.#opening) pane.openIfMissing();
    if (this.#isConnected) pane.connected();
    return pane;
  }

  #letOldestGo(): void {
    const [oldest] = this.#panes.keys();
    if (this.#panes.size <= MAX_PANES || oldest === undefined) return;
    this.remove(oldest);
    this.#ports.send({ type: 'detach', sessionId: oldest });
  }
}
