/** Real child processes, in place of a bridge: scripts that behave as bridges do, well and badly. */

import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { BinaryFinder } from '../../src/bridge/finder';
import { BridgeLife } from '../../src/bridge/life';
import type { LifeState } from '../../src/bridge/life';
import { startBridge } from '../../src/bridge/process';
import { targetOf } from '../../src/core/binary';
import type { BinaryPlaces } from '../../src/core/binary';
import { readZip } from '../../src/core/zip';

const PLATFORM = { system: process.platform, arch: process.arch };
const READY = `process.stdout.write('noise\\n' + JSON.stringify({ port: 9, token: 'secret' + process.pid,
  uiBase: 'http://127.0.0.1:9/', pid: process.pid, version: '1' }) + '\\n');`;
const UNTIL_STDIN_ENDS = `process.stdin.resume().on('end', () => process.exit(0));`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bridge test '));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A program that is a script, at a path with a blank in it. */
async function program(body: string, name = 'agent-bridge'): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!${process.execPath}\n${body}`);
  await chmod(path, 0o755);
  return path;
}

async function start(body: string, readyMs = 15_000, lines: string[] = []) {
  const path = await program(body);
  return startBridge({
    path,
    arguments: ['--x'],
    cwd: folder,
    environment: { ...process.env },
    readyMs,
    onLogLine: (line) => lines.push(line),
  });
}

describe('a program that is started', () => {
  test('is ready behind noise, is logged, and ends when its stdin does', async () => {
    const lines: string[] = [];
    const result = await start(`console.error('hello', process.argv[2]); ${READY} ${UNTIL_STDIN_ENDS}`, 15_000, lines);
    if (result.kind !== 'ready') throw new Error(result.kind);
    expect(result.line.port).toBe(9);
    await result.bridge.stop();
    expect(await result.bridge.ended).toEqual({ code: 0, signal: null });
    expect(lines).toEqual(['hello --x']);
    expect(lines.join()).not.toContain('secret');
  });

  test('and says nothing is ended, and its last words are kept', async () => {
    const result = await start(`console.error('thinking'); setInterval(() => {}, 1000);`, 1500);
    expect(result).toEqual({ kind: 'silent', tail: 'thinking' });
  });

  test('and ends at once says why', async () => {
    const result = await start(`console.error('no port'); process.exit(1);`);
    expect(result).toEqual({ kind: 'ended', ending: { code: 1, signal: null }, tail: 'no port' });
  });

  test('and speaks nonsense is too old', async () => {
    const result = await start(`console.log('{"port": 0, "token": "x"}'); ${UNTIL_STDIN_ENDS}`);
    expect(result).toMatchObject({ kind: 'unusable' });
  });

  test('but cannot be, says so', async () => {
    const path = join(folder, 'nothing');
    const options = { arguments: [], cwd: folder, environment: {}, readyMs: 1000, onLogLine: () => undefined };
    expect(await startBridge({ ...options, path })).toMatchObject({ kind: 'blocked' });
  });
});

describe('the life of a bridge', () => {
  function live(path: string): { life: BridgeLife; states: LifeState[] } {
    const states: LifeState[] = [];
    const candidate = { origin: 'setting', path, isFinal: true } as const;
    const life = new BridgeLife({
      takeOver: () => Promise.resolve(undefined),
      started: () => Promise.resolve(),
      find: () => Promise.resolve({ found: { path, candidate } }),
      options: () => Promise.resolve({ arguments: [], cwd: folder, environment: { ...process.env }, readyMs: 15_000 }),
      log: () => undefined,
      changed: (state) => states.push(state),
      now: () => performance.now(),
    });
    return { life, states };
  }
  const isRunning = (life: BridgeLife): void => {
    expect(life.state.name).toBe('running');
  };

  test('begins once, however many ask', async () => {
    const { life, states } = live(await program(READY + UNTIL_STDIN_ENDS));
    await Promise.all([life.ensure(), life.ensure(), life.ensure()]);
    await life.ensure();
    expect(states.map(({ name }) => name)).toEqual(['starting', 'running']);
    life.dispose();
  });

  test('goes on with another process after it was killed', async () => {
    const { life, states } = live(await program(READY + UNTIL_STDIN_ENDS));
    await life.ensure();
    const first = life.state;
    if (first.name !== 'running' || first.line.pid === null) throw new Error(first.name);
    process.kill(first.line.pid, 'SIGKILL');
    await vi.waitFor(
      () => {
        isRunning(life);
        expect(life.state).not.toEqual(first);
      },
      { timeout: 15_000, interval: 20 },
    );
    expect(states.map(({ name }) => name)).toEqual(['starting', 'running', 'restarting', 'starting', 'running']);
    expect(states[2]).toEqual({ name: 'restarting', ending: { code: null, signal: 'SIGKILL' } });
    life.dispose();
  });

  test('ends with its window, without a word', async () => {
    const { life, states } = live(await program(READY + UNTIL_STDIN_ENDS));
    await life.ensure();
    const { state } = life;
    if (state.name !== 'running') throw new Error(state.name);
    const pid = state.line.pid ?? 0;
    life.dispose();
    await vi.waitFor(
      () => {
        expect(() => process.kill(pid, 0)).toThrow();
      },
      { timeout: 15_000, interval: 20 },
    );
    expect(states).toHaveLength(2);
  });

  test('that cannot begin waits for a person', async () => {
    const path = await program(`console.error('bad flag'); process.exit(2);`);
    const { life } = live(path);
    await life.ensure();
    expect(life.state).toEqual({ name: 'failed', failure: { kind: 'usage', path, tail: 'bad flag' } });
    await program(READY + UNTIL_STDIN_ENDS);
    await life.ensure();
    expect(life.state.name).toBe('failed');
    await life.start();
    isRunning(life);
    await life.restart();
    isRunning(life);
    life.dispose();
  });
});

describe('the program that was shipped', () => {
  const target = targetOf(PLATFORM) ?? '';
  const places = (changes: Partial<BinaryPlaces> = {}): BinaryPlaces => ({
    environment: undefined,
    setting: '',
    extension: folder,
    searchPath: '',
    platform: PLATFORM,
    ...changes,
  });
  const finder = (): BinaryFinder => new BinaryFinder(join(folder, 'cache'));

  async function ship(body = 'shipped'): Promise<string> {
    const path = await program(body, `bin/${target}/agent-bridge`);
    await writeFile(join(dirname(path), 'SHA256SUMS'), `${await sumOfFile(path)}  agent-bridge\n`);
    return path;
  }

  test('is found where its sum is right', async () => {
    const path = await ship();
    expect(await finder().find(places())).toMatchObject({ found: { path } });
  });

  test('is not started where its sum is wrong or missing, and no other is in its place', async () => {
    const path = await ship();
    const one = finder();
    await one.find(places());
    await writeFile(path, 'changed by somebody');
    expect(await one.find(places({ searchPath: folder }))).toEqual({
      failure: { kind: 'damaged', path, reason: 'sum' },
    });
    await writeFile(join(dirname(path), 'SHA256SUMS'), '');
    expect(await one.find(places())).toEqual({ failure: { kind: 'damaged', path, reason: 'noSum' } });
  });

  test('that may not be executed, or is not there, is a failure of its own', async () => {
    const path = await ship();
    await chmod(path, 0o644);
    expect(await finder().find(places())).toEqual({ failure: { kind: 'notExecutable', path, origin: 'bundled' } });
    await rm(path);
    const search = await finder().find(places());
    expect(search).toMatchObject({ failure: { kind: 'missing', origin: null } });
  });

  test('gives way to the one a person names, even where that is missing', async () => {
    await ship();
    const setting = join(folder, 'mine');
    expect(await finder().find(places({ setting }))).toMatchObject({ failure: { kind: 'missing', origin: 'setting' } });
    expect(await finder().find(places({ setting: 'agent-bridge' }))).toMatchObject({ failure: { kind: 'missing' } });
  });

  test('as a folder is unpacked once, by however many windows, and started from there', async () => {
    const path = await ship();
    const zip = join(dirname(path), 'agent-bridge-folder.zip');
    await writeFile(
      zip,
      zipOf({ 'agent-bridge-folder/agent-bridge': 'the folder form', 'agent-bridge-folder/lib/x': 'y' }),
    );
    const sums = `${await sumOfFile(path)}  agent-bridge\n${await sumOfFile(zip)}  agent-bridge-folder.zip\n`;
    await writeFile(join(dirname(path), 'SHA256SUMS'), sums);
    const found = await Promise.all(Array.from({ length: 8 }, () => finder().find(places())));
    const unpacked = join(folder, 'cache', (await sumOfFile(zip)).slice(0, 16), 'agent-bridge-folder', 'agent-bridge');
    expect(new Set(found.map((one) => ('found' in one ? one.found.path : '')))).toEqual(new Set([unpacked]));
    expect(await readFile(unpacked, 'utf8')).toBe('the folder form');
  });

  test.each(['../evil', '/evil', 'a\\b', 'C:evil', 'x/../../evil'])('is no archive with %s in it', (name) => {
    expect(() => readZip(zipOf({ [name]: 'x' }))).toThrow('forbidden name');
  });
});

async function sumOfFile(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** A small zip archive, deflated. */
function zipOf(files: Record<string, string>): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const packed = deflateRawSync(Buffer.from(content));
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(content.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    local.push(head, Buffer.from(name), packed);
    central.push(entry, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(Buffer.concat(central).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, ...central, end]);
}
