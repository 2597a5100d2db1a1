/** A file to look at, where no editor is around the page: read only, the line in question marked. */

import { visibleName } from '../core/visible_name';
import type { EditorSelection, Position } from '../host/channel';
import { Dialog } from './dialog';
import { element } from './elements';
import { strings } from './strings';

/** Lines that the browser lays out together; those out of sight cost nothing. */
const CHUNK = 200;

/** What a person selects in the file, 0-based; null: nothing. */
export type FileSelected = (path: string, selection: EditorSelection | null) => void;

export class FileView {
  readonly element: HTMLElement;
  readonly #dialog: Dialog;
  readonly #path = element('p', { class: 'file-path' });
  readonly #text = element('div', { class: 'file-text', tabindex: '0', role: 'document' });
  readonly #problem = element('p', { class: 'empty', role: 'status' });

  #shown: { path: string; lines: readonly string[] } | undefined;

  constructor(closed: () => void, selected: FileSelected) {
    this.#dialog = new Dialog('file-view', strings.fileTitle, closed);
    this.#dialog.body.append(this.#path, this.#problem, this.#text);
    this.#text.setAttribute('aria-label', strings.fileTitle);
    this.element = this.#dialog.element;
    document.addEventListener('selectionchange', () => {
      if (this.#shown === undefined || !this.#dialog.isOpen) return;
      const selection = this.#selection(this.#shown);
      if (selection !== undefined) selected(this.#shown.path, selection);
    });
  }

  /** `line`, `lastLine`: from 1, both marked and those between them; undefined: none. */
  show(path: string, lines: readonly string[], line: number | undefined, lastLine = line): void {
    const name = visibleName(path);
    this.#path.textContent = line === undefined ? name : `${name}:${line}`;
    this.#problem.hidden = true;
    this.#text.hidden = false;
    const chunks: HTMLElement[] = [];
    for (let start = 0; start < lines.length; start += CHUNK) {
      chunks.push(chunkOf(lines, start, line ?? 0, lastLine ?? 0));
    }
    this.#text.style.setProperty('--digits', String(String(lines.length).length));
    this.#text.replaceChildren(...chunks);
    this.#shown = { path, lines };
    this.#dialog.open();
    this.#text.focus();
    this.#text.querySelector('mark')?.scrollIntoView({ block: 'center' });
  }

  showProblem(path: string, problem: string): void {
    this.#path.textContent = visibleName(path);
    this.#problem.textContent = problem;
    this.#problem.hidden = false;
    this.#text.hidden = true;
    this.#shown = undefined;
    this.#dialog.open();
  }

  /** Undefined: what is selected is not in the file. */
  #selection({ path, lines }: { path: string; lines: readonly string[] }): EditorSelection | null | undefined {
    const selected = document.getSelection();
    if (selected === null || selected.rangeCount === 0) return undefined;
    const range = selected.getRangeAt(0);
    const start = this.#position(range.startContainer, range.startOffset);
    const end = this.#position(range.endContainer, range.endOffset);
    if (start === undefined || end === undefined) return undefined;
    if (range.collapsed) return null;
    return { path, text: textBetween(lines, start, end), start, end };
  }

  #position(node: Node, offset: number): Position | undefined {
    const parent = node instanceof Element ? node : node.parentElement;
    const chunk = parent?.closest('.file-chunk');
    const code = chunk?.querySelector('code');
    if (chunk == null || code == null || !this.#text.contains(chunk)) return undefined;
    const before = document.createRange();
    before.setStart(code, 0);
    // A selection may end in the numbers beside the text.
    if (code.contains(node)) before.setEnd(node, offset);
    else before.collapse(true);
    const index = [...this.#text.children].indexOf(chunk);
    const above = before.toString().split('\n');
    return { line: index * CHUNK + above.length - 1, character: above.at(-1)?.length ?? 0 };
  }
}

function textBetween(lines: readonly string[], start: Position, end: Position): string {
  if (start.line === end.line) return (lines[start.line] ?? '').slice(start.character, end.character);
  return [
    (lines[start.line] ?? '').slice(start.character),
    ...lines.slice(start.line + 1, end.line),
    (lines[end.line] ?? '').slice(0, end.character),
  ].join('\n');
}

function chunkOf(lines: readonly string[], start: number, first: number, last: number): HTMLElement {
  const end = Math.min(start + CHUNK, lines.length);
  const numbers: string[] = [];
  const code = element('code');
  for (let index = start; index < end; index += 1) {
    numbers.push(String(index + 1));
    const text = `${lines[index] ?? ''}\n`;
    code.append(index + 1 >= first && index + 1 <= last ? element('mark', {}, text) : text);
  }
  const gutter = element('pre', { class: 'file-numbers', 'aria-hidden': 'true' }, numbers.join('\n'));
  const chunk = element('div', { class: 'file-chunk' }, gutter, element('pre', { class: 'file-lines' }, code));
  chunk.style.setProperty('--lines', String(end - start));
  return chunk;
}
