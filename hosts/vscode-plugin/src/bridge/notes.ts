/** Which bridges this workspace's windows have started: where to ask after a reload. No secrets: the sockets are private. */

import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import type { ReadyLine } from '../core/ready_line';
import { adopt } from './adopt';
import type { Adoption } from './adopt';

/** A note of more is none of ours. */
const MAX_NOTES = 32;

/** A second in all: so much later a second window of the same workspace starts its own bridge. */
const ATTEMPTS = 6;
const BETWEEN_MS = 200;

type Adopted = Extract<Adoption, { kind: 'adopted' }>;

export class BridgeNotes {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async keep({ pid, control }: ReadyLine): Promise<void> {
    if (pid === null || control === null) return;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(join(this.#folder, `${pid}`), control, { mode: 0o600 });
    } catch {
      // Then a reload starts a new one.
    }
  }

  /**
   * The first of them that is without a host. One that has a host may be the last window's, which is still on its way
   * out: it is asked again for a moment.
   */
  async takeOver(): Promise<Adopted | undefined> {
    for (let left = ATTEMPTS; ; left -= 1) {
      const found = await this.#ask();
      if (found !== 'busy') return found;
      if (left === 1) return undefined;
      await setTimeout(BETWEEN_MS);
    }
  }

  /** What is gone is forgotten. */
  async #ask(): Promise<Adopted | 'busy' | undefined> {
    let isBusy = false;
    for (const name of await this.#names()) {
      const path = join(this.#folder, name);
      const adoption = await adopt(await readFile(path, 'utf8').catch(() => ''));
      if (adoption.kind === 'adopted') return adoption;
      if (adoption.kind === 'gone') await rm(path, { force: true });
      else isBusy = true;
    }
    return isBusy ? 'busy' : undefined;
  }

  async #names(): Promise<string[]> {
    try {
      return (await readdir(this.#folder)).filter((name) => /^\d+$/.test(name)).slice(0, MAX_NOTES);
    } catch {
      return [];
    }
  }
}
