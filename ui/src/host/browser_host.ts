/**
 * What a browser tab itself brings: a ticket in the address, or the token of this tab from before a reload.
 *
 * The token never stands in a URL. A ticket does, in the fragment, which no server sees; it works once and is taken out
 * of the address bar before it is used.
 */

import { readSetting, removeSetting, writeSetting } from './storage';

const TICKET = 'ticket';
const STORED_TOKEN = 'agent-bridge.token';
const EXCHANGE_LIMIT_MS = 10_000;

export type TokenFound =
  | { found: 'token'; token: string }
  | { found: 'nothing' }
  /** There was a ticket, but the bridge does not take it: used before, too old, or of another bridge. */
  | { found: 'spentTicket' };

export class BrowserHost {
  readonly #window: Window;

  constructor(window: Window) {
    this.#window = window;
  }

  /** The token this tab may use without asking anybody. */
  async findToken(): Promise<TokenFound> {
    const ticket = this.#takeTicket();
    if (ticket !== undefined) {
      const token = await this.#exchange(ticket);
      if (token !== undefined) {
        this.keepToken(token);
        return { found: 'token', token };
      }
    }
    const stored = readSetting('sessionStorage', STORED_TOKEN) ?? '';
    if (stored !== '') return { found: 'token', token: stored };
    return { found: ticket === undefined ? 'nothing' : 'spentTicket' };
  }

  /** For reloads of this tab; the browser drops it with the tab. */
  keepToken(token: string): void {
    writeSetting('sessionStorage', STORED_TOKEN, token);
  }

  /** This token is of no use any more. */
  dropToken(token: string): void {
    if (readSetting('sessionStorage', STORED_TOKEN) === token) removeSetting('sessionStorage', STORED_TOKEN);
  }

  #takeTicket(): string | undefined {
    const { location, history } = this.#window;
    const ticket = new URLSearchParams(location.hash.slice(1)).get(TICKET);
    if (ticket === null) return undefined;
    history.replaceState(history.state, '', location.pathname + location.search);
    return ticket === '' ? undefined : ticket;
  }

  async #exchange(ticket: string): Promise<string | undefined> {
    try {
      const response = await this.#window.fetch('./ticket', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ ticket }),
        cache: 'no-store',
        signal: AbortSignal.timeout(EXCHANGE_LIMIT_MS),
      });
      if (!response.ok) return undefined;
      const answer: unknown = await response.json();
      if (typeof answer !== 'object' || answer === null || !('token' in answer)) return undefined;
      return typeof answer.token === 'string' && answer.token !== '' ? answer.token : undefined;
    } catch {
      // No bridge, or not JSON: as good as no ticket; the page then asks, and says why.
      return undefined;
    }
  }
}
