/** What goes from a terminal to the clipboard and back: copying, pasting, and what a program may write (OSC 52). */

import { ClipboardAddon } from '@xterm/addon-clipboard';
import type { Terminal } from '@xterm/xterm';

import { mayWriteClipboard } from '../core/clipboard';
import { sanitizePaste } from '../core/paste';

export interface ClipboardPorts {
  /** The terminal shows replay: what it copies was copied long ago. */
  isSilent(): boolean;
  /** A person pasted this; no control character is left in it. */
  pasted(text: string): void;
  /** A person wants this on the clipboard. */
  copied(text: string): void;
}

/** A selection that is being drawn changes at each move; it is copied when it rests. */
const SELECTION_REST_MS = 150;

export class TerminalClipboard {
  /** What is selected is copied at once, and stays selected. */
  copyOnSelect = false;
  readonly #terminal: Terminal;
  readonly #ports: ClipboardPorts;

  constructor(terminal: Terminal, element: HTMLElement, ports: ClipboardPorts) {
    this.#terminal = terminal;
    this.#ports = ports;
    this.#obeyPrograms();
    const pasted = this.#pasted.bind(this);
    element.addEventListener('paste', pasted, { capture: true });
    let timer: number | undefined;
    terminal.onSelectionChange(() => {
      window.clearTimeout(timer);
      if (!this.copyOnSelect || ports.isSilent()) return;
      timer = window.setTimeout(() => {
        const text = terminal.getSelection();
        // A search selects too; only what a person does in the terminal is meant.
        if (text !== '' && element.contains(document.activeElement)) ports.copied(text);
      }, SELECTION_REST_MS);
    });
  }

  copy(): void {
    const text = this.#terminal.getSelection();
    if (text === '') return;
    this.#ports.copied(text);
    this.#terminal.clearSelection();
  }

  /** OSC 52: the addon decodes, our handler, which is asked first, decides. A question for the content is never answered. */
  #obeyPrograms(): void {
    const provider = {
      readText: () => '',
      writeText: (_selection: string, text: string) => {
        void navigator.clipboard.writeText(text).catch(() => undefined);
      },
    };
    this.#terminal.loadAddon(new ClipboardAddon(undefined, provider));
    this.#terminal.parser.registerOscHandler(52, (payload) => {
      const context = {
        silent: this.#ports.isSilent(),
        focused: document.hasFocus(),
        visible: document.visibilityState === 'visible',
      };
      return !mayWriteClipboard(payload, context);
    });
  }

  #pasted(event: ClipboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
    this.paste(event.clipboardData?.getData('text/plain') ?? '');
  }

  paste(text: string): void {
    if (text !== '') this.#ports.pasted(sanitizePaste(text));
  }
}
