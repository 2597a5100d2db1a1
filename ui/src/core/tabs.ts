/** The sessions of the bridge as tabs: their order, names and states, which is selected, and what is news. */

import type { SessionStatus } from './protocol';

/** `ended`, `failed`: of the program; the others as the bridge reads them out of its output. */
export type TabState = 'unknown' | 'idle' | 'working' | 'blocked' | 'done' | 'error' | 'ended';

export interface Tab {
  id: string;
  /** What a person called it; empty: nothing. */
  name: string;
  /** What the program says it is about; empty: nothing. */
  title: string;
  agent: string;
  command: string;
  folder: string;
  state: TabState;
  /** Why it waits: its own words, plain text. */
  message: string;
  /** Something happened since it was last looked at. */
  unread: boolean;
}

export interface Sessions {
  tabs: readonly Tab[];
  selected: string | undefined;
}

export const NO_SESSIONS: Sessions = { tabs: [], selected: undefined };

/** A session of which nobody has heard anything yet. */
const UNHEARD: Omit<Tab, 'id' | 'agent' | 'command' | 'folder'> = {
  name: '',
  title: '',
  state: 'unknown',
  message: '',
  unread: false,
};

/** States that are news to somebody who looks elsewhere. */
const NEWS: ReadonlySet<TabState> = new Set(['blocked', 'done', 'error', 'ended']);

/**
 * The bridge's list of sessions. Known tabs keep their place, new ones come last. `kept`: ids of tabs that stay although the
 * bridge does not list them, because this page is just starting them. Where the selected one has gone its neighbour is.
 */
export function withSessions(before: Sessions, listed: readonly SessionStatus[], kept: ReadonlySet<string>): Sessions {
  const byId = new Map(listed.map((session) => [session.sessionId, session]));
  const tabs = before.tabs.flatMap((tab) => {
    const session = byId.get(tab.id);
    byId.delete(tab.id);
    if (session !== undefined) return [updated(tab, session, before.selected)];
    return kept.has(tab.id) ? [tab] : [];
  });
  for (const session of byId.values()) tabs.push(updated(undefined, session, before.selected));
  return { tabs, selected: stillSelected(before, tabs) };
}

/** A tab for a session that this page is about to open. */
export function withNew(before: Sessions, tab: Pick<Tab, 'id' | 'agent' | 'command' | 'folder'>): Sessions {
  const fresh: Tab = { ...UNHEARD, ...tab };
  return { tabs: [...before.tabs.filter(({ id }) => id !== tab.id), fresh], selected: tab.id };
}

/**
 * What a page begins with. `first`: the id of the session to be started as nothing runs yet, or empty. `last`: what may
 * have been looked at last, the most likely first.
 */
export function withBeginning(
  listed: Sessions,
  { first, last, folder }: { first: string; last: readonly (string | null | undefined)[]; folder: string },
): Sessions {
  const isNew = first !== '' && !has(listed, first);
  const begun = isNew ? withNew(listed, { id: first, agent: '', command: '', folder }) : listed;
  const shown = [...last, first].find((id) => id != null && has(begun, id));
  return shown == null ? begun : withSelected(begun, shown);
}

export function has(sessions: Sessions, id: string): boolean {
  return sessions.tabs.some((tab) => tab.id === id);
}

export function withSelected(before: Sessions, id: string): Sessions {
  if (!has(before, id)) return before;
  return { selected: id, tabs: before.tabs.map((tab) => (tab.id === id ? { ...tab, unread: false } : tab)) };
}

/** Without a tab: a person closed it, the bridge's list follows. */
export function without(before: Sessions, id: string): Sessions {
  const tabs = before.tabs.filter((tab) => tab.id !== id);
  return { tabs, selected: stillSelected(before, tabs) };
}

/** Something happened in it that its state does not tell: a bell, a notification. */
export function withNews(before: Sessions, id: string): Sessions {
  return change(before, id, (tab) => ({ ...tab, unread: tab.id !== before.selected }));
}

export function withState(
  before: Sessions,
  id: string,
  news: { state: TabState; title?: string | null | undefined; message?: string | null | undefined },
): Sessions {
  return change(before, id, (tab) =>
    tab.state === 'ended' ? tab : stated(tab, news.state, news.title ?? '', news.message ?? '', before.selected),
  );
}

/** The tab `step` places on, around the end. */
export function neighbour(sessions: Sessions, step: 1 | -1): string | undefined {
  const { tabs, selected } = sessions;
  if (tabs.length === 0) return undefined;
  const index = tabs.findIndex((tab) => tab.id === selected);
  return tabs[(Math.max(index, 0) + step + tabs.length) % tabs.length]?.id;
}

/** On the tab of a program that nobody has named, and that did not start. */
const UNKNOWN = 'Session';

/** What stands on a tab: its own name, else that of its agent, numbered where several have it. */
export function labelOf(sessions: Sessions, tab: Tab, agentName: (id: string) => string): string {
  if (tab.name !== '') return tab.name;
  const own = agentName(tab.agent);
  const base = own === '' ? programOf(tab.command) || UNKNOWN : own;
  const same = sessions.tabs.filter(
    (other) =>
      other.name === '' &&
      (own === '' ? programOf(other.command) === programOf(tab.command) : other.agent === tab.agent),
  );
  const place = same.indexOf(tab);
  return place > 0 ? `${base} ${place + 1}` : base;
}

/** How many wait for a person. */
export function waiting(sessions: Sessions): number {
  return sessions.tabs.filter((tab) => tab.state === 'blocked').length;
}

function programOf(command: string): string {
  const [word = ''] = command.trim().split(/\s+/);
  return word.split(/[\\/]/).pop() ?? word;
}

function change(before: Sessions, id: string, alter: (tab: Tab) => Tab): Sessions {
  return { ...before, tabs: before.tabs.map((tab) => (tab.id === id ? alter(tab) : tab)) };
}

function updated(tab: Tab | undefined, session: SessionStatus, selected: string | undefined): Tab {
  const { sessionId: id, name = '', agent, command, cwd: folder } = session;
  const known: Tab = { ...(tab ?? UNHEARD), id, name, agent: agent ?? '', command, folder };
  const news = newsOf(session);
  if (tab === undefined) return { ...known, ...news };
  return stated(known, news.state, news.title, news.message, selected);
}

function newsOf({ state, agentState }: SessionStatus): Pick<Tab, 'state' | 'title' | 'message'> {
  const { state: said = 'unknown', title, message } = agentState ?? {};
  return { state: state === 'exited' ? 'ended' : said, title: title ?? '', message: message ?? '' };
}

function stated(tab: Tab, state: TabState, title: string, message: string, selected: string | undefined): Tab {
  const isNews = state !== tab.state && NEWS.has(state) && tab.id !== selected;
  return { ...tab, state, title, message, unread: tab.unread || isNews };
}

function stillSelected(before: Sessions, tabs: readonly Tab[]): string | undefined {
  if (tabs.some((tab) => tab.id === before.selected)) return before.selected;
  const place = before.tabs.findIndex((tab) => tab.id === before.selected);
  const left = new Set(tabs.map((tab) => tab.id));
  const after = before.tabs.slice(Math.max(place, 0)).find((tab) => left.has(tab.id));
  return after?.id ?? tabs.at(-1)?.id;
}
