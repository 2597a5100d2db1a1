/** When a person is called: a notification once a change, and only while nobody sees the page. */

import type { Preferences } from './preferences';
import type { Sessions, Tab, TabState } from './tabs';

export type CallKind = 'waiting' | 'done' | 'failed';

export interface Call {
  id: string;
  kind: CallKind;
  message: string;
}

const KIND: Partial<Record<TabState, CallKind>> = { blocked: 'waiting', done: 'done', error: 'failed' };

/** Whom to call a person for, after `before` became `after`. A tab that is new is no news: it was there before the page was. */
export function calls(before: Sessions, after: Sessions, notify: Preferences['notify'], inView: boolean): Call[] {
  if (inView || notify === 'never') return [];
  const known = new Map(before.tabs.map((tab) => [tab.id, tab]));
  return after.tabs.flatMap((tab) => {
    const kind = KIND[tab.state];
    const earlier = known.get(tab.id);
    if (kind === undefined || earlier === undefined || sameNews(earlier, tab)) return [];
    if (kind !== 'waiting' && notify !== 'waiting-and-done') return [];
    return [{ id: tab.id, kind, message: tab.message }];
  });
}

function sameNews(earlier: Tab, tab: Tab): boolean {
  return earlier.state === tab.state && (tab.state !== 'blocked' || earlier.message === tab.message);
}
