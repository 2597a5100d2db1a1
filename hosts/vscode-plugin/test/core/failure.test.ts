import { describe, expect, test } from 'vitest';

import { noticeToWire } from '@page/host_notice';

import { ACTION_LABELS, noticeOf } from '../../src/core/failure';
import type { Failure } from '../../src/core/failure';
import { parseFromWebview } from '../../src/core/webview_messages';
import { webviewHtml } from '../../src/core/webview_html';

const ENDING = { code: 1, signal: null };
const FAILURES: Failure[] = [
  { kind: 'untrusted' },
  { kind: 'missing', looked: ['/a', '/b'], origin: null, target: 'linux-x86_64' },
  { kind: 'missing', looked: ['/a'], origin: 'setting', target: 'linux-x86_64' },
  { kind: 'missing', looked: [], origin: null, target: null },
  { kind: 'notExecutable', path: '/a', origin: 'bundled' },
  { kind: 'damaged', path: '/a', reason: 'sum' },
  { kind: 'damaged', path: '/a', reason: 'noSum' },
  ...['linux', 'darwin', 'win32'].map((system): Failure => ({ kind: 'blocked', path: '/a', reason: 'EACCES', system })),
  { kind: 'silent', path: '/a', seconds: 10, tail: 'last' },
  { kind: 'endedAtStart', path: '/a', ending: ENDING, tail: 'last', couldUnpack: true },
  { kind: 'endedAtStart', path: '/a', ending: ENDING, tail: 'last', couldUnpack: false },
  { kind: 'usage', path: '/a', tail: 'last' },
  { kind: 'tooOld', path: '/a', origin: 'setting', reason: 'r' },
  { kind: 'tooOld', path: '/a', origin: 'path', reason: 'r' },
  { kind: 'died', ending: ENDING, tail: 'last' },
  { kind: 'unreachable', address: 'http://127.0.0.1:5/', isRemote: true },
  { kind: 'unreachable', address: 'http://127.0.0.1:5/', isRemote: false },
];

describe('each failure', () => {
  test.each(FAILURES)('$kind says what happened, what to do, and has a button that does it', (failure) => {
    const { title, detail, log, actions } = noticeOf(failure);
    expect(title).not.toBe('');
    expect(detail.length).toBeGreaterThan(30);
    expect(actions.length).toBeGreaterThan(0);
    expect(actions.every((action) => ACTION_LABELS[action] !== '')).toBe(true);
    if ('path' in failure) expect(detail).toContain(failure.path);
    if ('tail' in failure) expect(log).toBe('last');
  });
});

describe('the webview says', () => {
  test.each([
    [
      { type: 'ready', frames: ['http://a', 7] },
      { type: 'ready', frames: ['http://a'] },
    ],
    [
      { type: 'action', action: 'retry' },
      { type: 'action', action: 'retry' },
    ],
    [{ type: 'unreachable' }, { type: 'unreachable' }],
    [
      { type: 'notice', notice: { type: 'openFile', path: 'a:1-2' } },
      { type: 'notice', notice: { type: 'openFile', path: 'a', range: { start: 1, end: 2 } } },
    ],
    [
      { type: 'notice', notice: noticeToWire({ type: 'openFile', path: 'a', range: { start: 6, end: 6 }, column: 2 }) },
      { type: 'notice', notice: { type: 'openFile', path: 'a', range: { start: 6, end: 6 }, column: 2 } },
    ],
    [{ type: 'action', action: 'formatDisk' }, undefined],
    [{ type: 'notice', notice: { type: 'unknown' } }, undefined],
    [{ type: 'setToken', token: 'x' }, undefined],
    [null, undefined],
  ])('%j', (data, message) => {
    expect(parseFromWebview(data)).toEqual(message);
  });
});

test('the policy of the webview allows its own script and the page, and nothing else', () => {
  const page = { nonce: 'n0nce', script: 'https://x/webview.js' };
  const html = webviewHtml({ ...page, frameOrigin: 'http://127.0.0.1:5' });
  const policy = /content="(default-src[^"]*)"/.exec(html)?.[1];
  expect(policy).toBe(
    "default-src 'none'; script-src 'nonce-n0nce'; style-src 'nonce-n0nce'; frame-src http://127.0.0.1:5; base-uri 'none'; form-action 'none'",
  );
  expect(webviewHtml({ ...page, frameOrigin: undefined })).toContain("frame-src 'none'");
  expect(html.match(/<script/g)).toHaveLength(1);
});
