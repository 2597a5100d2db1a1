import { describe, expect, test } from 'vitest';

import { calls } from '../../src/core/attention';
import type { SessionStatus } from '../../src/core/protocol';
import {
  labelOf,
  neighbour,
  NO_SESSIONS,
  waiting,
  withBeginning,
  withNew,
  withNews,
  without,
  withSelected,
  withSessions,
  withState,
} from '../../src/core/tabs';
import type { Sessions, TabState } from '../../src/core/tabs';

const NONE: ReadonlySet<string> = new Set();

function session(sessionId: string, state: TabState = 'idle', fields: Partial<SessionStatus> = {}): SessionStatus {
  return {
    sessionId,
    state: state === 'ended' ? 'exited' : 'running',
    pid: 1,
    command: '/usr/bin/claude --continue',
    cwd: '/home/ada/project',
    cols: 80,
    rows: 24,
    clients: 1,
    agent: 'claude',
    ...(state === 'ended' ? {} : { agentState: { state, source: 'program' } }),
    ...fields,
  };
}

const listed = (...sessions: SessionStatus[]): Sessions => withSessions(NO_SESSIONS, sessions, NONE);
const ids = (sessions: Sessions): string[] => sessions.tabs.map(({ id }) => id);
const unread = (sessions: Sessions): string[] => sessions.tabs.filter((tab) => tab.unread).map(({ id }) => id);
const names = (id: string): string => (id === 'claude' ? 'Claude Code' : '');

describe('the list of the bridge', () => {
  test('keeps the order one knows, appends what is new, and drops what is gone', () => {
    const before = listed(session('a'), session('b'), session('c'));
    const after = withSessions(before, [session('d'), session('c'), session('a')], NONE);
    expect(ids(after)).toEqual(['a', 'c', 'd']);
  });

  test('selects the neighbour of a tab that has gone, and a session this page is starting stays', () => {
    const before = withSelected(listed(session('a'), session('b'), session('c')), 'b');
    expect(withSessions(before, [session('a'), session('c')], NONE).selected).toBe('c');
    const starting = withNew(before, { id: 'n', agent: 'codex', command: 'codex', folder: '/' });
    expect(starting.selected).toBe('n');
    expect(ids(withSessions(starting, [session('a')], new Set(['n'])))).toEqual(['a', 'n']);
  });

  test('of the last tab nothing is left', () => {
    expect(without(listed(session('a')), 'a')).toEqual({ tabs: [], selected: undefined });
  });
});

describe('what a page begins with', () => {
  const begin = (sessions: Sessions, first: string, ...last: (string | null | undefined)[]): Sessions =>
    withBeginning(sessions, { first, last, folder: '/home' });

  test('nothing was open: the first session, and that is shown', () => {
    const begun = begin(NO_SESSIONS, 'main', undefined, null, '');
    expect(ids(begun)).toEqual(['main']);
    expect(begun.selected).toBe('main');
  });

  test('tabs of an earlier bridge keep their places, and the one that was looked at last is shown', () => {
    const earlier = listed(session('a', 'ended'), session('main', 'ended'), session('b', 'ended'));
    const begun = begin(earlier, 'main', undefined, 'of another bridge', 'a');
    expect(ids(begun)).toEqual(['a', 'main', 'b']);
    expect(begun.selected).toBe('a');
    expect(begin(earlier, 'main', undefined, null, '').selected).toBe('main');
  });

  test('a first session that was not among them comes last, and is shown only where nothing else was', () => {
    const earlier = listed(session('a', 'ended'), session('b', 'ended'));
    expect(ids(begin(earlier, 'main', 'a'))).toEqual(['a', 'b', 'main']);
    expect(begin(earlier, 'main', 'a').selected).toBe('a');
    expect(begin(earlier, 'main', 'gone').selected).toBe('main');
  });

  test('where something runs nothing is started, and what this tab showed before counts first', () => {
    const running = listed(session('a'), session('b'), session('c'));
    expect(begin(running, '', 'b', 'a', 'c')).toEqual({ tabs: running.tabs, selected: 'b' });
    expect(begin(running, '', undefined, null, '')).toEqual(running);
  });
});

describe('what is news', () => {
  test('a state that one should know is marked until one looks', () => {
    const before = listed(session('a'), session('b', 'working'));
    expect(before.selected).toBe('b');
    const looking = withSelected(before, 'a');
    const done = withState(looking, 'b', { state: 'done' });
    expect(unread(done)).toEqual(['b']);
    expect(unread(withSelected(done, 'b'))).toEqual([]);
  });

  test('what one looks at, and work that begins, is none', () => {
    const before = withSelected(listed(session('a'), session('b')), 'a');
    expect(unread(withState(before, 'a', { state: 'blocked' }))).toEqual([]);
    expect(unread(withState(before, 'b', { state: 'working' }))).toEqual([]);
    expect(unread(withNews(before, 'a'))).toEqual([]);
    expect(unread(withNews(before, 'b'))).toEqual(['b']);
  });

  test('a program that has ended says nothing any more', () => {
    const before = listed(session('a', 'ended'));
    expect(withState(before, 'a', { state: 'working' }).tabs[0]?.state).toBe('ended');
    expect(withSessions(before, [session('a', 'working')], NONE).tabs[0]?.state).toBe('working');
  });

  test('who waits is counted', () => {
    expect(waiting(listed(session('a', 'blocked'), session('b'), session('c', 'blocked')))).toBe(2);
  });
});

describe('a name', () => {
  test('is one’s own, else the agent’s, numbered where there are several', () => {
    const all = listed(session('a'), session('b'), session('c', 'idle', { name: 'Parser' }));
    expect(all.tabs.map((tab) => labelOf(all, tab, names))).toEqual(['Claude Code', 'Claude Code 2', 'Parser']);
  });

  test('of a program that nobody knows is that of its file', () => {
    const all = listed(session('a', 'unknown', { agent: 'plain', command: 'C:\\tools\\my.exe --x' }));
    expect(all.tabs.map((tab) => labelOf(all, tab, names))).toEqual(['my.exe']);
  });

  test('is never empty: a program that did not start has neither agent nor command', () => {
    const all = listed(
      session('a', 'unknown', { agent: '', command: '' }),
      session('b', 'unknown', { agent: '', command: '' }),
    );
    expect(all.tabs.map((tab) => labelOf(all, tab, () => ''))).toEqual(['Session', 'Session 2']);
  });
});

test('the next and the previous tab go around the end', () => {
  const all = withSelected(listed(session('a'), session('b'), session('c')), 'c');
  expect([neighbour(all, 1), neighbour(all, -1)]).toEqual(['a', 'b']);
  expect(neighbour(NO_SESSIONS, 1)).toBeUndefined();
});

describe('a person is called', () => {
  const before = listed(session('a', 'working'), session('b', 'working'));
  const blocked = withState(before, 'a', { state: 'blocked', message: 'approve Update' });

  test('once, when an agent begins to wait and nobody sees the page', () => {
    expect(calls(before, blocked, 'waiting', false)).toEqual([{ id: 'a', kind: 'waiting', message: 'approve Update' }]);
    expect(calls(blocked, withNews(blocked, 'b'), 'waiting', false)).toEqual([]);
  });

  test('again for another question', () => {
    const other = withState(blocked, 'a', { state: 'blocked', message: 'approve Delete' });
    expect(calls(blocked, other, 'waiting', false)).toHaveLength(1);
  });

  test('not while the page is in view, nor where one does not want it', () => {
    expect(calls(before, blocked, 'waiting', true)).toEqual([]);
    expect(calls(before, blocked, 'never', false)).toEqual([]);
  });

  test('when an agent is done only where one wants that, and never for what was there before the page', () => {
    const done = withState(before, 'b', { state: 'done' });
    expect(calls(before, done, 'waiting', false)).toEqual([]);
    expect(calls(before, done, 'waiting-and-done', false)).toEqual([{ id: 'b', kind: 'done', message: '' }]);
    expect(calls(NO_SESSIONS, blocked, 'waiting', false)).toEqual([]);
  });
});
