// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';

import type { HostCommand } from '../../src/host/host';
import { JetBrainsHost } from '../../src/host/jetbrains_host';

let host: JetBrainsHost;
let heard: HostCommand[];

/** A window of its own for each test: listeners of the last one must not hear this one. */
class FakeWindow extends EventTarget {
  readonly location = { origin: 'http://127.0.0.1:43117' };
  readonly parent = this;
  readonly told: unknown[] = [];
  [door: string]: unknown;

  postMessage(message: unknown): void {
    this.told.push(message);
  }

  post(data: unknown, origin = this.location.origin, source: unknown = this): void {
    const event = new Event('message');
    Object.assign(event, { data, origin, source });
    this.dispatchEvent(event);
  }

  call(door: string, ...values: unknown[]): void {
    (this[door] as (...values: unknown[]) => void)(...values);
  }
}

let page: FakeWindow;

beforeEach(() => {
  page = new FakeWindow();
  heard = [];
  host = new JetBrainsHost(page as unknown as Window);
  host.start((command) => heard.push(command));
});

describe('the functions on window', () => {
  test.each([
    ['__setToken', ['secret'], { type: 'setToken', token: 'secret' }],
    ['__setFontSize', [14], { type: 'setFontSize', size: 14 }],
    ['__setFontSize', ['14'], { type: 'setFontSize', size: 14 }],
    ['__insertPaths', [['a', 'b c']], { type: 'insertPaths', paths: [{ path: 'a' }, { path: 'b c' }] }],
    ['__pastePath', ['a'], { type: 'insertPaths', paths: [{ path: 'a' }] }],
    ['__updateSessionCommand', ['acli'], { type: 'updateSessionCommand', command: 'acli' }],
    ['__updateSessionCommand', [''], { type: 'updateSessionCommand', command: '' }],
    ['__updateOpenedFiles', [['a'], 'a'], { type: 'updateOpenedFiles', openedFiles: ['a'], currentFile: 'a' }],
    ['__updateOpenedFiles', [[]], { type: 'updateOpenedFiles', openedFiles: [], currentFile: null }],
    [
      '__setSessionConfig',
      [{ cmd: 'x', args: ['y'] }],
      { type: 'setSessionConfig', config: { cmd: 'x', args: ['y'] } },
    ],
    ['__restartSession', [], { type: 'restartSession' }],
  ] as const)('%s(%j)', (door, values, command) => {
    page.call(door, ...values);
    expect(heard).toEqual([command]);
  });

  test.each([
    ['__setToken', ''],
    ['__setToken', 7],
    ['__setFontSize', 73],
    ['__setFontSize', 12.5],
    ['__setFontSize', 'big'],
    ['__insertPaths', []],
    ['__insertPaths', [1]],
    ['__insertPaths', 'a'],
    ['__pastePath', ' '],
    ['__pastePath', undefined],
    ['__updateOpenedFiles', null],
    ['__setSessionConfig', 'x'],
    ['__setParentOrigin', 'https://evil.example'],
  ])('%s(%j) does nothing', (door, value) => {
    page.call(door, value);
    expect(heard).toEqual([]);
  });

  test('these and no others are ours', () => {
    const own = new Set([...Object.keys(new FakeWindow())]);
    const doors = Object.getOwnPropertyNames(page).filter((name) => !own.has(name));
    expect(doors.sort()).toEqual([
      '__insertPaths',
      '__pastePath',
      '__restartSession',
      '__setFontSize',
      '__setParentOrigin',
      '__setSessionConfig',
      '__setToken',
      '__updateOpenedFiles',
      '__updateSessionCommand',
    ]);
  });
});

describe('messages', () => {
  test('that a script in this window posts are heard, with whatever else they carry', () => {
    page.post({ type: 'updateUseClipboard', useClipboard: true, timestamp: 1 });
    expect(heard).toEqual([{ type: 'updateUseClipboard', useClipboard: true }]);
  });

  test.each([
    ['another window', {}, undefined],
    ['another origin', undefined, 'http://127.0.0.1:1'],
    ['nobody', null, undefined],
  ])('of %s are not', (_who, source, origin) => {
    page.post({ type: 'setToken', token: 'evil' }, origin, source === undefined ? page : source);
    expect(heard).toEqual([]);
  });
});

describe('what the page says', () => {
  test('a file is opened by the function the host defined', () => {
    const opened: unknown[] = [];
    page['__openInIDE'] = (path: unknown) => opened.push(path);
    host.tell({ type: 'openFile', path: 'src/app.py', range: { start: 9, end: 24 } });
    expect(opened).toEqual(['src/app.py:9-24']);
    expect(host.hears('openFile')).toBe(true);
  });

  test('nothing is posted: parent is this window, and the page would talk to itself', () => {
    host.tell({ type: 'openFile', path: 'a' });
    host.tell({ type: 'settingsChanged', key: 'fontSize', value: 15 });
    host.tell({ type: 'uiLoaded', success: true });
    expect(page.told).toEqual([]);
    expect(heard).toEqual([]);
  });

  test('without a host nobody hears, and nothing fails', () => {
    host.tell({ type: 'openFile', path: 'a' });
    expect(host.hears('openFile')).toBe(false);
  });

  test('a host of today hears what it asked for, through its own function, also what was said before it came', () => {
    const told: unknown[] = [];
    host.tell({ type: 'uiLoaded', success: true });
    host.tell({ type: 'openExternal', url: 'https://example.org' });
    page['__tellHost'] = (json: string) => told.push(JSON.parse(json));
    page.post({ type: 'hostHello', channel: 2, name: 'Test', notices: ['uiLoaded', 'openFile'] });
    host.tell({ type: 'openFile', path: 'a b', preserveFocus: true });
    expect(told).toEqual([
      { type: 'uiLoaded', success: true, channel: 2 },
      { type: 'openFile', path: 'a b', file: 'a b', preserveFocus: true },
    ]);
    expect(heard).toEqual([{ type: 'hostHello', channel: 2, name: 'Test', notices: ['uiLoaded', 'openFile'] }]);
    expect([host.hears('openFile'), host.hears('openExternal')]).toEqual([true, false]);
  });
});
