/** A text through an editor and back: editors know one kind of line end, files may have several, and a mark in front. */

const LINE_END = /\r\n|\n|\r/;
const BYTE_ORDER_MARK = '\uFEFF';

interface Lines {
  texts: string[];
  /** Behind each of them; behind the last: nothing. */
  ends: string[];
}

/** The text with plain line feeds, without the mark: what an editor shows. */
export function toEditor(text: string): string {
  return text.replace(BYTE_ORDER_MARK, '').replace(/\r\n?/g, '\n');
}

/**
 * What came out of the editor, written as `before` was: line by line with its own ends where nothing was changed, with the
 * end that most lines have where something was.
 */
export function fromEditor(before: string, edited: string): string {
  const shown = toEditor(before);
  const text = toEditor(edited);
  if (text === shown) return before;
  const old = linesOf(before);
  const next = linesOf(text);
  const usual = usualEnd(old.ends);
  const [head, tail] = commonLines(linesOf(shown).texts, next.texts);
  const ends = next.ends.map((end, index) => {
    if (end === '') return '';
    const fromBehind = next.texts.length - index;
    const same = index < head ? index : fromBehind <= tail ? old.texts.length - fromBehind : -1;
    const kept = old.ends[same] ?? '';
    return kept === '' ? usual : kept;
  });
  const mark = before.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const written = next.texts.map((line, index) => line + (ends[index] ?? '')).join('');
  // A carriage return of one line and the line feed of an empty one behind it would be one line end.
  return mark + (toEditor(written) === text ? written : text.replaceAll('\n', usual));
}

function linesOf(text: string): Lines {
  const texts: string[] = [];
  const ends: string[] = [];
  let rest = text;
  for (;;) {
    const found = LINE_END.exec(rest);
    texts.push(found === null ? rest : rest.slice(0, found.index));
    ends.push(found === null ? '' : found[0]);
    if (found === null) return { texts, ends };
    rest = rest.slice(found.index + found[0].length);
  }
}

function usualEnd(ends: readonly string[]): string {
  const count = (end: string): number => ends.filter((each) => each === end).length;
  const kinds = ['\n', '\r\n', '\r'] as const;
  return kinds.reduce((best, end) => (count(end) > count(best) ? end : best), '\n');
}

/** How many lines are the same from the front, and from behind without those. */
function commonLines(before: readonly string[], after: readonly string[]): [number, number] {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return [head, tail];
}
