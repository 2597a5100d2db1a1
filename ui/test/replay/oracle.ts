/**
 * One case: a page follows a program, is asked for a checkpoint somewhere and read again somewhere later; another page
 * attaches there. What the second one shows must be what the first one shows, then and after more output.
 */

import type { SizeChange } from '../../src/core/protocol';
import type { Size } from '../../src/core/session';
import { HeadlessPage } from './headless_page';
import type { Replay } from './headless_page';

export interface Case {
  data: Uint8Array;
  size: Size;
  resized: SizeChange[];
  /** Where a checkpoint is wanted; undefined: nobody ever made one. */
  checkpoint: number | undefined;
  cut: number;
  /** Output behind the cut that both pages must draw the same. */
  until: number;
}

export interface Taken {
  offset: number;
  cols: number;
  rows: number;
  dataBase64: string;
}

/** A page that was there from the first byte on, and never lost its connection. */
export class Witness {
  readonly #case: Case;
  readonly #page = new HeadlessPage();
  #position = 0;
  #changes: SizeChange[];

  constructor(one: Case) {
    this.#case = one;
    this.#changes = [...one.resized];
  }

  async start(): Promise<void> {
    const nothing = new Uint8Array();
    await this.#page.attach({ opening: nothing, offset: 0, size: this.#case.size, resized: [], tail: nothing });
  }

  async checkpoint(wanted: number): Promise<Taken> {
    await this.advance(wanted);
    for (;;) {
      // Hidden twice in a row nothing has changed, and nothing is written: a byte more has to come each time.
      const taken = this.#page.checkpoint();
      if (taken !== undefined) return taken;
      await this.advance(this.#position + 1);
    }
  }

  async advance(to: number): Promise<void> {
    while (this.#position < to) {
      const next = this.#changes[0];
      const end = next === undefined ? to : Math.min(to, next.offset);
      await this.#page.output(this.#position, this.#case.data.subarray(this.#position, end));
      this.#position = end;
      if (next?.offset === end) {
        this.#page.resize(next);
        this.#changes.shift();
      }
    }
  }

  describe(): object {
    return this.#page.describe();
  }
}

/** Attach a second page; undefined: it shows the same as the witness, else the first difference. */
export async function compare(one: Case, witness: Witness, replay: Replay): Promise<string | undefined> {
  const page = new HeadlessPage();
  await page.disturb();
  await page.attach(replay);
  await witness.advance(one.cut);
  if (page.typed > 0) return `the replay typed ${page.typed} characters`;
  const first = difference(witness.describe(), page.describe());
  if (first !== undefined) return `at the cut: ${first}`;
  const later = one.resized.filter(({ offset }) => offset > one.cut);
  let position = one.cut;
  for (const change of [...later, { offset: Infinity, cols: 0, rows: 0 }]) {
    const end = Math.min(one.until, change.offset);
    await page.output(position, one.data.subarray(position, end));
    position = Math.max(position, end);
    if (change.offset <= one.until) page.resize(change);
  }
  await witness.advance(one.until);
  const second = difference(witness.describe(), page.describe());
  return second === undefined ? undefined : `after more output: ${second}`;
}

function difference(expected: unknown, actual: unknown, path = ''): string | undefined {
  if (typeof expected === 'object' && expected !== null && typeof actual === 'object' && actual !== null) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      const found = difference(
        (expected as Record<string, unknown>)[key],
        (actual as Record<string, unknown>)[key],
        `${path}.${key}`,
      );
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return Object.is(expected, actual)
    ? undefined
    : `${path} is ${JSON.stringify(actual)} and should be ${JSON.stringify(expected)}`;
}
