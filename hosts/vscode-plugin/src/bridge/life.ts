/** The bridge of this window: started when somebody needs it, once; started again when it dies; ended with the window. */

import type { Failure } from '../core/failure';
import type { ReadyLine } from '../core/ready_line';
import { RestartPolicy } from '../core/restarts';
import type { Ending } from '../core/restarts';
import type { Found, Search } from './finder';
import { startBridge } from './process';
import type { StartOptions, StartResult } from './process';

export type LifeState =
  | { name: 'off' }
  | { name: 'starting' }
  | { name: 'running'; line: ReadyLine }
  /** It died; another one comes. */
  | { name: 'restarting'; ending: Ending }
  | { name: 'failed'; failure: Failure };

/** A process, or what stands for one that somebody else has started. */
export interface HeldBridge {
  readonly ended: Promise<Ending>;
  readonly tail: string;
  stop(): Promise<void>;
  letGo(): void;
}

export interface LifePorts {
  /** A bridge that waits to be taken over. */
  takeOver: () => Promise<{ line: ReadyLine; bridge: HeldBridge } | undefined>;
  started: (line: ReadyLine) => Promise<void>;
  find: () => Promise<Search>;
  options: (found: Found) => Promise<Omit<StartOptions, 'path' | 'onLogLine'>>;
  log: (line: string) => void;
  changed: (state: LifeState) => void;
  now: () => number;
}

/** A one-file program that could not unpack itself says so with this code. */
const COULD_NOT_UNPACK = new Set([255, -1, 4_294_967_295]);
const USAGE_ERROR = 2;

export class BridgeLife {
  readonly #ports: LifePorts;
  readonly #policy = new RestartPolicy();
  #state: LifeState = { name: 'off' };
  #bridge: HeldBridge | undefined;
  #starting: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;
  #resuming: Promise<void> = Promise.resolve();

  constructor(ports: LifePorts) {
    this.#ports = ports;
  }

  get state(): LifeState {
    return this.#state;
  }

  /** Take over the bridge of before a reload, if there is one: at once, because it does not wait long. */
  resume(): void {
    this.#resuming = this.#ports.takeOver().then((left) => {
      if (left !== undefined) this.#runs(left.bridge, left.line);
    });
  }

  /** Start it, unless it runs or is about to. A failure stays until somebody asks anew. */
  async ensure(): Promise<void> {
    await this.#resuming;
    if (this.#state.name === 'off') await this.start();
    else await this.#starting;
  }

  /** Start it because a person asked for it. */
  start(): Promise<void> {
    this.#policy.forget();
    return this.#begin();
  }

  /** End the one there is and start another. */
  async restart(): Promise<void> {
    const old = this.#bridge;
    this.#bridge = undefined;
    this.#become({ name: 'starting' });
    await old?.stop();
    await this.start();
  }

  /** The window goes: let it end. */
  dispose(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#bridge?.letGo();
  }

  #begin(): Promise<void> {
    clearTimeout(this.#timer);
    this.#starting ??= this.#startOnce().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #startOnce(): Promise<void> {
    this.#become({ name: 'starting' });
    const search = await this.#ports.find();
    if ('failure' in search) {
      this.#become({ name: 'failed', failure: search.failure });
      return;
    }
    const { path } = search.found;
    const options = await this.#ports.options(search.found);
    const result = await startBridge({ ...options, path, onLogLine: this.#ports.log });
    if (result.kind !== 'ready') {
      this.#become({ name: 'failed', failure: failureOf(result, search.found, options.readyMs) });
      return;
    }
    await this.#ports.started(result.line);
    this.#runs(result.bridge, result.line);
  }

  #runs(bridge: HeldBridge, line: ReadyLine): void {
    this.#watch(bridge, this.#ports.now());
    this.#become({ name: 'running', line });
    if (this.#isOver) bridge.letGo();
  }

  #watch(bridge: HeldBridge, startedAt: number): void {
    this.#bridge = bridge;
    void bridge.ended.then((ending) => {
      if (this.#bridge !== bridge || this.#isOver) return;
      this.#bridge = undefined;
      this.#died(ending, bridge.tail, startedAt);
    });
  }

  #died(ending: Ending, tail: string, startedAt: number): void {
    const decision = this.#policy.died(ending, startedAt, this.#ports.now());
    if (decision.do === 'giveUp') {
      this.#become({ name: 'failed', failure: { kind: 'died', ending, tail } });
      return;
    }
    this.#become({ name: 'restarting', ending });
    this.#timer = setTimeout(() => {
      void this.#begin();
    }, decision.afterMs);
  }

  #become(state: LifeState): void {
    this.#state = state;
    if (!this.#isOver) this.#ports.changed(state);
  }
}

function failureOf(result: Exclude<StartResult, { kind: 'ready' }>, found: Found, readyMs: number): Failure {
  const { path, candidate } = found;
  switch (result.kind) {
    case 'blocked':
      return { kind: 'blocked', path, reason: result.reason, system: process.platform };
    case 'silent':
      return { kind: 'silent', path, seconds: Math.round(readyMs / 1000), tail: result.tail };
    case 'unusable':
      return { kind: 'tooOld', path, origin: candidate.origin, reason: result.reason };
    case 'ended': {
      const { ending, tail } = result;
      if (ending.code === USAGE_ERROR) return { kind: 'usage', path, tail };
      const couldUnpack = ending.code === null || !COULD_NOT_UNPACK.has(ending.code);
      return { kind: 'endedAtStart', path, ending, tail, couldUnpack };
    }
  }
}
