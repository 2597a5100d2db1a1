// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';

import type { HostCommand, HostNotice } from '../../src/host/host';
import { VSCodeHost } from '../../src/host/vscode_host';

const PARENT_ORIGIN = 'vscode-webview://1a2b3c';

/** The frame's own window, as far as the host looks at it, and what its parent was told. */
class FakeFrame extends EventTarget {
  readonly told: [unknown, string][] = [];
  readonly parent = {
    postMessage: (message: unknown, origin: string) => {
      this.told.push([message, origin]);
    },
  };

  post(data: unknown, origin = PARENT_ORIGIN, source: unknown = this.parent): void {
    const event = new Event('message');
    Object.assign(event, { data, origin, source });
    this.dispatchEvent(event);
  }
}

let frame: FakeFrame;
let host: VSCodeHost;
let heard: HostCommand[];

beforeEach(() => {
  frame = new FakeFrame();
  heard = [];
  host = new VSCodeHost(frame as unknown as Window);
  host.start((command) => heard.push(command));
});

const introduce = (): void => {
  frame.post({ type: 'setParentOrigin', origin: PARENT_ORIGIN });
};
const TOKEN = { type: 'setToken', token: 'secret' };

describe('the introduction', () => {
  test('nothing is heard before it', () => {
    frame.post(TOKEN);
    expect(heard).toEqual([]);
    introduce();
    frame.post(TOKEN);
    expect(heard).toEqual([TOKEN]);
  });

  test.each([
    ['claims another origin than it has', { type: 'setParentOrigin', origin: 'https://evil.example' }, PARENT_ORIGIN],
    ['has no origin', { type: 'setParentOrigin', origin: 'null' }, 'null'],
    ['claims nothing', { type: 'setParentOrigin' }, PARENT_ORIGIN],
    ['is no object', 'setParentOrigin', PARENT_ORIGIN],
  ])('a parent that %s is not believed', (_claim, message, origin) => {
    frame.post(message, origin);
    frame.post(TOKEN, origin);
    expect(heard).toEqual([]);
    host.tell({ type: 'uiLoaded', success: true });
    expect(frame.told).toEqual([]);
  });

  test.each([
    ['another window', {}],
    ['nobody', null],
    ['this very frame', undefined],
  ])('is not taken from %s', (_who, source) => {
    frame.post(
      { type: 'setParentOrigin', origin: PARENT_ORIGIN },
      PARENT_ORIGIN,
      source === undefined ? frame : source,
    );
    frame.post(TOKEN);
    expect(heard).toEqual([]);
  });

  test('cannot be made twice', () => {
    introduce();
    frame.post({ type: 'setParentOrigin', origin: 'https://evil.example' }, 'https://evil.example');
    frame.post(TOKEN, 'https://evil.example');
    expect(heard).toEqual([]);
  });
});

describe('afterwards', () => {
  beforeEach(introduce);

  test('only this origin and this window are heard', () => {
    frame.post(TOKEN, 'http://127.0.0.1:1');
    frame.post(TOKEN, PARENT_ORIGIN, {});
    frame.post(TOKEN, PARENT_ORIGIN, frame);
    expect(heard).toEqual([]);
  });

  test('messages of no known type, and impossible ones, are passed over', () => {
    frame.post({ type: 'constructor' });
    frame.post({ type: 'setFontSize', size: 7 });
    frame.post(null);
    expect(heard).toEqual([]);
  });
});

test('notices wait for the introduction and then go to this origin alone', () => {
  host.tell({ type: 'uiLoaded', success: true });
  expect(frame.told).toEqual([]);
  introduce();
  host.tell({ type: 'settingsChanged', key: 'fontSize', value: 15 });
  expect(frame.told).toEqual([
    [{ type: 'uiLoaded', success: true, channel: 2 }, PARENT_ORIGIN],
    [{ type: 'settingsChanged', key: 'fontSize', value: 15 }, PARENT_ORIGIN],
  ]);
});

test('for a parent that stays silent only a few are kept', () => {
  for (let size = 8; size < 72; size += 1) host.tell({ type: 'settingsChanged', key: 'fontSize', value: size });
  introduce();
  expect(frame.told).toHaveLength(16);
});

test('a host of version 1 is told what it knows and nothing else', () => {
  introduce();
  host.tell({ type: 'openFile', path: 'a.py', range: { start: 3, end: 5 } });
  host.tell({ type: 'copy', text: 'x' });
  expect(frame.told).toEqual([
    [{ type: 'openFile', path: 'a.py:3-5', file: 'a.py', range: { start: 3, end: 5 } }, PARENT_ORIGIN],
  ]);
  expect([host.hears('openFile'), host.hears('notify')]).toEqual([true, false]);
});

test('a host that says what it hears is told that, and of states said before only the newest', () => {
  const state = (active: string): HostNotice => ({ type: 'agentState', sessions: [], active });
  introduce();
  host.tell(state('a'));
  host.tell({ type: 'copy', text: 'x' });
  host.tell(state('b'));
  frame.post({ type: 'hostHello', channel: 2, name: 'Test', notices: ['agentState'] });
  expect(frame.told).toEqual([[state('b'), PARENT_ORIGIN]]);
  host.tell({ type: 'openFile', path: 'a' });
  expect(frame.told).toHaveLength(1);
});
