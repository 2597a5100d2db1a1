/** The one line a bridge prints: where it is, and the token for it. */

export interface ReadyLine {
  port: number;
  token: string;
  uiBase: string;
  pid: number | null;
  version: string;
  /** Private socket of this bridge: for links, and for a host that comes back; null: it has none. */
  control: string | null;
}

/** Longer is no ready line, whoever wrote it. */
export const MAX_READY_BYTES = 64 * 1024;

export type Reading =
  | { kind: 'waiting' }
  | { kind: 'ready'; line: ReadyLine }
  /** It speaks, but not as this extension needs it. */
  | { kind: 'unusable'; reason: string };

/** Puts the pieces of stdout together until the line is there. Lines of wrappers before it are skipped. */
export class ReadyLineReader {
  #rest = '';
  #taken = 0;

  feed(text: string): Reading {
    this.#rest += text;
    this.#taken += text.length;
    for (let end = this.#rest.indexOf('\n'); end >= 0; end = this.#rest.indexOf('\n')) {
      const line = this.#rest.slice(0, end);
      this.#rest = this.#rest.slice(end + 1);
      const reading = readLine(line);
      if (reading.kind !== 'waiting') return reading;
    }
    if (this.#taken > MAX_READY_BYTES) return { kind: 'unusable', reason: 'it printed no ready line within 64 KiB' };
    return { kind: 'waiting' };
  }
}

function readLine(line: string): Reading {
  const value = objectIn(line);
  if (value === undefined || !('port' in value) || !('token' in value)) return { kind: 'waiting' };
  const { port, token, uiBase, pid, version, control } = value;
  if (!isPort(port)) return { kind: 'unusable', reason: 'its "port" is no port' };
  if (typeof token !== 'string' || !/^\S+$/.test(token)) return { kind: 'unusable', reason: 'its "token" is no token' };
  if (!isOwnAddress(uiBase, port)) return { kind: 'unusable', reason: 'its "uiBase" is not on this machine' };
  return {
    kind: 'ready',
    line: {
      port,
      token,
      uiBase,
      pid: typeof pid === 'number' ? pid : null,
      version: textOf(version),
      control: textOf(control) || null,
    },
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function objectIn(line: string): Record<string, unknown> | undefined {
  if (!line.trimStart().startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const isPort = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;

function isOwnAddress(value: unknown, port: number): value is string {
  if (typeof value !== 'string') return false;
  try {
    const { protocol, hostname, port: named } = new URL(value);
    const own = hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]';
    return protocol === 'http:' && own && Number(named || 80) === port;
  } catch {
    return false;
  }
}
