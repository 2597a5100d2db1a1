/** A replay that was drawn at several sizes: output, cut where the terminal had another size. */

import type { SizeChange } from './protocol';

export type Step = { kind: 'bytes'; bytes: Uint8Array; end: number } | { kind: 'size'; cols: number; rows: number };

export class ReplaySizes {
  #changes: SizeChange[] = [];

  start(changes: readonly SizeChange[]): void {
    this.#changes = [...changes];
  }

  /** `bytes` end just before `end`; what changed between two of them, or before the first, stands between the pieces. */
  split(bytes: Uint8Array, end: number): Step[] {
    const steps: Step[] = [];
    let position = end - bytes.length;
    let rest = bytes;
    for (let next = this.#changes[0]; next !== undefined && next.offset < end; next = this.#changes[0]) {
      const before = rest.subarray(0, Math.max(0, next.offset - position));
      if (before.length > 0) steps.push({ kind: 'bytes', bytes: before, end: next.offset });
      steps.push({ kind: 'size', cols: next.cols, rows: next.rows });
      rest = rest.subarray(before.length);
      position += before.length;
      this.#changes.shift();
    }
    if (rest.length > 0) steps.push({ kind: 'bytes', bytes: rest, end });
    return steps;
  }

  /** Changes behind the last byte of the replay. */
  rest(): Step[] {
    return this.#changes.splice(0).map(({ cols, rows }) => ({ kind: 'size', cols, rows }));
  }
}
