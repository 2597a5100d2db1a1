/** A program that was shipped as a folder: unpacked once per version, beside others that may still run. */

import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';

import { programName } from '../core/binary';
import type { Platform } from '../core/binary';
import { readZip } from '../core/zip';

const inflate = promisify(inflateRaw);
const TOP = 'agent-bridge-folder';
const UNPACKING = '.unpacking-';
const HALF_DONE_MS = 3_600_000;
/** The first of a SHA-256 that make a name. */
const NAME_DIGITS = 16;

/**
 * The program's path, unpacked if it was not yet; undefined where that cannot be done (a full or read-only disk): the
 * one-file form works as well.
 *
 * @param sum the verified SHA-256 of `zip`
 */
export async function unpackOnce(
  zip: string,
  sum: string,
  cache: string,
  platform: Platform,
): Promise<string | undefined> {
  const folder = join(cache, sum.slice(0, NAME_DIGITS));
  const program = join(folder, TOP, programName(platform));
  try {
    if (await isFile(program)) return program;
    await mkdir(cache, { recursive: true, mode: 0o700 });
    const fresh = await mkdtemp(join(cache, UNPACKING));
    await unpack(zip, fresh);
    await putInPlace(fresh, folder);
    await removeOthers(cache, folder);
    return (await isFile(program)) ? program : undefined;
  } catch {
    return undefined;
  }
}

async function unpack(zip: string, into: string): Promise<void> {
  const bytes = await readFile(zip);
  for (const entry of readZip(bytes)) {
    const path = join(into, entry.name);
    if (entry.isFolder) {
      await mkdir(path, { recursive: true, mode: 0o700 });
      continue;
    }
    const packed = bytes.subarray(entry.start, entry.start + entry.packedSize);
    const content = entry.method === 0 ? packed : await inflate(packed, { maxOutputLength: Math.max(entry.size, 1) });
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, content, { mode: 0o700, flag: 'wx' });
  }
}

/** Where another window was faster, its folder is as good. */
async function putInPlace(fresh: string, folder: string): Promise<void> {
  try {
    await rename(fresh, folder);
  } catch {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Older versions, and what was unpacked half long ago. One that runs stays where the system keeps it. */
async function removeOthers(cache: string, folder: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    if (path === folder || (name.startsWith(UNPACKING) && !(await isOld(path)))) continue;
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function isOld(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > HALF_DONE_MS;
  } catch {
    return false;
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
