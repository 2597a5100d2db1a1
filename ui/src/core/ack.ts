/** When to tell the bridge how far the terminal has parsed. */

/**
 * Bytes parsed between two acknowledgements. Equal to the bridge's low mark, below which it lets the program go on: a
 * larger step could leave it waiting for an acknowledgement that never becomes due.
 */
export const ACK_EVERY = 5000;

export class AckCounter {
  #acknowledged = 0;

  /** Start counting at `offset`: what came before was replay, which is never acknowledged. */
  reset(offset: number): void {
    this.#acknowledged = offset;
  }

  /** Everything before `offset` is parsed. Returns the offset to acknowledge, or undefined while it is too early. */
  parsed(offset: number): number | undefined {
    if (offset - this.#acknowledged < ACK_EVERY) return undefined;
    this.#acknowledged = offset;
    return offset;
  }
}
