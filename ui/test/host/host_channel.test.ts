/** The golden messages of the host channel, which the hosts' own tests read too. */

import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { NOTICE_TYPES } from '../../src/host/channel';
import type { HostNotice } from '../../src/host/channel';
import { parseHostMessage } from '../../src/host/host_message';
import { noticeToWire, parseNotice } from '../../src/host/host_notice';

interface Golden {
  direction: 'toPage' | 'toHost';
  cases: { about: string; wire: unknown; means: unknown }[];
}

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../../tests/contract/host_channel');
const files = readdirSync(FOLDER).map((name) => ({
  type: name.replace('.json', ''),
  golden: JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Golden,
}));
const of = (direction: Golden['direction']) =>
  files
    .filter(({ golden }) => golden.direction === direction)
    .flatMap(({ type, golden }) => golden.cases.map((one) => ({ type, ...one })));

describe('a host says', () => {
  test.each(of('toPage'))('$type: $about', ({ wire, means }) => {
    expect(parseHostMessage(wire) ?? null).toEqual(means);
  });
});

describe('the page says', () => {
  test.each(of('toHost'))('$type: $about', ({ wire, means }) => {
    expect(noticeToWire(means as HostNotice)).toEqual(wire);
    expect(parseNotice(wire)).toEqual(means);
  });

  test('each of its notices has a golden file', () => {
    const written = files.filter(({ golden }) => golden.direction === 'toHost').map(({ type }) => type);
    expect(written.sort()).toEqual([...NOTICE_TYPES].sort());
  });

  test.each([
    ['nothing', null],
    ['a list', []],
    ['an unknown type', { type: 'constructor' }],
    ['a file without a name', { type: 'openFile', path: '' }],
    ['an address that is no web page', { type: 'openExternal', url: 'file:///etc/passwd' }],
    ['a script', { type: 'openExternal', url: 'javascript:alert(1)' }],
    ['a key that is none', { type: 'chord', ctrlKey: true }],
    ['an unknown deed', { type: 'hostAction', name: 'formatDisk' }],
    ['a notification of an unknown kind', { type: 'notify', sessionId: 's', title: 't', kind: 'party' }],
    ['states that are no list', { type: 'agentState', sessions: {} }],
    ['a setting that is an object', { type: 'settingsChanged', key: 'a', value: {} }],
  ])('%s, and is not heard', (_what, wire) => {
    expect(parseNotice(wire)).toBeUndefined();
  });

  test('a page of version 1 is understood', () => {
    expect(parseNotice({ type: 'openFile', path: 'a.py:3-5', timestamp: 1 })).toEqual({
      type: 'openFile',
      path: 'a.py',
      range: { start: 3, end: 5 },
    });
  });
});
