/** The sessions of the bridge on this page: their tabs, their panes, and what a person does with them. */

import type { AgentInfo, ClientMessage, ServerMessage, SessionsChanged } from '../core/protocol';
import type { SessionState } from '../core/session';
import {
  has,
  labelOf,
  neighbour,
  NO_SESSIONS,
  withBeginning,
  withNew,
  withNews,
  without,
  withSelected,
  withSessions,
  withState,
} from '../core/tabs';
import type { Sessions, Tab } from '../core/tabs';
import { readSetting, writeSetting } from '../host/storage';
import { element, textButton } from './elements';
import type { NewSession } from './new_session';
import type { Pane } from './pane';
import type { Stage } from './stage';
import { strings } from './strings';
import { TabBar } from './tab_bar';

/** What the first session of a bridge is most likely called; it runs what is configured. */
const FIRST_SESSION = 'main';
/** Which tab was looked at last, for a reload. */
const SELECTED = 'agent-bridge.session';

export interface WorkbenchPorts {
  send: (message: ClientMessage) => boolean;
  /** The tabs, their order or one of their states changed. */
  changed: (before: Sessions, after: Sessions) => void;
  /** Another session is shown. */
  selected: (pane: Pane | undefined) => void;
  openMenu: (id: string, anchor: DOMRect) => void;
  create: () => void;
}

export class Workbench {
  readonly bar: TabBar;
  /** Instead of a terminal where there is no session. */
  readonly empty: HTMLElement;
  /** Of the configured agent, until more is known. */
  configuredNewline = '\n';
  readonly #stage: Stage;
  readonly #ports: WorkbenchPorts;
  readonly #agents = new Map<string, AgentInfo>();
  /** Sessions that this page is starting: the bridge does not list them yet. */
  readonly #starting = new Set<string>();
  #sessions: Sessions = NO_SESSIONS;
  #awaitsList = false;
  #folder = '';

  constructor(stage: Stage, ports: WorkbenchPorts) {
    this.#stage = stage;
    this.#ports = ports;
    this.bar = new TabBar({
      select: this.select.bind(this),
      close: this.close.bind(this),
      openMenu: ports.openMenu,
      rename: (sessionId, name) => {
        ports.send({ type: 'renameSession', sessionId, name });
      },
      create: ports.create,
      agentName: this.agentName.bind(this),
    });
    this.empty = element(
      'div',
      { class: 'no-session', hidden: '' },
      element('p', {}, strings.noSession),
      textButton(strings.commands.newSession, ports.create, 'primary'),
    );
  }

  /** A terminal at once, for what will most likely be there: making one takes as long as connecting does. */
  prepare(): void {
    this.#ports.selected(this.#stage.select(readSetting('sessionStorage', SELECTED) ?? FIRST_SESSION));
  }

  get sessions(): Sessions {
    return this.#sessions;
  }

  get selectedTab(): Tab | undefined {
    return this.#tab(this.#sessions.selected ?? '');
  }

  label(tab: Tab): string {
    return labelOf(this.#sessions, tab, this.agentName.bind(this));
  }

  agentName(id: string): string {
    return this.#agents.get(id)?.name ?? '';
  }

  /** The name of the agent in a session. */
  agentOf(sessionId: string): string {
    return this.agentName(this.#tab(sessionId)?.agent ?? '');
  }

  knowAgents(agents: readonly AgentInfo[]): void {
    for (const agent of agents) this.#agents.set(agent.id, agent);
    this.#show(this.#sessions);
  }

  /** What Shift+Enter sends in a session. */
  softNewline(id: string): string {
    const tab = this.#tab(id);
    return this.#agents.get(tab?.agent ?? '')?.softNewline ?? this.configuredNewline;
  }

  /** A program that nobody knows may be one. */
  isShell(id: string): boolean {
    const agent = this.#tab(id)?.agent ?? '';
    return agent === '' || agent === 'shell' || !this.#agents.has(agent);
  }

  // The connection

  connected(folder: string): void {
    this.#folder = folder;
    this.#awaitsList = true;
    this.#ports.send({ type: 'listSessions' });
  }

  disconnected(): void {
    this.#awaitsList = false;
    this.#stage.disconnected();
  }

  receive(message: ServerMessage): void {
    switch (message.type) {
      case 'sessionsChanged':
        this.#listed(message);
        break;
      case 'agentState':
        this.#show(withState(this.#sessions, message.sessionId, message));
        break;
      case 'notification':
        this.#show(withNews(this.#sessions, message.sessionId));
        break;
      case 'opened':
        this.#starting.delete(message.sessionId);
        break;
      default:
    }
    if ('sessionId' in message && message.sessionId != null) this.#stage.receive(message.sessionId, message);
  }

  /** The state of one of our panes: it may know of the end before the bridge's list does. */
  paneChanged(id: string, state: SessionState): void {
    if (state.name === 'starting') this.#starting.add(id);
    else if (state.name === 'failed') this.#starting.delete(id);
    if (state.name === 'ended') this.#show(withState(this.#sessions, id, { state: 'ended' }));
  }

  /** The program rang; somebody who looks elsewhere may want to know. */
  rang(id: string): void {
    this.#show(withNews(this.#sessions, id));
  }

  /** The bridge has no such session (any more): another page has closed it, or is starting it anew. Its list tells. */
  missing(id: string): void {
    this.#stage.remove(id);
    this.#ports.send({ type: 'listSessions' });
  }

  // What a person does

  select(id: string): void {
    this.#show(withSelected(this.#sessions, id));
    // Who writes a prompt goes on writing, in the composer of the other session.
    if (document.activeElement?.closest('[data-focus-place=composer]') == null) this.#stage.focusTerminal();
  }

  step(step: 1 | -1): void {
    const id = neighbour(this.#sessions, step);
    if (id !== undefined) this.select(id);
  }

  start({ agent, cmd, args, folder }: NewSession): void {
    const id = `s-${crypto.randomUUID()}`;
    this.#starting.add(id);
    this.#show(withNew(this.#sessions, { id, agent, command: [cmd, ...args].join(' '), folder }));
    this.#stage.selected?.open({ cmd, args, cwd: folder });
    this.#stage.focusTerminal();
  }

  stop(id: string): void {
    this.#ports.send({ type: 'stopSession', sessionId: id });
  }

  restart(id: string): void {
    this.select(id);
    this.#stage.selected?.askRestart();
  }

  /** With a question where something may be lost. */
  close(id: string): void {
    const tab = this.#tab(id);
    if (tab === undefined) return;
    const isQuiet = tab.state === 'idle' || tab.state === 'done' || tab.state === 'ended';
    if (isQuiet || this.#starting.has(id)) {
      this.#close(id);
      return;
    }
    this.select(id);
    const words = tab.state === 'unknown' ? strings.closeQuestion : strings.closeWorkingQuestion;
    this.#stage.selected?.ask(words, strings.closeYes, () => {
      this.#close(id);
    });
  }

  #close(id: string): void {
    this.#starting.delete(id);
    this.#ports.send({ type: 'close', sessionId: id });
    this.#stage.remove(id);
    this.#show(without(this.#sessions, id));
    this.#stage.focusTerminal();
  }

  #tab(id: string): Tab | undefined {
    return this.#sessions.tabs.find((tab) => tab.id === id);
  }

  // What is shown

  #listed({ sessions, first, selected }: SessionsChanged): void {
    const before = this.#sessions;
    const after = withSessions(before, sessions, this.#starting);
    for (const { id } of before.tabs) if (!has(after, id)) this.#stage.remove(id);
    // What others do meanwhile is told before the answer to our question, too; only that has `first`.
    if (this.#awaitsList && first != null) this.#begin(after, first, selected ?? '');
    else this.#showListed(after);
  }

  /** The list that was asked for after connecting: what was open before, and what is to be started. */
  #begin(listed: Sessions, first: string, selected: string): void {
    this.#awaitsList = false;
    if (first !== '') {
      this.#starting.add(first);
      this.#stage.begin(first);
    }
    const last = [this.#sessions.selected, readSetting('sessionStorage', SELECTED), selected];
    this.#showListed(withBeginning(listed, { first, last, folder: this.#folder }));
    this.#stage.connected();
  }

  #showListed(after: Sessions): void {
    // The terminal that was there before the list was: for a session that is gone by now.
    const shown = this.#stage.selected?.id;
    if (shown !== undefined && !this.#awaitsList && !has(after, shown)) this.#stage.remove(shown);
    this.#show(after);
  }

  #show(after: Sessions): void {
    const before = this.#sessions;
    this.#sessions = after;
    this.bar.show(after);
    this.empty.hidden = after.tabs.length > 0 || this.#awaitsList;
    if (!this.#awaitsList && after.selected !== this.#stage.selected?.id) this.#showSelected(after);
    if (before !== after) this.#ports.changed(before, after);
  }

  #showSelected(sessions: Sessions): void {
    const tab = sessions.tabs.find(({ id }) => id === sessions.selected);
    if (tab === undefined) {
      this.#ports.selected(undefined);
      return;
    }
    writeSetting('sessionStorage', SELECTED, tab.id);
    this.#ports.send({ type: 'showSession', sessionId: tab.id });
    this.#ports.selected(this.#stage.select(tab.id));
  }
}
