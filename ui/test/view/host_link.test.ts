// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from 'vitest';

import type { Host, HostNotice } from '../../src/host/host';
import { HostLink } from '../../src/view/host_link';
import { followTheme } from '../../src/view/theme';

const told: HostNotice[] = [];
const host: Host = {
  tokenPatienceMs: 0,
  start: () => undefined,
  tell: (notice) => told.push(notice),
  hears: (type) => type === 'chord',
};
const root = document.documentElement;
const visibilityChanged = vi.fn();
let link: HostLink;

beforeEach(() => {
  told.length = 0;
  visibilityChanged.mockClear();
  root.removeAttribute('style');
  root.removeAttribute('data-host-theme');
  link = new HostLink(host, { visibilityChanged });
});

describe('the theme of the host', () => {
  test('is on the root, and the next one leaves nothing of it', () => {
    link.obey({ type: 'setTheme', kind: 'dark', variables: { '--vscode-a': '#111111', '--vscode-b': '#222222' } });
    link.obey({ type: 'setTheme', kind: 'highContrastLight', variables: { '--vscode-b': '#333333' } });
    expect(root.style.getPropertyValue('--vscode-a')).toBe('');
    expect(root.style.getPropertyValue('--vscode-b')).toBe('#333333');
    expect(root.dataset['hostTheme']).toBe('high-contrast-light');
  });

  test('wins over the theme of the system, at once', async () => {
    const apply = vi.fn();
    followTheme(apply, new AbortController().signal);
    apply.mockClear();
    for (const kind of ['light', 'dark'] as const) {
      link.obey({ type: 'setTheme', kind, variables: {} });
      await vi.waitFor(() => {
        expect(root.dataset['theme']).toBe(kind);
      });
    }
    expect(apply).toHaveBeenCalled();
  });
});

test('a panel that the host hides is not visible, and each change is said once', () => {
  expect(link.isVisible).toBe(true);
  link.obey({ type: 'visibility', visible: false, focused: true });
  link.obey({ type: 'visibility', visible: false, focused: false });
  expect(link.isVisible).toBe(false);
  expect(visibilityChanged).toHaveBeenCalledOnce();
});

test('a key of the workbench goes to the host and to nobody else', () => {
  const heard = vi.fn();
  link.listen();
  document.addEventListener('keydown', heard);
  link.obey({
    type: 'setChords',
    chords: [{ key: 'F1', code: 'F1', ctrlKey: false, shiftKey: false, altKey: false, metaKey: false }],
  });
  const f1 = new KeyboardEvent('keydown', { key: 'F1', code: 'F1', bubbles: true, cancelable: true });
  document.body.dispatchEvent(f1);
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'F2', code: 'F2', bubbles: true }));
  expect(f1.defaultPrevented).toBe(true);
  expect(heard).toHaveBeenCalledOnce();
  expect(told).toEqual([
    { type: 'chord', key: 'F1', code: 'F1', ctrlKey: false, shiftKey: false, altKey: false, metaKey: false },
  ]);
});

test('the editor is known from a host of today and of version 1', () => {
  const state = { workspaceFolders: ['/w'], openFiles: [], selection: null, diagnostics: [] };
  expect(link.obey({ type: 'updateEditor', state })).toBe(true);
  expect(link.editor).toBe(state);
  link.obey({ type: 'updateOpenedFiles', openedFiles: ['a', 'b'], currentFile: 'b' });
  expect(link.editor.openFiles.map(({ path, active }) => [path, active])).toEqual([
    ['b', true],
    ['a', false],
  ]);
});
