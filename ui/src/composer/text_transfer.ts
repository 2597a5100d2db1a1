/** Copy, cut, paste and dragging in the text: chips stay chips, files become chips. */

import type { Editor, TransferEvents } from './editor';
import { readTransfer, writeParts } from './transfer';
import type { Transferred } from './transfer';

export interface TextTransferPorts {
  editor(): Editor;
  /** True: all of it was taken. */
  paste(data: Transferred): boolean;
  drop(data: Transferred): boolean;
}

export class TextTransfer implements TransferEvents {
  readonly #ports: TextTransferPorts;
  /** What is being dragged is ours, from here. */
  #dragged: { from: number; to: number } | undefined;

  constructor(ports: TextTransferPorts) {
    this.#ports = ports;
  }

  readonly copy = (event: ClipboardEvent): boolean => this.#write(event.clipboardData, event) !== undefined;

  readonly cut = (event: ClipboardEvent): boolean => {
    const range = this.#write(event.clipboardData, event);
    if (range === undefined) return false;
    this.#ports.editor().remove(range.from, range.to);
    return true;
  };

  readonly paste = (event: ClipboardEvent): boolean => {
    if (event.clipboardData === null) return false;
    const taken = this.#ports.paste(readTransfer(event.clipboardData));
    if (taken) event.preventDefault();
    return taken;
  };

  readonly dragstart = (event: DragEvent): boolean => {
    const { main } = this.#ports.editor().view.state.selection;
    this.#dragged = undefined;
    if (main.empty || event.dataTransfer === null) return false;
    this.#dragged = { from: main.from, to: main.to };
    writeParts(event.dataTransfer, this.#ports.editor().partsIn(main.from, main.to));
    event.dataTransfer.effectAllowed = 'copyMove';
    return true;
  };

  readonly drop = (event: DragEvent): boolean => {
    const data = event.dataTransfer;
    const dragged = this.#dragged;
    this.#dragged = undefined;
    if (data === null) return false;
    const editor = this.#ports.editor();
    const target = editor.positionAt({ x: event.clientX, y: event.clientY });
    const carried = readTransfer(data);
    if (carried.parts !== undefined && dragged !== undefined && !event.ctrlKey && !event.altKey) {
      editor.move(dragged.from, dragged.to, target);
    } else {
      editor.setCursor(target);
      if (carried.parts !== undefined) editor.insert(carried.parts);
      else if (!this.#ports.drop(carried)) return false;
    }
    event.preventDefault();
    editor.focus();
    return true;
  };

  /** Where a text that was just pasted stands, if the cursor is still behind it. */
  readonly placeOf = (text: string): { from: number; to: number } | undefined => {
    const editor = this.#ports.editor();
    const before = editor.textBeforeCursor?.trimEnd();
    if (before?.endsWith(text) !== true) return undefined;
    return { from: before.length - text.length, to: editor.cursor };
  };

  #write(data: DataTransfer | null, event: Event): { from: number; to: number } | undefined {
    const { main } = this.#ports.editor().view.state.selection;
    if (data === null || main.empty) return undefined;
    writeParts(data, this.#ports.editor().partsIn(main.from, main.to));
    event.preventDefault();
    return { from: main.from, to: main.to };
  }
}
