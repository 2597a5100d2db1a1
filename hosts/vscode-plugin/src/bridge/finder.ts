/** Finds the program: looks at the files, verifies what was shipped. */

import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { candidates, isAbsolute, sumOf, targetOf } from '../core/binary';
import type { BinaryPlaces, Candidate } from '../core/binary';
import type { Failure } from '../core/failure';
import { unpackOnce } from './unpack';

export interface Found {
  path: string;
  candidate: Candidate;
}

export type Search = { found: Found } | { failure: Failure };

const SUMS = 'SHA256SUMS';
const FOLDER_ZIP = 'agent-bridge-folder.zip';

/** What was verified stays so while path, size and time stay the same. */
export class BinaryFinder {
  readonly #verified = new Set<string>();
  readonly #cache: string;

  /** `cache`: where a program that was shipped as a folder is unpacked. */
  constructor(cache: string) {
    this.#cache = cache;
  }

  async find(places: BinaryPlaces): Promise<Search> {
    const all = candidates(places);
    for (const candidate of all) {
      const state = await stateOf(candidate.path);
      if (state === 'missing' && !candidate.isFinal) continue;
      const failure = explain(candidate, state, places);
      if (failure !== undefined) return { failure };
      return candidate.origin === 'bundled'
        ? await this.#shipped(candidate, places)
        : { found: { path: candidate.path, candidate } };
    }
    const target = targetOf(places.platform) ?? null;
    return { failure: { kind: 'missing', looked: lookedAt(all), origin: null, target } };
  }

  /** The folder form where it came along, because it starts faster; both only if their sums are right. */
  async #shipped(candidate: Candidate, places: BinaryPlaces): Promise<Search> {
    const zip = join(dirname(candidate.path), FOLDER_ZIP);
    const failure = (await this.#verify(candidate.path)) ?? ((await exists(zip)) ? await this.#verify(zip) : undefined);
    if (failure !== undefined) return { failure };
    const sum = await this.#sum(zip);
    const unpacked = sum === undefined ? undefined : await unpackOnce(zip, sum, this.#cache, places.platform);
    return { found: { path: unpacked ?? candidate.path, candidate } };
  }

  async #sum(path: string): Promise<string | undefined> {
    if (!(await exists(path))) return undefined;
    return sumOf(await textOf(join(dirname(path), SUMS)), basename(path));
  }

  async #verify(path: string): Promise<Failure | undefined> {
    const { size, mtimeMs } = await stat(path);
    const key = `${path}\n${size}\n${mtimeMs}`;
    if (this.#verified.has(key)) return undefined;
    const expected = await this.#sum(path);
    if (expected === undefined) return { kind: 'damaged', path, reason: 'noSum' };
    if ((await sha256(path)) !== expected) return { kind: 'damaged', path, reason: 'sum' };
    this.#verified.add(key);
    return undefined;
  }
}

type State = 'missing' | 'notExecutable' | 'ready';

async function stateOf(path: string): Promise<State> {
  try {
    if (!(await stat(path)).isFile()) return 'missing';
  } catch {
    return 'missing';
  }
  try {
    await access(path, constants.X_OK);
    return 'ready';
  } catch {
    return 'notExecutable';
  }
}

function explain(candidate: Candidate, state: State, { platform }: BinaryPlaces): Failure | undefined {
  const { path, origin } = candidate;
  if (state === 'missing' || (candidate.isFinal && !isAbsolute(path, platform))) {
    return { kind: 'missing', looked: [path], origin, target: targetOf(platform) ?? null };
  }
  return state === 'notExecutable' ? { kind: 'notExecutable', path, origin } : undefined;
}

/** What was shipped, and of the many folders of PATH only that they were looked at. */
function lookedAt(all: readonly Candidate[]): string[] {
  const shipped = all.filter(({ origin }) => origin === 'bundled').map(({ path }) => path);
  return [...shipped, 'agent-bridge on PATH'];
}

const exists = async (path: string): Promise<boolean> => (await stateOf(path)) !== 'missing';

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return '';
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}
