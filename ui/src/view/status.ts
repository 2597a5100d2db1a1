/** A dot, and in words what it means. */

import type { ConnectionState } from '../core/connection';
import { element, textButton } from './elements';
import { strings } from './strings';

type Tone = 'good' | 'busy' | 'bad' | 'off';

export class StatusView {
  readonly element: HTMLElement;
  readonly #words = element('span', { class: 'status-words' });
  /** What a screen reader says: once a state, not once a second. */
  readonly #spoken = element('span', { class: 'visually-hidden', role: 'status' });
  readonly #retry: HTMLButtonElement;
  #countdown: number | undefined;

  constructor(onRetry: () => void) {
    this.#retry = textButton(strings.reconnectNow, onRetry);
    this.#words.setAttribute('aria-hidden', 'true');
    this.element = element(
      'div',
      { class: 'status' },
      element('span', { class: 'dot' }),
      this.#words,
      this.#spoken,
      this.#retry,
    );
    this.show({ name: 'signedOut', reason: 'noToken' });
  }

  show(state: ConnectionState): void {
    window.clearInterval(this.#countdown);
    const words = wordsFor(state);
    this.element.dataset['tone'] = toneOf(state);
    this.#retry.hidden = state.name !== 'stopped' && state.name !== 'refused';
    this.#say(words);
    if (this.#spoken.textContent !== words) this.#spoken.textContent = words;
    if (state.name === 'reconnecting' && !state.busy && state.delayMs >= 1000)
      this.#count(Math.round(state.delayMs / 1000));
  }

  #count(seconds: number): void {
    let left = seconds;
    this.#say(strings.status.reconnectingIn(left));
    this.#countdown = window.setInterval(() => {
      left -= 1;
      if (left > 0) this.#say(strings.status.reconnectingIn(left));
    }, 1000);
  }

  #say(words: string): void {
    this.#words.textContent = words;
    this.#words.title = words;
  }
}

function wordsFor(state: ConnectionState): string {
  switch (state.name) {
    case 'reconnecting':
      return state.busy ? strings.status.busy : strings.status.reconnecting;
    case 'refused':
      return state.reason === 'tooOld' ? strings.status.tooOld : strings.status.refused;
    default:
      return strings.status[state.name];
  }
}

function toneOf(state: ConnectionState): Tone {
  switch (state.name) {
    case 'open':
      return 'good';
    case 'connecting':
    case 'reconnecting':
      return 'busy';
    case 'stopped':
    case 'refused':
      return 'bad';
    case 'signedOut':
      return 'off';
  }
}
