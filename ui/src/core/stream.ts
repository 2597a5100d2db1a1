/**
 * One session's output as a line of numbered bytes.
 *
 *     detached --attached--> replaying --replayEnd--> live
 *        ^                       |                      |
 *        +------- detach --------+----------------------+
 *
 * Whatever arrives, in frames of any size, twice or after a reconnection: each byte goes to the terminal once and in
 * order, or the stream says that bytes are missing.
 */

import type { Attached } from './protocol';

export type Phase = 'detached' | 'replaying' | 'live';

export type Arrival =
  /** New bytes for the terminal; `end` is the offset behind the last. */
  | { kind: 'write'; bytes: Uint8Array; end: number }
  /** Seen before, or not ours to show now. */
  | { kind: 'nothing' }
  /** Bytes between `from` and `to` never came. */
  | { kind: 'gap'; from: number; to: number };

/** What an `attached` means for the terminal. */
export type Start =
  /** Goes on right behind what the terminal shows. */
  | 'continue'
  /** The terminal must be cleared: the replay is complete in itself. */
  | 'clear'
  /** Another program took the session over; our offset means nothing in its output. Attach again, without `since`. */
  | 'foreign';

const NOTHING: Arrival = { kind: 'nothing' };

export class Stream {
  #phase: Phase = 'detached';
  #handle = 0;
  #pid = 0;
  /** Offset of the next byte for the terminal; undefined: the terminal shows nothing of this session. */
  #next: number | undefined;

  get phase(): Phase {
    return this.#phase;
  }

  get handle(): number {
    return this.#handle;
  }

  /** From where to attach; undefined: from the oldest byte kept. */
  get since(): number | undefined {
    return this.#next;
  }

  /** The terminal shows nothing of what comes next: a new program. */
  forget(): void {
    this.#phase = 'detached';
    this.#next = undefined;
  }

  detach(): void {
    this.#phase = 'detached';
  }

  attached(message: Attached): Start {
    const known = this.#next;
    if (known !== undefined && !message.gap && (message.pid !== this.#pid || message.handle !== this.#handle)) {
      this.forget();
      return 'foreign';
    }
    this.#phase = 'replaying';
    this.#handle = message.handle;
    this.#pid = message.pid;
    if (known !== undefined && !message.gap && message.offset <= known) return 'continue';
    this.#next = message.offset;
    return 'clear';
  }

  /** Output or replay from `offset` on has arrived on `handle`. */
  accept(handle: number, offset: number, payload: Uint8Array): Arrival {
    if (this.#phase === 'detached' || handle !== this.#handle || this.#next === undefined) return NOTHING;
    const end = offset + payload.length;
    if (offset > this.#next) return { kind: 'gap', from: this.#next, to: offset };
    if (end <= this.#next) return NOTHING;
    const bytes = payload.subarray(this.#next - offset);
    this.#next = end;
    return { kind: 'write', bytes, end };
  }

  /** All replay has arrived. False where bytes of it are missing. */
  replayEnded(offset: number): boolean {
    if (this.#phase !== 'replaying' || this.#next === undefined) return false;
    if (offset > this.#next) return false;
    this.#phase = 'live';
    return true;
  }
}
