/** Between the extension and the script of its webview, which carries the rest on to the page in its inner frame. */

import type { Chord, HostCommand, HostNotice } from '@page/channel';
import { parseNotice } from '@page/host_notice';

import { ACTIONS } from './failure';
import type { Action } from './failure';

export interface Button {
  action: Action;
  label: string;
}

/** What the webview shows instead of the page, or above it. */
export type Screen =
  | { kind: 'busy'; title: string; detail: string }
  | { kind: 'notice'; title: string; detail: string; log: string; buttons: Button[] };

export type ToWebview =
  /** Load this page and take the screen away once it is there. `seconds`: how long it may take. */
  | { type: 'page'; address: string; seconds: number }
  | { type: 'screen'; screen: Screen }
  | { type: 'toPage'; command: HostCommand }
  /** Keys of the workbench; which of the two is known where the keyboard is. */
  | { type: 'chords'; mac: Chord[]; other: Chord[] };

/** As it travels: a notice of the page in the form the page gave it. */
export type SaidByWebview =
  Exclude<FromWebview, { type: 'notice' }> | { type: 'notice'; notice: Readonly<Record<string, unknown>> };

export type FromWebview =
  /** The script runs; `frames`: the origins that frame it, innermost first. */
  | { type: 'ready'; frames: string[] }
  | { type: 'unreachable' }
  | { type: 'action'; action: Action }
  | { type: 'notice'; notice: HostNotice };

/** A message of the webview's script; undefined where it is none. */
export function parseFromWebview(data: unknown): FromWebview | undefined {
  if (typeof data !== 'object' || data === null || !('type' in data)) return undefined;
  const fields = data as Record<string, unknown>;
  switch (fields['type']) {
    case 'ready':
      return { type: 'ready', frames: textsIn(fields['frames']) };
    case 'unreachable':
      return { type: 'unreachable' };
    case 'action': {
      const action = ACTIONS.find((known) => known === fields['action']);
      return action && { type: 'action', action };
    }
    case 'notice': {
      const notice = parseNotice(fields['notice']);
      return notice && { type: 'notice', notice };
    }
    default:
      return undefined;
  }
}

const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
