// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';

import { BrowserHost } from '../../src/host/browser_host';

interface Request {
  url: string;
  method: string | undefined;
  body: unknown;
  hashThen: string;
}

/** The page's address, and a bridge that takes one ticket once. */
function page(
  hash: string,
  answer: () => Promise<Response>,
): { host: BrowserHost; requests: Request[]; address: () => string } {
  const requests: Request[] = [];
  const location = { pathname: '/', search: '?x=1', hash };
  const fake = {
    location,
    history: {
      state: null,
      replaceState: (_state: unknown, _title: string, address: string) => {
        location.hash = '';
        expect(address).toBe('/?x=1');
      },
    },
    fetch: (url: string, init: RequestInit) => {
      requests.push({ url, method: init.method, body: JSON.parse(init.body as string), hashThen: location.hash });
      return answer();
    },
  };
  return { host: new BrowserHost(fake as unknown as Window), requests, address: () => location.hash };
}
const gives = (token: unknown) => () => Promise.resolve(new Response(JSON.stringify({ token })));
const refuses = () => Promise.resolve(new Response('', { status: 403 }));

beforeEach(() => {
  sessionStorage.clear();
});

describe('a ticket in the address', () => {
  test('is taken out of it, exchanged at a relative address, and the token is kept for reloads', async () => {
    const { host, requests, address } = page('#ticket=t1', gives('secret'));
    expect(await host.findToken()).toEqual({ found: 'token', token: 'secret' });
    expect(requests).toEqual([{ url: './ticket', method: 'POST', body: { ticket: 't1' }, hashThen: '' }]);
    expect(address()).toBe('');
    expect(await page('', refuses).host.findToken()).toEqual({ found: 'token', token: 'secret' });
  });

  test.each([
    ['refused', refuses],
    ['answered with nonsense', gives(7)],
    ['answered by nobody', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['answered in no JSON', () => Promise.resolve(new Response('<html>'))],
  ])('that is %s is said to be spent', async (_how, answer) => {
    expect(await page('#ticket=t1', answer).host.findToken()).toEqual({ found: 'spentTicket' });
  });

  test('that is spent does not matter where this tab has a token', async () => {
    page('', refuses).host.keepToken('stored');
    expect(await page('#ticket=old', refuses).host.findToken()).toEqual({ found: 'token', token: 'stored' });
  });
});

describe('without a ticket', () => {
  test('nothing is asked and nothing found', async () => {
    const { host, requests } = page('#other=1', refuses);
    expect(await host.findToken()).toEqual({ found: 'nothing' });
    expect(requests).toEqual([]);
  });

  test('a token that was refused is forgotten, but only that one', async () => {
    const { host } = page('', refuses);
    host.keepToken('new');
    host.dropToken('old');
    expect(await host.findToken()).toEqual({ found: 'token', token: 'new' });
    host.dropToken('new');
    expect(await host.findToken()).toEqual({ found: 'nothing' });
  });
});
