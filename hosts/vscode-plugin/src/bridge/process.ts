/** One bridge process: started, its ready line read, its end noticed, ended. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

import type { Ending } from '../core/restarts';
import { LogLines } from '../core/log_text';
import { ReadyLineReader } from '../core/ready_line';
import type { ReadyLine } from '../core/ready_line';

export interface StartOptions {
  path: string;
  arguments: readonly string[];
  cwd: string;
  environment: NodeJS.ProcessEnv;
  readyMs: number;
  onLogLine: (line: string) => void;
}

export type StartResult =
  | { kind: 'ready'; line: ReadyLine; bridge: RunningBridge }
  /** The system did not start it. */
  | { kind: 'blocked'; reason: string }
  | { kind: 'silent'; tail: string }
  | { kind: 'ended'; ending: Ending; tail: string }
  | { kind: 'unusable'; reason: string };

/** Given by the contract: closing stdin asks it to end; then SIGTERM, then SIGKILL. */
const TERM_AFTER_MS = 10_000;
const KILL_AFTER_MS = 2_000;

/** A process that was started: `ended` settles once, when it is gone. */
export class RunningBridge {
  readonly ended: Promise<Ending>;
  readonly #child: ChildProcess;
  readonly #log: LogLines;
  #ending: Ending | undefined;

  constructor(child: ChildProcess, log: LogLines) {
    this.#child = child;
    this.#log = log;
    this.ended = new Promise((resolve) => {
      // 'close' and not 'exit': the last lines of the log come in between.
      child.once('close', (code, signal) => {
        log.end();
        this.#ending = { code, signal };
        resolve(this.#ending);
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get ending(): Ending | undefined {
    return this.#ending;
  }

  get tail(): string {
    return this.#log.tail;
  }

  /** Ask it to end, and see to it that it does. */
  async stop(): Promise<void> {
    this.letGo();
    const term = setTimeout(() => this.#child.kill('SIGTERM'), TERM_AFTER_MS);
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), TERM_AFTER_MS + KILL_AFTER_MS);
    await this.ended;
    clearTimeout(term);
    clearTimeout(kill);
  }

  /** Its life line ends here: it ends by itself, also when nobody waits for it. */
  letGo(): void {
    this.#child.stdin?.end();
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

/** Start a bridge and wait until it has said where it is, or has failed to. */
export async function startBridge(options: StartOptions): Promise<StartResult> {
  const child = spawn(options.path, options.arguments, {
    cwd: options.cwd,
    env: options.environment,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    // A group of its own: what is sent to the editor's group when its window closes is not for the agents.
    detached: process.platform !== 'win32',
  });
  const log = new LogLines(options.onLogLine);
  child.stdin.on('error', () => undefined);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log.feed(text);
  });
  const bridge = new RunningBridge(child, log);
  const result = await firstOf(child, bridge, options.readyMs);
  if (result.kind !== 'ready' && result.kind !== 'blocked') bridge.kill();
  return result;
}

function firstOf(child: ChildProcess, bridge: RunningBridge, readyMs: number): Promise<StartResult> {
  const reader = new ReadyLineReader();
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve({ kind: 'silent', tail: bridge.tail });
    }, readyMs);
    const settle = (result: StartResult): void => {
      clearTimeout(timer);
      resolve(result);
    };
    child.once('error', (error) => {
      settle({ kind: 'blocked', reason: error.message });
    });
    void bridge.ended.then((ending) => {
      settle({ kind: 'ended', ending, tail: bridge.tail });
    });
    let isRead = false;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (isRead) return;
      const reading = reader.feed(text);
      if (reading.kind === 'waiting') return;
      isRead = true;
      if (reading.kind === 'ready') settle({ kind: 'ready', line: reading.line, bridge });
      else settle(reading);
    });
  });
}
