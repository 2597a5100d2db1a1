// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from 'vitest';

import type { ConnectionState } from '../../src/core/connection';
import { Banner } from '../../src/view/banner';
import { openInBrowser, webAddress } from '../../src/view/links';
import { SearchBox } from '../../src/view/search_box';
import { socketUrl } from '../../src/view/socket';
import { StatusView } from '../../src/view/status';
import { TokenPrompt } from '../../src/view/token_prompt';

const HOSTILE = '<img src=x onerror="alert(1)">';

beforeEach(() => {
  document.body.replaceChildren();
});

describe('status', () => {
  const words = (state: ConnectionState): (string | null | undefined)[] => {
    const view = new StatusView(() => undefined);
    view.show(state);
    return [
      view.element.querySelector('.status-words')?.textContent,
      view.element.querySelector('[role=status]')?.textContent,
      view.element.querySelector('button')?.hidden === false ? 'button' : undefined,
    ];
  };

  test.each<[ConnectionState, string, string, string?]>([
    [{ name: 'signedOut', reason: 'noToken' }, 'Not signed in', 'Not signed in'],
    [{ name: 'connecting' }, 'Connecting', 'Connecting'],
    [{ name: 'open' }, 'Connected', 'Connected'],
    [{ name: 'reconnecting', delayMs: 2000, busy: false }, 'Reconnecting in 2 s', 'Reconnecting'],
    [{ name: 'reconnecting', delayMs: 250, busy: false }, 'Reconnecting', 'Reconnecting'],
    [{ name: 'stopped' }, 'The bridge has stopped', 'The bridge has stopped', 'button'],
  ])('%j is said in words, and spoken without the seconds', (state, shown, spoken, button) => {
    expect(words(state)).toEqual([shown, spoken, button]);
  });
});

describe('banner', () => {
  test('shows text as text, runs its action, and goes with Escape', () => {
    const banner = new Banner('note-banner');
    document.body.append(banner.element);
    const run = vi.fn();
    const onDismiss = vi.fn();
    banner.show({ text: HOSTILE, actions: [{ label: 'Restart', run }], onDismiss });
    expect(banner.element.textContent).toContain(HOSTILE);
    expect(banner.element.querySelector('img')).toBeNull();
    banner.element.querySelector('button')?.click();
    expect(run).toHaveBeenCalledOnce();
    banner.element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    expect(onDismiss).toHaveBeenCalledOnce();
    expect(banner.isShown).toBe(false);
    expect(banner.element.hidden).toBe(true);
  });

  test('that must be answered does not go with Escape', () => {
    const banner = new Banner('end-banner');
    banner.show({ text: 'The agent ended (code 3).' });
    banner.element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    expect(banner.isShown).toBe(true);
  });
});

describe('token prompt', () => {
  test('hands over what was typed, and keeps none of it', () => {
    const onToken = vi.fn();
    const prompt = new TokenPrompt(onToken);
    document.body.append(prompt.element);
    prompt.show('This token is not valid for this bridge.');
    const input = prompt.element.querySelector('input');
    const form = prompt.element.querySelector('form');
    if (input === null || form === null) throw new Error('no form');
    expect(input.type).toBe('password');
    expect(prompt.element.querySelector('[role=alert]')?.textContent).toContain('not valid');
    form.requestSubmit();
    expect(onToken).not.toHaveBeenCalled();
    input.value = ' secret\n';
    form.requestSubmit();
    expect(onToken).toHaveBeenCalledExactlyOnceWith('secret');
    prompt.hide();
    expect(input.value).toBe('');
  });
});

describe('search', () => {
  test('finds while typing, with Enter the next and with Shift+Enter the one before; Escape ends it', () => {
    const find = vi.fn();
    const closed = vi.fn();
    const box = new SearchBox({ find, closed });
    document.body.append(box.element);
    box.open();
    const input = box.element.querySelector('input');
    if (input === null) throw new Error('no input');
    const press = (key: string, shiftKey = false): void => {
      input.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true }));
    };
    input.value = 'err';
    input.dispatchEvent(new Event('input'));
    press('Enter');
    press('Enter', true);
    expect(find.mock.calls).toEqual([
      ['err', 'next', true],
      ['err', 'next', false],
      ['err', 'previous', false],
    ]);
    box.showResults(1, 3);
    expect(box.element.textContent).toContain('2 of 3');
    press('Escape');
    expect(closed).toHaveBeenCalledOnce();
    expect(box.isOpen).toBe(false);
  });
});

describe('links', () => {
  test('lead to the web, in a window that does not know this one', () => {
    const open = vi.spyOn(window, 'open').mockReturnValue(null);
    openInBrowser('https://example.com/a?b#c');
    expect(open).toHaveBeenCalledExactlyOnceWith('https://example.com/a?b#c', '_blank', 'noopener,noreferrer');
  });

  test.each(['http://a.example/', 'https://example.com/a?b#c'])('%s is one', (uri) => {
    expect(webAddress(uri)).toBe(uri);
  });

  test.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    'vscode://x',
    ' java\nscript:alert(1)',
    'data:text/html,x',
    'nonsense',
  ])('%s leads nowhere', (uri) => {
    expect(webAddress(uri)).toBeUndefined();
  });
});

test.each([
  ['http://127.0.0.1:43117/#x', 'ws://127.0.0.1:43117/ws'],
  ['https://ide.example/proxy/43117/?a=b', 'wss://ide.example/proxy/43117/ws'],
])('the WebSocket of %s is beside the page', (href, url) => {
  expect(socketUrl({ href })).toBe(url);
});
