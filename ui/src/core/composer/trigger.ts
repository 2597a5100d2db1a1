/** When typing opens a list, and what it asks for. */

import type { LineRange } from './chip';
import { parsePathSpec } from './path_spec';

export interface Trigger {
  kind: 'files' | 'commands';
  /** Where the `#`, `@` or `/` stands. */
  from: number;
  query: string;
  /** Of `app.py:10-25`; what is picked gets it. */
  lines?: LineRange;
}

const FILES = /(?:^|[\s([{"'`,;])([#@])([^\s#@\ufdd0\ufdd1]*)$/;
const COMMANDS = /^\/([^\s/]?[^\s]*)$/;
const LONGEST_QUERY = 200;

/** `before`: the text of the whole composer up to the cursor. */
export function findTrigger(before: string): Trigger | undefined {
  const command = COMMANDS.exec(before);
  if (command !== null) return { kind: 'commands', from: 0, query: command[1] ?? '' };
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const match = FILES.exec(line);
  const typed = match?.[2] ?? '';
  if (match === null || typed.length > LONGEST_QUERY) return undefined;
  const from = before.length - typed.length - 1;
  // `a.py:1` is on its way to `a.py:10-25`, `a.py:` too; the file is what is searched for.
  const spec = parsePathSpec(typed.replace(/-$/, ''));
  const query = spec.path.replace(/:$/, '');
  return { kind: 'files', from, query, ...(spec.lines === undefined ? {} : { lines: spec.lines }) };
}
