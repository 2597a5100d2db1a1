import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { BridgeNotes } from '../../src/bridge/notes';

const LINE = { port: 1, token: 't', uiBase: 'http://127.0.0.1:1/', pid: 4711, version: '0.1.0', protocolVersion: 1 };

let folder = '';
let server: Server | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'notes-'));
});
afterEach(async () => {
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** The private socket of a bridge that is held by another host for the first `busy` that ask. */
async function bridge(busy: number): Promise<{ notes: BridgeNotes; asked: () => number }> {
  const control = join(folder, 'control');
  let asked = 0;
  server = createServer((socket) => {
    socket.once('data', () => {
      asked += 1;
      socket.write(asked > busy ? `${JSON.stringify({ ...LINE, control })}\n` : 'busy\n');
    });
  });
  await new Promise<void>((resolve) => server?.listen(control, resolve));
  const notes = new BridgeNotes(join(folder, 'notes'));
  await notes.keep({ ...LINE, control });
  return { notes, asked: () => asked };
}

describe('the bridge of before a reload', () => {
  test('is asked again while its last host is on its way out', async () => {
    const { notes, asked } = await bridge(2);
    const found = await notes.takeOver();
    expect(found?.line.pid).toBe(LINE.pid);
    expect(asked()).toBe(3);
    found?.bridge.letGo();
  });

  test('is left to another window that holds it', async () => {
    const { notes, asked } = await bridge(Infinity);
    expect(await notes.takeOver()).toBeUndefined();
    expect(asked()).toBeGreaterThan(1);
  });
});
