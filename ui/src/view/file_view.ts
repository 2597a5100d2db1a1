/** A file to look at, where no editor is around the page: read only, the line in question marked. */

import { visibleName } from '../core/visible_name';
import { Dialog } from './dialog';
import { element } from './elements';
import { strings } from './strings';

/** Lines that the browser lays out together; those out of sight cost nothing. */
const CHUNK = 200;

export class FileView {
  readonly element: HTMLElement;
  readonly #dialog: Dialog;
  readonly #path = element('p', { class: 'file-path' });
  readonly #text = element('div', { class: 'file-text', tabindex: '0', role: 'document' });
  readonly #problem = element('p', { class: 'empty', role: 'status' });

  constructor(closed: () => void) {
    this.#dialog = new Dialog('file-view', strings.fileTitle, closed);
    this.#dialog.body.append(this.#path, this.#problem, this.#text);
    this.#text.setAttribute('aria-label', strings.fileTitle);
    this.element = this.#dialog.element;
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
    this.#dialog.open();
    this.#text.focus();
    this.#text.querySelector('mark')?.scrollIntoView({ block: 'center' });
  }

  showProblem(path: string, problem: string): void {
    this.#path.textContent = visibleName(path);
    this.#problem.textContent = problem;
    this.#problem.hidden = false;
    this.#text.hidden = true;
    this.#dialog.open();
  }
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
