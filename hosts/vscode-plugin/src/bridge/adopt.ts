/** A bridge of this window's last life, taken over before its grace is over: a reload ends the extension, not the agents. */

import { connect } from 'node:net';
import type { Socket } from 'node:net';

import { MAX_READY_BYTES, ReadyLineReader } from '../core/ready_line';
import type { ReadyLine } from '../core/ready_line';
import type { Ending } from '../core/restarts';

export type Adoption =
  | { kind: 'adopted'; line: ReadyLine; bridge: AdoptedBridge }
  /** It has a host: another window's, or this window's last one, which is still on its way out. */
  | { kind: 'busy' }
  | { kind: 'gone' };

const ANSWER_MS = 3000;
const TERM_AFTER_MS = 10_000;

/** Held by a connection instead of stdin; when that closes, the process has ended. */
export class AdoptedBridge {
  readonly ended: Promise<Ending>;
  /** Its log goes nowhere since its first host has gone. */
  readonly tail = '';
  readonly #connection: Socket;
  readonly #pid: number | null;

  constructor(connection: Socket, line: ReadyLine) {
    this.#connection = connection;
    this.#pid = line.pid;
    this.ended = new Promise((resolve) => {
      connection.once('close', () => {
        resolve({ code: null, signal: null });
      });
    });
    connection.on('error', () => undefined).resume();
  }

  async stop(): Promise<void> {
    this.#signal('SIGTERM');
    const kill = setTimeout(() => {
      this.#signal('SIGKILL');
    }, TERM_AFTER_MS);
    await this.ended;
    clearTimeout(kill);
  }

  letGo(): void {
    this.#connection.end();
  }

  #signal(signal: NodeJS.Signals): void {
    try {
      if (this.#pid !== null) process.kill(this.#pid, signal);
    } catch {
      // It has ended by itself; its connection says so.
    }
  }
}

/** Ask the bridge behind this private socket to be its host. */
export function adopt(control: string): Promise<Adoption> {
  return new Promise((resolve) => {
    const connection = connect(control);
    const settle = (adoption: Adoption): void => {
      clearTimeout(timer);
      if (adoption.kind !== 'adopted') connection.destroy();
      resolve(adoption);
    };
    const timer = setTimeout(() => {
      settle({ kind: 'gone' });
    }, ANSWER_MS);
    connection.on('error', () => {
      settle({ kind: 'gone' });
    });
    connection.once('connect', () => {
      connection.write('host\n');
    });
    readAnswer(connection, settle);
  });
}

function readAnswer(connection: Socket, settle: (adoption: Adoption) => void): void {
  const reader = new ReadyLineReader();
  let text = '';
  const onData = (piece: string): void => {
    text = (text + piece).slice(0, MAX_READY_BYTES);
    const reading = reader.feed(piece);
    if (reading.kind === 'waiting' && !text.includes('\n')) return;
    connection.off('data', onData);
    if (reading.kind === 'ready') {
      settle({ kind: 'adopted', line: reading.line, bridge: new AdoptedBridge(connection, reading.line) });
    } else settle({ kind: text.startsWith('busy') ? 'busy' : 'gone' });
  };
  connection.setEncoding('utf8').on('data', onData);
  connection.once('close', () => {
    settle({ kind: 'gone' });
  });
}
