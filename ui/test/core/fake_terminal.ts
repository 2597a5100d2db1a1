import type { Size, TerminalPort, WrittenScreen } from '../../src/core/session';

/** A terminal with xterm.js's write queue: nothing is parsed before `parse`, and then in order. */
export class FakeTerminal implements TerminalPort {
  text = '';
  silent = false;
  /** Runs when the terminal may speak again. */
  whenHeard: () => void = () => undefined;
  size: Size = { cols: 80, rows: 24 };
  /** The room there is; undefined: it cannot be seen. */
  space: Size | undefined = { cols: 100, rows: 30 };
  /** What happened, in order, with the sizes at which bytes were parsed. */
  readonly events: string[] = [];
  #queue: (() => void)[] = [];

  write(bytes: Uint8Array, parsed: () => void): void {
    this.#queue.push(() => {
      const text = new TextDecoder().decode(bytes);
      this.text += text;
      this.events.push(`parse ${text} at ${this.size.cols}x${this.size.rows}${this.silent ? ' silently' : ''}`);
      parsed();
    });
  }

  afterParsing(action: () => void): void {
    this.#queue.push(action);
  }

  setSilent(silent: boolean): void {
    this.silent = silent;
    if (!silent) this.whenHeard();
  }

  clear(): void {
    this.text = '';
    this.events.push('clear');
  }

  resize(size: Size): void {
    this.size = size;
  }

  room(): Size | undefined {
    return this.space;
  }

  endModes(): void {
    this.events.push('end modes');
  }

  writeDown(): WrittenScreen | undefined {
    return { ...this.size, dataBase64: btoa(this.text) };
  }

  parse(): void {
    for (;;) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      next();
    }
  }
}
