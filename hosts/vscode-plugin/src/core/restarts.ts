/** Whether a bridge that has died is started again, and when. */

/** `code` is null where a signal ended it. */
export interface Ending {
  code: number | null;
  signal: string | null;
}

export type Decision = { do: 'restart'; afterMs: number } | { do: 'giveUp'; reason: 'tooOften' | 'usage' };

const DELAYS_MS = [500, 2000, 5000] as const;
const WINDOW_MS = 60_000;
const USAGE_ERROR = 2;

/** At most three restarts a minute; one that has run for a minute starts the count anew. */
export class RestartPolicy {
  #restarts: number[] = [];

  /** `startedAt` and `now` in ms of one clock that never goes back. */
  died(ending: Ending, startedAt: number, now: number): Decision {
    if (ending.code === USAGE_ERROR) return { do: 'giveUp', reason: 'usage' };
    if (now - startedAt >= WINDOW_MS) this.#restarts = [];
    this.#restarts = this.#restarts.filter((at) => now - at < WINDOW_MS);
    const afterMs = DELAYS_MS[this.#restarts.length];
    if (afterMs === undefined) return { do: 'giveUp', reason: 'tooOften' };
    this.#restarts.push(now);
    return { do: 'restart', afterMs };
  }

  /** The person asked for a start: what was counts no more. */
  forget(): void {
    this.#restarts = [];
  }
}

export function endingText({ code, signal }: Ending): string {
  if (signal !== null) return `was ended by ${signal}`;
  return `ended with exit code ${code ?? 'unknown'}`;
}
