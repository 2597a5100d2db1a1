import { readdirSync, readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { decodeFrame, decodeMessage, encodeFrame, encodeMessage, WireError } from '../../src/core/codec';
import { FEATURES } from '../../src/core/connection';
import { Kind, PROTOCOL_VERSION } from '../../src/core/protocol';
import type { ClientMessage, ServerMessage } from '../../src/core/protocol';

const CONTRACT = new URL('../../../tests/contract/', import.meta.url);
const golden = (name: string): string => readFileSync(new URL(`${name}.json`, CONTRACT), 'utf8');

/** Every wire type there is; the compiler refuses a table that has one too many or too few. */
const CLIENT: Record<ClientMessage['type'], true> = {
  hello: true,
  openSession: true,
  stdin: true,
  resize: true,
  close: true,
  snapshot: true,
  injectFiles: true,
  send: true,
  updateSessionConfig: true,
  searchIndex: true,
  allowPaths: true,
  savePrompt: true,
  removePrompt: true,
  fontSizeChanged: true,
  updateUseClipboard: true,
  attach: true,
  detach: true,
  ack: true,
  replayAck: true,
  checkpoint: true,
  visibility: true,
  theme: true,
  listSessions: true,
  renameSession: true,
  showSession: true,
  restartSession: true,
  stopSession: true,
  listAgents: true,
  listSettings: true,
  changeSetting: true,
  listPrompts: true,
  clearPrompts: true,
  checkPaths: true,
  readFile: true,
  sendPrompt: true,
  removeQueuedPrompt: true,
  saveDraft: true,
  loadDraft: true,
  listCommands: true,
  tellEditor: true,
  shareEditor: true,
  mentionFile: true,
  editDiff: true,
  decideDiff: true,
};
const SERVER: Record<ServerMessage['type'], true> = {
  welcome: true,
  opened: true,
  stdout: true,
  snapshot: true,
  attached: true,
  resized: true,
  replayEnd: true,
  detached: true,
  exit: true,
  error: true,
  sessionConfigUpdated: true,
  searchResult: true,
  indexStatus: true,
  promptSaved: true,
  promptRemoved: true,
  sessionsChanged: true,
  agentList: true,
  settingsList: true,
  promptList: true,
  promptsCleared: true,
  pathsChecked: true,
  fileText: true,
  agentState: true,
  notification: true,
  promptSent: true,
  promptQueue: true,
  draftLoaded: true,
  commandList: true,
  editorShared: true,
  diffOpened: true,
  diffClosed: true,
  showFile: true,
};
const fileOf = (type: string, side: 'client' | 'server'): string =>
  type in CLIENT && type in SERVER ? `${type}.${side}` : type;
const serverFiles = Object.keys(SERVER).map((type) => fileOf(type, 'server'));
const clientFiles = Object.keys(CLIENT).map((type) => fileOf(type, 'client'));

/** Fields a bridge leaves out where they say nothing. */
const OPTIONAL: Partial<Record<string, string[]>> = {
  error: ['field', 'requestType', 'sessionId'],
  searchResult: ['requestId'],
  exit: ['resumable'],
  sessionsChanged: ['first', 'selected'],
  agentState: ['kind', 'message', 'title', 'app', 'progress'],
};

describe('golden messages', () => {
  test('there is one for each message, and for nothing else', () => {
    const files = readdirSync(CONTRACT).filter((name) => name.endsWith('.json'));
    expect(files.sort()).toEqual([...serverFiles, ...clientFiles, 'frames'].map((name) => `${name}.json`).sort());
  });

  test.each(serverFiles)('%s is read as it is', (name) => {
    expect(decodeMessage(golden(name))).toEqual(JSON.parse(golden(name)));
  });

  test.each(serverFiles)('%s is refused without any one of its fields', (name) => {
    const message = JSON.parse(golden(name)) as Record<string, unknown>;
    for (const field of Object.keys(message)) {
      if (OPTIONAL[name]?.includes(field) === true) continue;
      const rest = Object.fromEntries(Object.entries(message).filter(([key]) => key !== field));
      expect(() => decodeMessage(JSON.stringify(rest)), `${name} without ${field}`).toThrow(WireError);
    }
  });

  test('hello is what this page says first', () => {
    const hello: ClientMessage = { type: 'hello', protocolVersion: PROTOCOL_VERSION, features: FEATURES };
    expect(JSON.parse(encodeMessage(hello))).toEqual(JSON.parse(golden('hello')));
  });
});

describe('messages', () => {
  test('a type of a newer bridge is passed over', () => {
    expect(decodeMessage('{"type":"fireworks","n":1}')).toBeUndefined();
    expect(decodeMessage('{"type":"toString"}')).toBeUndefined();
  });

  test.each([
    ['[]', 'not an object'],
    ['null', 'not an object'],
    ['{"type":', 'not JSON'],
    ['{"kind":"exit"}', 'no type'],
    ['{"type":"replayEnd","sessionId":"main","offset":1.5}', 'replayEnd.offset'],
    ['{"type":"detached","sessionId":"main","reason":"bored"}', 'detached.reason'],
    ['{"type":"exit","sessionId":"main","code":0,"offset":1,"reason":"exited"}', 'exit.signal'],
    ['{"type":"sessionsChanged","sessions":[{"sessionId":"main"}]}', 'sessionsChanged.sessions'],
  ])('%s is refused with a reason', (text, reason) => {
    expect(() => decodeMessage(text)).toThrow(reason);
  });
});

describe('binary frames', () => {
  const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
  const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

  interface GoldenFrame {
    kind: 1 | 2 | 3;
    handle: number;
    offset: number;
    payloadHex: string;
    frameHex: string;
  }

  test.each(JSON.parse(golden('frames')) as GoldenFrame[])('golden frame $frameHex', (frame) => {
    const encoded = encodeFrame(frame.kind, frame.handle, frame.offset, fromHex(frame.payloadHex));
    expect(toHex(encoded)).toBe(frame.frameHex);
    const { payload, ...header } = decodeFrame(encoded.buffer);
    expect(header).toEqual({ kind: frame.kind, handle: frame.handle, offset: frame.offset });
    expect(toHex(payload)).toBe(frame.payloadHex);
  });

  test('every frame survives the way there and back', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(Kind)),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.maxSafeNat(),
        fc.uint8Array(),
        (kind, handle, offset, payload) => {
          const frame = decodeFrame(encodeFrame(kind, handle, offset, payload).buffer);
          expect({ ...frame, payload: [...frame.payload] }).toEqual({ kind, handle, offset, payload: [...payload] });
        },
      ),
    );
  });

  test.each([
    ['', 'only 0 bytes'],
    ['01000000010000000000000', 'only 11 bytes'],
    ['09000000010000000000000000', 'kind 9'],
    ['01000000010020000000000000', 'beyond 2^53'],
  ])('%s is refused with a reason', (hex, reason) => {
    expect(() => decodeFrame(fromHex(hex).buffer as ArrayBuffer)).toThrow(reason);
  });
});
