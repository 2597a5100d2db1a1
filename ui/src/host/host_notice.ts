/** What the page says to a host: written here, and read by hosts that are written in TypeScript. */

import { AGENT_STATES, CHANNEL_VERSION, FOCUS_PLACES, HOST_ACTIONS, NOTIFY_KINDS } from './channel';
import type { HostNotice, SessionSummary, SettingValue } from './channel';
import {
  MAX_PATHS,
  chordOf,
  isFields,
  isText,
  isTexts,
  lineOf,
  listOf,
  oneOf,
  pathOf,
  rangeOf,
  splitRange,
} from './fields';
import type { Fields } from './fields';

/** The bridge runs no more. */
const MAX_SESSIONS = 64;
const MAX_URL = 8192;
const MAX_COPY = 4 * 1024 * 1024;

/** A notice as it travels: hosts of version 1 find what they know where they look for it. */
export function noticeToWire(notice: HostNotice): Fields {
  switch (notice.type) {
    case 'openFile':
      return { ...notice, path: version1Path(notice), file: notice.path };
    case 'uiLoaded':
      return { ...notice, channel: CHANNEL_VERSION };
    default:
      return { ...notice };
  }
}

/** Where to look, as version 1 writes it: `path:start-end`. */
export function version1Path({ path, range }: Extract<HostNotice, { type: 'openFile' }>): string {
  return range === undefined ? path : `${path}:${range.start}-${range.end}`;
}

/** The notice in a message of a page; undefined where it is none, or says something impossible. */
export function parseNotice(data: unknown): HostNotice | undefined {
  if (!isFields(data) || typeof data['type'] !== 'string') return undefined;
  if (!Object.hasOwn(READERS, data['type'])) return undefined;
  return READERS[data['type'] as keyof typeof READERS](data);
}

const READERS = {
  openFile: (fields: Fields) => openFile(fields),
  settingsChanged: ({ key, value }: Fields): HostNotice | undefined =>
    isText(key) && key !== '' && isSetting(value) ? { type: 'settingsChanged', key, value } : undefined,
  uiLoaded: ({ success }: Fields): HostNotice | undefined => ({ type: 'uiLoaded', success: success === true }),
  notify: ({ sessionId, kind, title, body }: Fields): HostNotice | undefined => {
    const known = oneOf(NOTIFY_KINDS, kind);
    if (known === undefined || !isText(sessionId) || !isText(title)) return undefined;
    return { type: 'notify', sessionId, kind: known, title, body: isText(body) ? body : '' };
  },
  agentState: ({ sessions, active }: Fields): HostNotice | undefined => {
    const known = listOf(sessions, MAX_SESSIONS, summaryOf);
    return known && { type: 'agentState', sessions: known, active: isText(active) ? active : null };
  },
  chord: (fields: Fields): HostNotice | undefined => {
    const chord = chordOf(fields);
    return chord && { type: 'chord', ...chord };
  },
  openExternal: ({ url }: Fields): HostNotice | undefined =>
    isText(url) && url.length <= MAX_URL && /^https?:\/\/\S+$/i.test(url) ? { type: 'openExternal', url } : undefined,
  copy: ({ text }: Fields): HostNotice | undefined =>
    isText(text) && text !== '' && text.length <= MAX_COPY ? { type: 'copy', text } : undefined,
  dropUris: ({ uris }: Fields): HostNotice | undefined => {
    const known = listOf(uris, MAX_PATHS, pathOf) ?? [];
    return known.length === 0 ? undefined : { type: 'dropUris', uris: known };
  },
  focusChanged: ({ focus }: Fields): HostNotice | undefined => {
    const known = oneOf(FOCUS_PLACES, focus);
    return known && { type: 'focusChanged', focus: known };
  },
  showDiff: ({ diffId, path, original, proposed, agent }: Fields): HostNotice | undefined => {
    const file = pathOf(path);
    if (!isText(diffId) || diffId === '' || file === undefined || !isText(original) || !isText(proposed)) {
      return undefined;
    }
    return { type: 'showDiff', diffId, path: file, original, proposed, agent: isText(agent) ? agent : '' };
  },
  closeDiff: ({ diffId }: Fields): HostNotice | undefined =>
    isText(diffId) && diffId !== '' ? { type: 'closeDiff', diffId } : undefined,
  hostAction: ({ name }: Fields): HostNotice | undefined => {
    const known = oneOf(HOST_ACTIONS, name);
    return known && { type: 'hostAction', name: known };
  },
};

/** `file` and `range` of today's pages; else the path of version 1. */
function openFile(fields: Fields): HostNotice | undefined {
  const file = pathOf(fields['file']);
  const reference =
    file === undefined ? splitRange(isText(fields['path']) ? fields['path'] : '') : withRange(file, fields['range']);
  if (reference === undefined) return undefined;
  const column = lineOf(fields['column']);
  return {
    type: 'openFile',
    ...reference,
    ...(column === undefined ? {} : { column }),
    ...(typeof fields['preserveFocus'] === 'boolean' ? { preserveFocus: fields['preserveFocus'] } : {}),
  };
}

function withRange(path: string, value: unknown): Pick<Extract<HostNotice, { type: 'openFile' }>, 'path' | 'range'> {
  const range = rangeOf(value);
  return range === undefined ? { path } : { path, range };
}

function summaryOf(value: unknown): SessionSummary | undefined {
  if (!isFields(value) || !isText(value['sessionId'])) return undefined;
  const state = oneOf(AGENT_STATES, value['state']);
  if (state === undefined) return undefined;
  return {
    sessionId: value['sessionId'],
    title: isText(value['title']) ? value['title'] : '',
    agent: isText(value['agent']) ? value['agent'] : '',
    state,
    unread: value['unread'] === true,
  };
}

function isSetting(value: unknown): value is SettingValue {
  return isText(value) || typeof value === 'number' || typeof value === 'boolean' || isTexts(value);
}
