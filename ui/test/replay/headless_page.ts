/** The page without a browser: the real session over a headless terminal. */

import { Terminal } from '@xterm/headless';

import { Kind } from '../../src/core/protocol';
import type { Checkpoint, ClientMessage, SizeChange } from '../../src/core/protocol';
import { writeScreens } from '../../src/core/screen_writer';
import { Session } from '../../src/core/session';
import type { Size, TerminalPort, WrittenScreen } from '../../src/core/session';
import { sourceOf } from '../../src/core/terminal_internals';
import { describeTerminal } from './terminal_state';
import type { TerminalState } from './terminal_state';

const SCROLLBACK = 1000;
const HANDLE = 1;
/** Larger pieces would be more than one write of the program. */
const FRAME_BYTES = 64 * 1024;

/** What the bridge answers to `attach`, and what it sends behind it. */
export interface Replay {
  opening: Uint8Array;
  offset: number;
  size: Size;
  resized: SizeChange[];
  tail: Uint8Array;
}

class HeadlessPort implements TerminalPort {
  readonly terminal = new Terminal({ allowProposedApi: true, scrollback: SCROLLBACK, logLevel: 'off' });
  #silent = true;
  title = '';

  constructor(typed: (text: string) => void) {
    this.terminal.onData((text) => {
      if (!this.#silent) typed(text);
    });
    this.terminal.onTitleChange((title) => {
      this.title = title;
    });
  }

  write(bytes: Uint8Array, parsed: () => void): void {
    this.terminal.write(bytes, parsed);
  }
  afterParsing(action: () => void): void {
    this.terminal.write(new Uint8Array(), action);
  }
  setSilent(silent: boolean): void {
    this.#silent = silent;
  }
  clear(): void {
    this.terminal.reset();
  }
  resize(size: Size): void {
    this.terminal.resize(size.cols, size.rows);
  }
  /** There is as much room as the program thinks. */
  room(): Size {
    return { cols: this.terminal.cols, rows: this.terminal.rows };
  }
  endModes(): void {
    // The program goes on.
  }
  writeDown(): WrittenScreen {
    const text = writeScreens(sourceOf(this.terminal), SCROLLBACK);
    return { ...this.room(), dataBase64: Buffer.from(text).toString('base64') };
  }
}

export class HeadlessPage {
  readonly #port: HeadlessPort;
  readonly #session: Session;
  readonly #sent: ClientMessage[] = [];
  /** What the terminal said to the program, in characters. */
  typed = 0;

  constructor() {
    this.#port = new HeadlessPort((text) => {
      this.typed += text.length;
    });
    const ports = {
      terminal: this.#port,
      send: (message: ClientMessage) => this.#sent.push(message) > 0,
      sendInput: () => true,
      isVisible: () => true,
      now: () => 0,
      after: () => () => undefined,
    };
    this.#session = new Session('main', ports, {
      stateChanged: () => undefined,
      failed: () => undefined,
      missing: () => undefined,
    });
  }

  /** Leave a terminal behind in which everything is switched on: a replay must not build on what was there. */
  async disturb(): Promise<void> {
    const modes = [1, 6, 45, 66, 1003, 1004, 1006, 2004, 1049].map((mode) => `\x1b[?${mode}h`).join('');
    await this.#parse(`${modes}\x1b[?25l\x1b[?7l\x1b[4h\x1b[3;5r\x1b[5 q\x1b(0\x0e\x1b[41mjunk\x1b7\x1b[?2026h`);
  }

  async attach(replay: Replay): Promise<void> {
    const end = replay.offset + replay.tail.length;
    this.#session.connected();
    this.#session.receive({
      type: 'attached',
      sessionId: 'main',
      handle: HANDLE,
      pid: 1,
      offset: replay.offset,
      end,
      gap: false,
      ...replay.size,
      state: 'running',
      resized: replay.resized,
    });
    for (const part of pieces(replay.opening)) this.#frame(Kind.CHECKPOINT, replay.offset, part);
    let offset = replay.offset;
    for (const part of pieces(replay.tail)) {
      this.#frame(Kind.REPLAY, offset, part);
      offset += part.length;
    }
    this.#session.receive({ type: 'replayEnd', sessionId: 'main', offset: end });
    await this.#parse('');
  }

  /** Live output. */
  async output(offset: number, bytes: Uint8Array): Promise<void> {
    for (const part of pieces(bytes)) {
      this.#frame(Kind.OUTPUT, offset, part);
      offset += part.length;
    }
    await this.#parse('');
  }

  resize(size: Size): void {
    this.#port.resize(size);
    this.#session.layoutChanged();
  }

  /** As when the page is hidden; undefined where the terminal cannot be written down here. */
  checkpoint(): Checkpoint | undefined {
    this.#sent.length = 0;
    this.#session.hidden();
    return this.#sent.find((message) => message.type === 'checkpoint');
  }

  describe(): TerminalState {
    return { ...describeTerminal(this.#port.terminal, SCROLLBACK), title: this.#port.title };
  }

  #frame(kind: 1 | 3 | 4, offset: number, payload: Uint8Array): void {
    this.#session.receiveFrame({ kind, handle: HANDLE, offset, payload });
  }

  #parse(text: string): Promise<void> {
    return new Promise((resolve) => {
      this.#port.terminal.write(text, resolve);
    });
  }
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += FRAME_BYTES) yield bytes.subarray(start, start + FRAME_BYTES);
}
