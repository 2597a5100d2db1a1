/** The bridge's stderr as lines for people. */

// eslint-disable-next-line no-control-regex -- escape sequences are what this is about
const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])/g;
// eslint-disable-next-line no-control-regex -- and so are control characters
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
const MAX_LINE = 8192;

const TAIL_LINES = 20;
const TAIL_BYTES = 4096;

export function plain(text: string): string {
  return text.replace(ESCAPES, '').replace(CONTROLS, '');
}

/** Cuts a stream into lines, and remembers the last ones for the message when it ends. */
export class LogLines {
  readonly #onLine: (line: string) => void;
  #rest = '';
  #tail: string[] = [];

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  feed(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
    if (this.#rest.length > MAX_LINE) this.end();
  }

  /** What is left without a newline is a line, too. */
  end(): void {
    if (this.#rest !== '') this.#take(this.#rest);
    this.#rest = '';
  }

  get tail(): string {
    return this.#tail.join('\n').slice(-TAIL_BYTES);
  }

  #take(line: string): void {
    const clean = plain(line).slice(0, MAX_LINE);
    this.#tail = [...this.#tail, clean].slice(-TAIL_LINES);
    this.#onLine(clean);
  }
}
