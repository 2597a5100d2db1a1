/** Where a line of output names a file: `path:line:col` and what else compilers, test runners and agents write. */

export interface PathCandidate {
  /** Of the whole link in the text, `end` behind it. */
  start: number;
  end: number;
  path: string;
  /** From 1; undefined: none was named. */
  line?: number;
  column?: number;
  lastLine?: number;
}

/** Longer lines are data; looking for names in them would only cost time. */
const MAX_LINE = 4000;
const MAX_LINKS = 32;

// A name: letters of any script, digits and signs that file names have; it ends where a sentence would.
const NAME = String.raw`[\p{L}\p{N}_@~+.$%\-]+`;
const PATH = String.raw`(?:[A-Za-z]:[\\/]|~?[\\/]|\.{1,2}[\\/])?${NAME}(?:[\\/]${NAME})*`;
const PLACE = String.raw`(?:(?::|#L|\()(?<line>\d{1,7})(?:(?:[:,]|, )(?<column>\d{1,5})|-L?(?<last>\d{1,7}))?\)?)?`;
const CANDIDATE = new RegExp(`(?<![\\p{L}\\p{N}_@:/\\\\.-])(?<path>${PATH})${PLACE}`, 'gu');
/** `File "src/app.py", line 3` of Python; names there may hold spaces. */
const PYTHON = /File "(?<path>[^"]{1,1000})", line (?<line>\d{1,7})/gu;

export function findPaths(text: string): PathCandidate[] {
  if (text.length > MAX_LINE) return [];
  const found: PathCandidate[] = [];
  for (const match of text.matchAll(PYTHON)) add(found, match, match.index + 'File "'.length);
  for (const match of text.matchAll(CANDIDATE)) {
    if (match.groups !== undefined && isLikely(match.groups)) add(found, match, match.index);
  }
  return found.slice(0, MAX_LINKS);
}

/** A word is no file: a name has a folder, an ending, or a line. */
function isLikely({ path: written = '', line }: Record<string, string | undefined>): boolean {
  const path = trimmed(written);
  if (/^[\d.,+%$-]*$/.test(path) || /^\w+:\/\//.test(path)) return false;
  const name = path.split(/[\\/]/).pop() ?? '';
  const hasEnding = /[\p{L}\p{N}_-]\.[A-Za-z][\w-]{0,9}$/u.test(name);
  return hasEnding || (line !== undefined && name !== '') || /[^\\/]+[\\/][^\\/]+/.test(path);
}

function add(found: PathCandidate[], match: RegExpMatchArray, start: number): void {
  const { path = '', line, column, last } = match.groups ?? {};
  const name = trimmed(path);
  const whole = line === undefined ? start + name.length : (match.index ?? 0) + match[0].length;
  if (name === '' || found.some((other) => start < other.end && other.start < whole)) return;
  found.push({
    start,
    end: whole,
    path: name,
    ...(line === undefined ? {} : { line: Number(line) }),
    ...(column === undefined ? {} : { column: Number(column) }),
    ...(last === undefined ? {} : { lastLine: Number(last) }),
  });
}

/** The full stop of a sentence is not of the name. */
function trimmed(path: string): string {
  return path.replace(/[.,]+$/, '');
}

/** The names a path may have on disk: git writes `a/` and `b/` before those in a diff, agents an `@` before those they read. */
export function spellings(path: string): string[] {
  const plain = path.replaceAll('\\', '/');
  return /^([ab]\/|@)/.test(plain) ? [plain, plain.replace(/^([ab]\/|@)/, '')] : [plain];
}
