/** The size of the terminal's text, in pixels: kept for this browser, changed by the person or the host. */

import { MAX_FONT_SIZE, MIN_FONT_SIZE } from '../host/host';
import { readSetting, writeSetting } from '../host/storage';

const KEY = 'agent-bridge.fontSize';
const DEFAULT_FONT_SIZE = 13;

export class FontSize {
  #value = stored();

  get value(): number {
    return this.#value;
  }

  /** The size after a step; 0 goes back to the default. */
  after(step: -1 | 0 | 1): number {
    const wanted = step === 0 ? DEFAULT_FONT_SIZE : this.#value + step;
    return Math.min(Math.max(wanted, MIN_FONT_SIZE), MAX_FONT_SIZE);
  }

  set(value: number): void {
    this.#value = value;
    writeSetting('localStorage', KEY, String(value));
  }
}

function stored(): number {
  const value = Number(readSetting('localStorage', KEY));
  return Number.isInteger(value) && value >= MIN_FONT_SIZE && value <= MAX_FONT_SIZE ? value : DEFAULT_FONT_SIZE;
}
