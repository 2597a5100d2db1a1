/** The agents' states in the status bar. */

import type { AgentState, SessionSummary } from '@page/channel';

export interface StatusText {
  text: string;
  tooltip: string;
  isWaiting: boolean;
}

/** The most urgent first: what one icon can say of many sessions. */
const URGENCY: readonly AgentState[] = ['waiting', 'failed', 'working', 'starting', 'done', 'idle', 'ended'];
const LOOK: Readonly<Record<AgentState, [icon: string, words: string]>> = {
  waiting: ['bell-dot', 'waits for you'],
  failed: ['error', 'failed'],
  working: ['loading~spin', 'working'],
  starting: ['loading~spin', 'starting'],
  done: ['check', 'done'],
  idle: ['hubot', 'ready'],
  ended: ['circle-slash', 'ended'],
};

export function statusText(sessions: readonly SessionSummary[]): StatusText {
  const state = URGENCY.find((one) => sessions.some((session) => session.state === one)) ?? 'idle';
  const [icon, words] = LOOK[state];
  const those = sessions.filter((session) => session.state === state);
  const count = those.length > 1 ? `${those.length} ` : '';
  const name = those.length === 1 ? nameOf(those[0]) : 'agents';
  return {
    text: sessions.length === 0 ? '$(hubot) Agents' : `$(${icon}) ${count}${name} ${words}`,
    tooltip: ['Agent Bridge', ...sessions.map((one) => `${nameOf(one)}: ${LOOK[one.state][1]}`)].join('\n'),
    isWaiting: state === 'waiting',
  };
}

const MAX_NAME = 40;

/** Titles come from programs: no icons, no second line. */
function nameOf(session: SessionSummary | undefined): string {
  const name = session?.title ?? '';
  const clean = (name === '' ? (session?.agent ?? '') : name).replace(/\s+/g, ' ').replaceAll('$(', '(').trim();
  if (clean === '') return 'Agent';
  return clean.length > MAX_NAME ? `${clean.slice(0, MAX_NAME - 1)}…` : clean;
}
