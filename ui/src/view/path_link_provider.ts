/** Names of files in the output as links: looked for in a line one points at, checked by the bridge, remembered a while. */

import type { IBufferLine, ILink, ILinkProvider, Terminal } from '@xterm/xterm';

import { findPaths, spellings } from '../core/path_links';
import type { PathCandidate } from '../core/path_links';

/** A file of the workspace, with the place that the output named. Lines and columns from 1. */
export interface FilePlace {
  /** Relative to the workspace. */
  path: string;
  isFolder: boolean;
  line?: number;
  lastLine?: number;
  column?: number;
}

export interface PathChecks {
  /** Which of these texts name files; an empty answer where nobody can say. */
  check(paths: string[]): Promise<readonly { text: string; path: string; isDir: boolean }[]>;
  open(place: FilePlace): void;
}

/** How long an answer holds: files come and go. */
const REMEMBERED_MS = 15_000;
const MAX_REMEMBERED = 2000;
/** A line that goes on over more rows than these is data. */
const MAX_ROWS = 20;

interface Known {
  path: string;
  isFolder: boolean;
}

export class PathLinkProvider implements ILinkProvider {
  readonly #terminal: Terminal;
  readonly #checks: PathChecks;
  readonly #known = new Map<string, { at: number; answer: Promise<Known | undefined> }>();

  constructor(terminal: Terminal, checks: PathChecks) {
    this.#terminal = terminal;
    this.#checks = checks;
  }

  provideLinks(row: number, callback: (links: ILink[] | undefined) => void): void {
    const line = wholeLine(this.#terminal, row);
    const candidates = line === undefined ? [] : findPaths(line.text);
    if (line === undefined || candidates.length === 0) {
      callback(undefined);
      return;
    }
    void this.#links(line, candidates).then(callback);
  }

  async #links(line: WholeLine, candidates: readonly PathCandidate[]): Promise<ILink[]> {
    const known = await this.#check(candidates.flatMap(({ path }) => spellings(path)));
    return candidates.flatMap((candidate) => {
      const file = spellings(candidate.path)
        .map((spelling) => known.get(spelling))
        .find((found) => found !== undefined);
      return file === undefined ? [] : [this.#link(line, candidate, file)];
    });
  }

  #link(line: WholeLine, candidate: PathCandidate, file: Known): ILink {
    const { line: at, lastLine, column } = candidate;
    return {
      text: line.text.slice(candidate.start, candidate.end),
      range: { start: line.cellAt(candidate.start), end: line.cellAt(candidate.end - 1) },
      activate: () => {
        this.#checks.open({
          ...file,
          ...(at === undefined ? {} : { line: at }),
          ...(lastLine === undefined ? {} : { lastLine }),
          ...(column === undefined ? {} : { column }),
        });
      },
    };
  }

  async #check(paths: readonly string[]): Promise<Map<string, Known>> {
    const now = performance.now();
    const unknown = [...new Set(paths)].filter((path) => {
      const known = this.#known.get(path);
      return known === undefined || now - known.at > REMEMBERED_MS;
    });
    if (unknown.length > 0) this.#ask(unknown, now);
    const found = new Map<string, Known>();
    for (const path of paths) {
      const file = await this.#known.get(path)?.answer;
      if (file !== undefined) found.set(path, file);
    }
    return found;
  }

  #ask(paths: readonly string[], now: number): void {
    if (this.#known.size > MAX_REMEMBERED) this.#known.clear();
    const answer = this.#checks.check([...paths]);
    for (const path of paths) {
      const one = answer.then((files) => {
        const file = files.find(({ text }) => text === path);
        return file === undefined ? undefined : { path: file.path, isFolder: file.isDir };
      });
      this.#known.set(path, { at: now, answer: one });
    }
  }
}

interface WholeLine {
  text: string;
  /** The cell of a position in the text, counted from 1 as xterm.js counts cells of links. */
  cellAt(position: number): { x: number; y: number };
}

/** The line that row `row` (from 1) is part of, with the rows it goes on over. */
function wholeLine(terminal: Terminal, row: number): WholeLine | undefined {
  const buffer = terminal.buffer.active;
  let first = row - 1;
  while (first > 0 && row - first < MAX_ROWS && buffer.getLine(first)?.isWrapped === true) first -= 1;
  const places: { x: number; y: number }[] = [];
  let text = '';
  for (let y = first; y < first + MAX_ROWS; y += 1) {
    const line = buffer.getLine(y);
    if (line === undefined || (y > first && !line.isWrapped)) break;
    text += readRow(line, y, places);
  }
  const end = places.at(-1);
  if (end === undefined) return undefined;
  return { text, cellAt: (position) => places[position] ?? end };
}

/** The row's text; `places` gets the cell of each of its UTF-16 units. */
function readRow(line: IBufferLine, y: number, places: { x: number; y: number }[]): string {
  let text = '';
  for (let x = 0; x < line.length; x += 1) {
    const cell = line.getCell(x);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const characters = cell.getChars() === '' ? ' ' : cell.getChars();
    text += characters;
    places.push(...Array.from({ length: characters.length }, () => ({ x: x + 1, y: y + 1 })));
  }
  return text;
}
