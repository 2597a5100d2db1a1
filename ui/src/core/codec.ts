/** Wire text and bytes to typed messages and back. What does not fit is refused with a reason. */

import { count, flag, isObject, listOf, maybe, nullable, objectOf, oneOf, optional, recordOf, text } from './checks';
import type { Shape } from './checks';
import { EDITOR_SHAPES } from './editor_shapes';
import { PAGE_SHAPES, promptEntry } from './page_shapes';
import { PROMPT_SHAPES } from './prompt_shapes';
import { FRAME_HEADER_BYTES, Kind } from './protocol';
import type { AgentStatus, ClientMessage, ServerMessage } from './protocol';

export type FrameKind = (typeof Kind)[keyof typeof Kind];

export interface Frame {
  kind: FrameKind;
  handle: number;
  /** Absolute position of the first payload byte in the session's output. */
  offset: number;
  payload: Uint8Array;
}

/** What came over the wire is no message of ours. */
export class WireError extends Error {}

export function encodeMessage(message: ClientMessage): string {
  return JSON.stringify(message);
}

/** The message in a text frame; undefined for a type this page does not know (a newer bridge may say more). */
export function decodeMessage(text: string): ServerMessage | undefined {
  const value = parseObject(text);
  const type = value['type'];
  if (typeof type !== 'string') throw new WireError('a message has no type');
  if (!Object.hasOwn(SHAPES, type)) return undefined;
  const shape = SHAPES[type as ServerMessage['type']];
  for (const [field, fits] of Object.entries<(field: unknown) => boolean>(shape)) {
    if (!fits(value[field])) throw new WireError(`${type}.${field} is missing or wrong`);
  }
  return value as unknown as ServerMessage;
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new WireError('a text frame is not JSON');
  }
  if (!isObject(value)) throw new WireError('a message is not an object');
  return value;
}

const sessionConfig = objectOf<ServerMessageOf<'welcome'>['sessionConfig']>({
  cmd: text,
  args: listOf(text),
  pty: flag,
  env: listOf(text),
  agent: maybe(text),
  name: optional(text),
  note: maybe(text),
  softNewline: optional(text),
});

const searchHit = objectOf<ServerMessageOf<'searchResult'>['results'][number]>({
  short: text,
  path: text,
  isDir: flag,
  positions: optional(listOf(count)),
});

const agentStatusFields = {
  state: oneOf('blocked', 'done', 'error', 'idle', 'unknown', 'working'),
  source: oneOf('bell', 'none', 'notification', 'program', 'progress', 'quiet', 'title'),
  kind: maybe(oneOf('auth', 'maybeWaiting', 'permission', 'question')),
  message: maybe(text),
  title: maybe(text),
  app: maybe(text),
  progress: maybe(count),
} as const;

const agentStatus = objectOf<AgentStatus>(agentStatusFields);

const sessionStatus = objectOf<ServerMessageOf<'sessionsChanged'>['sessions'][number]>({
  sessionId: text,
  state: oneOf('exited', 'running'),
  pid: count,
  command: text,
  cwd: text,
  cols: count,
  rows: count,
  clients: count,
  code: maybe(count),
  signal: maybe(text),
  name: optional(text),
  agent: maybe(text),
  agentState: maybe(agentStatus),
});

const sizeChange = objectOf<ServerMessageOf<'attached'>['resized'][number]>({
  offset: count,
  cols: count,
  rows: count,
});

type ServerMessageOf<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>;

/** Every message a bridge may send; the compiler keeps this table equal to the generated types. */
const SHAPES: { readonly [T in ServerMessage['type']]: Shape<ServerMessageOf<T>> } = {
  welcome: {
    sessionId: text,
    features: recordOf(flag),
    sessionConfig,
    serverVersion: text,
    protocolVersion: count,
    cwd: text,
  },
  opened: { id: text, sessionId: text, pid: count, resumed: flag, promptHistory: listOf(promptEntry), handle: count },
  stdout: { sessionId: text, dataBase64: text, seq: count },
  snapshot: { sessionId: text, dataBase64: text, lastSeq: count },
  attached: {
    sessionId: text,
    handle: count,
    pid: count,
    offset: count,
    end: count,
    gap: flag,
    cols: count,
    rows: count,
    state: oneOf('exited', 'running'),
    resized: listOf(sizeChange),
  },
  resized: { sessionId: text, offset: count, cols: count, rows: count },
  replayEnd: { sessionId: text, offset: count },
  detached: { sessionId: text, reason: oneOf('asked', 'replaced', 'stale') },
  exit: {
    sessionId: text,
    code: count,
    signal: nullable(text),
    offset: count,
    reason: oneOf('bridge', 'closed', 'exited', 'signalled'),
    resumable: optional(flag),
  },
  error: {
    code: text,
    message: text,
    field: maybe(text),
    requestType: maybe(text),
    sessionId: maybe(text),
    promptId: maybe(text),
  },
  sessionConfigUpdated: { sessionConfig },
  searchResult: {
    results: listOf(searchHit),
    openedResults: listOf(searchHit),
    requestId: maybe(count),
    cancelled: optional(flag),
  },
  indexStatus: { entries: count, complete: flag, live: flag, unreadable: count, truncated: flag },
  promptSaved: {},
  promptRemoved: { promptId: text },
  sessionsChanged: { sessions: listOf(sessionStatus), first: maybe(text), selected: maybe(text) },
  ...PAGE_SHAPES,
  agentState: { sessionId: text, ...agentStatusFields },
  notification: { sessionId: text, title: text, body: text },
  ...PROMPT_SHAPES,
  ...EDITOR_SHAPES,
};

const KINDS: ReadonlySet<number> = new Set(Object.values(Kind));

/** Header: kind u8, session handle u32, absolute byte offset u64; big-endian. */
export function encodeFrame(
  kind: FrameKind,
  handle: number,
  offset: number,
  payload: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(FRAME_HEADER_BYTES + payload.length);
  const header = new DataView(bytes.buffer);
  header.setUint8(0, kind);
  header.setUint32(1, handle);
  header.setBigUint64(5, BigInt(offset));
  bytes.set(payload, FRAME_HEADER_BYTES);
  return bytes;
}

export function decodeFrame(data: ArrayBuffer): Frame {
  if (data.byteLength < FRAME_HEADER_BYTES) throw new WireError(`a binary frame has only ${data.byteLength} bytes`);
  const header = new DataView(data);
  const kind = header.getUint8(0);
  if (!KINDS.has(kind)) throw new WireError(`binary frame kind ${kind} is unknown`);
  const offset = Number(header.getBigUint64(5));
  if (!Number.isSafeInteger(offset)) throw new WireError('a byte offset is beyond 2^53');
  return {
    kind: kind as FrameKind,
    handle: header.getUint32(1),
    offset,
    payload: new Uint8Array(data, FRAME_HEADER_BYTES),
  };
}
