/** Which bridges this workspace's windows have started: where to ask after a reload. No secrets: the sockets are private. */

import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ReadyLine } from '../core/ready_line';
import { adopt } from './adopt';
import type { Adoption } from './adopt';

/** A note of more is none of ours. */
const MAX_NOTES = 32;

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

  /** The first of them that is without a host; what is gone is forgotten. */
  async takeOver(): Promise<Extract<Adoption, { kind: 'adopted' }> | undefined> {
    for (const name of await this.#names()) {
      const path = join(this.#folder, name);
      const adoption = await adopt(await readFile(path, 'utf8').catch(() => ''));
      if (adoption.kind === 'adopted') return adoption;
      if (adoption.kind === 'gone') await rm(path, { force: true });
    }
    return undefined;
  }

  async #names(): Promise<string[]> {
    try {
      return (await readdir(this.#folder)).filter((name) => /^\d+$/.test(name)).slice(0, MAX_NOTES);
    } catch {
      return [];
    }
  }
}
