/** When something was, as one says it: today by the clock, else by the day. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export type Moment =
  | { unit: 'now' }
  | { unit: 'minute' | 'hour' | 'day'; count: number }
  /** Longer ago than a week: the date says more. */
  | { unit: 'date'; at: number };

export function momentOf(at: number, now: number): Moment {
  const ago = now - at;
  if (ago < MINUTE_MS) return { unit: 'now' };
  if (ago < HOUR_MS) return { unit: 'minute', count: Math.floor(ago / MINUTE_MS) };
  if (ago < DAY_MS) return { unit: 'hour', count: Math.floor(ago / HOUR_MS) };
  if (ago < 7 * DAY_MS) return { unit: 'day', count: Math.floor(ago / DAY_MS) };
  return { unit: 'date', at };
}
