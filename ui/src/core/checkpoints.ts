/**
 * When to write the terminal down for the bridge: after much output, when it rests, when the page is hidden. Never inside a
 * sequence, and never so often that the writing is felt.
 */

import { Ground } from './ground';

/** Bytes parsed after which a checkpoint is due: what comes behind it is parsed in some milliseconds. */
export const CHECKPOINT_BYTES = 100 * 1024;
export const CHECKPOINT_IDLE_MS = 5000;
/** Writing takes at most one part in so many of the time. */
const COST_SHARE = 50;

export interface CheckpointPorts {
  /** Milliseconds, from any origin. */
  now: () => number;
  /** Run `action` later; returns how to cancel. */
  after: (ms: number, action: () => void) => () => void;
  /** Write the terminal down; `offset`: it has parsed everything before. */
  write: (offset: number) => void;
}

const nothing = (): void => undefined;

export class Checkpoints {
  readonly #ports: CheckpointPorts;
  readonly #ground = new Ground();
  #offset = 0;
  /** Bytes parsed since the last checkpoint. */
  #bytes = 0;
  #hasChanged = false;
  #isRunning = false;
  #notBefore = 0;
  #cancel = nothing;

  constructor(ports: CheckpointPorts) {
    this.#ports = ports;
  }

  /** The terminal was cleared; what is parsed next begins here. */
  restart(): void {
    this.#ground.reset();
    this.#bytes = 0;
    this.#hasChanged = false;
  }

  /** The terminal has read what is no output. */
  opened(bytes: Uint8Array): void {
    this.#ground.read(bytes);
  }

  /** From here on checkpoints are wanted. */
  start(): void {
    this.#isRunning = true;
    if (this.#hasChanged) this.#parsedOrChanged();
  }

  stop(): void {
    this.#isRunning = false;
    this.#cancel();
  }

  /** The terminal has parsed these bytes, the last of which is just before `offset`. */
  parsed(bytes: Uint8Array, offset: number): void {
    this.#ground.read(bytes);
    this.#offset = offset;
    this.#bytes += bytes.length;
    this.changed();
  }

  /** What the terminal shows is different, by output or by another size. */
  changed(): void {
    this.#hasChanged = true;
    if (this.#isRunning) this.#parsedOrChanged();
  }

  /** The page is hidden, or goes. */
  hidden(): void {
    if (this.#isRunning && this.#hasChanged && this.#ground.position !== 'inside') this.#write();
  }

  #parsedOrChanged(): void {
    if (this.#bytes >= CHECKPOINT_BYTES && this.#ground.position === 'rest' && this.#ports.now() >= this.#notBefore) {
      this.#write();
      return;
    }
    this.#cancel();
    this.#cancel = this.#ports.after(CHECKPOINT_IDLE_MS, () => {
      this.hidden();
    });
  }

  #write(): void {
    this.#cancel();
    this.#bytes = 0;
    this.#hasChanged = false;
    const begin = this.#ports.now();
    this.#ports.write(this.#offset);
    const end = this.#ports.now();
    this.#notBefore = end + (end - begin) * COST_SHARE;
  }
}
