/** Up and Down through earlier prompts; the draft one came from is given back at the end. */

export class HistoryWalk<T> {
  #entries: readonly T[] = [];
  /** -1: not walking; 0 is the newest. */
  #at = -1;
  #draft: T | undefined;

  get isWalking(): boolean {
    return this.#at >= 0;
  }

  /** Newest first. A walk that is under way goes on where it is. */
  setEntries(entries: readonly T[]): void {
    if (!this.isWalking) this.#entries = entries;
  }

  /** The next older prompt; undefined at the oldest. `draft`: what stands in the composer now. */
  older(draft: T): T | undefined {
    const found = this.#entries[this.#at + 1];
    if (found === undefined) return undefined;
    if (!this.isWalking) this.#draft = draft;
    this.#at += 1;
    return found;
  }

  /** The next newer one, or the draft; undefined when not walking. */
  newer(): T | undefined {
    if (this.#at < 0) return undefined;
    this.#at -= 1;
    if (this.#at >= 0) return this.#entries[this.#at];
    const draft = this.#draft;
    this.#draft = undefined;
    return draft;
  }

  /** What was shown was changed or sent: it is the draft now. */
  stop(): void {
    this.#at = -1;
    this.#draft = undefined;
  }
}
