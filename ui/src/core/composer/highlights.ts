/** Which letters of a name were typed: side by side where they are, else from word to word, else in order. */

export interface Piece {
  text: string;
  hit: boolean;
}

export function highlighted(text: string, query: string): Piece[] {
  const letters = query.toLowerCase().replace(/\s/g, '').split('');
  const found = letters.length === 0 ? [] : (together(text, letters.join('')) ?? inOrder(text, letters));
  return marked(text, found);
}

/** The text in pieces; `found`: the places of the letters, ascending. */
export function marked(text: string, found: readonly number[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const position of found) {
    if (position > at) pieces.push({ text: text.slice(at, position), hit: false });
    const last = pieces.at(-1);
    if (last?.hit === true && position === at) last.text += text.slice(position, position + 1);
    else pieces.push({ text: text.slice(position, position + 1), hit: true });
    at = position + 1;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), hit: false });
  return pieces;
}

function together(text: string, query: string): number[] | undefined {
  const at = text.toLowerCase().lastIndexOf(query);
  return at < 0 ? undefined : Array.from({ length: query.length }, (_, index) => at + index);
}

/** From the end, where the name is. */
function inOrder(text: string, letters: readonly string[]): number[] {
  const lowered = text.toLowerCase();
  const found: number[] = [];
  let at = lowered.length;
  for (const letter of [...letters].reverse()) {
    at = lowered.lastIndexOf(letter, at - 1);
    if (at < 0) return [];
    found.unshift(at);
  }
  return found;
}
