/** Arguments as a person writes them on one line. */

const WORD = /\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"']+))/y;

/** Split at spaces; quotes hold words together, a backslash counts in double quotes only. Undefined: a quote is left open. */
export function splitArguments(text: string): string[] | undefined {
  const words: string[] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    WORD.lastIndex = at;
    const match = WORD.exec(text);
    if (match === null) return undefined;
    const [whole, double, single, bare] = match;
    const piece = double?.replaceAll(/\\(["\\])/g, '$1') ?? single ?? bare ?? '';
    // Two pieces without a space between them are one word.
    if (at > 0 && !/^\s/.test(whole)) words.push((words.pop() ?? '') + piece);
    else words.push(piece);
    at = WORD.lastIndex;
  }
  return words;
}
