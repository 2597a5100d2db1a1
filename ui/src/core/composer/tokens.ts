/**
 * Chips in the text of an editor: each is one short token between two characters that no text has (Unicode keeps them free
 * for such use), and a table says which chip a token is. So undo, moving and cutting work on text alone.
 */

import type { Chip } from './chip';

const OPEN = '\ufdd0';
const CLOSE = '\ufdd1';
export const TOKEN = /\ufdd0([0-9a-z]{1,12})\ufdd1/g;
const MARKS = /[\ufdd0\ufdd1]/g;

export const tokenOf = (id: string): string => OPEN + id + CLOSE;

/** Text from outside: it brings no tokens along. */
export const withoutTokens = (text: string): string => text.replace(MARKS, '');

/** Parts as editor text, with the chips by the ids that `nextId` gives. */
export function toText(
  parts: readonly (string | Chip)[],
  nextId: () => string,
): { text: string; chips: Map<string, Chip> } {
  const chips = new Map<string, Chip>();
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') {
      text += withoutTokens(part);
      continue;
    }
    const id = nextId();
    chips.set(id, part);
    text += tokenOf(id);
  }
  return { text, chips };
}

/** Editor text as parts; a token without a chip is nothing. */
export function toParts(text: string, chips: ReadonlyMap<string, Chip>): (string | Chip)[] {
  const parts: (string | Chip)[] = [];
  let from = 0;
  const push = (piece: string): void => {
    const clean = withoutTokens(piece);
    const last = parts.at(-1);
    if (clean === '') return;
    if (typeof last === 'string') parts[parts.length - 1] = last + clean;
    else parts.push(clean);
  };
  for (const match of text.matchAll(TOKEN)) {
    push(text.slice(from, match.index));
    from = match.index + match[0].length;
    const chip = chips.get(match[1] ?? '');
    if (chip !== undefined) parts.push(chip);
  }
  push(text.slice(from));
  return parts;
}
