/**
 * The one documented way to read the terminal from outside, for tests and support: a CustomEvent
 * `agent-bridge:read-screen` on `#terminal`, whose `detail` object is filled in before `dispatchEvent` returns.
 */

import type { Terminal } from '@xterm/xterm';

export const READ_SCREEN = 'agent-bridge:read-screen';

export interface ScreenReport {
  /** Every line kept, the scrolled-out ones first, without the spaces at their ends. */
  lines: string[];
  /** `lines` in one string. */
  text: string;
  /** The lines in view when scrolled to the end. */
  screen: string[];
  cols: number;
  rows: number;
  /** Counted from the top left of `screen`, from 0. */
  cursor: { x: number; y: number };
  buffer: 'normal' | 'alternate';
  renderer: 'webgl' | 'dom';
  fontSize: number;
  /** The terminal is deaf and mute: what it shows is replay still being read. */
  silent: boolean;
}

export interface ProbeState {
  renderer: 'webgl' | 'dom';
  silent: boolean;
}

export function answerProbes(element: HTMLElement, terminal: Terminal, state: () => ProbeState): void {
  element.addEventListener(READ_SCREEN, (event) => {
    if (!(event instanceof CustomEvent)) return;
    const detail: unknown = event.detail;
    if (typeof detail === 'object' && detail !== null) Object.assign(detail, report(terminal, state()));
  });
}

function report(terminal: Terminal, state: ProbeState): ScreenReport {
  const buffer = terminal.buffer.active;
  const lines: string[] = [];
  for (let row = 0; row < buffer.length; row += 1) {
    lines.push(buffer.getLine(row)?.translateToString(true) ?? '');
  }
  return {
    lines,
    text: lines.join('\n'),
    screen: lines.slice(buffer.baseY),
    cols: terminal.cols,
    rows: terminal.rows,
    cursor: { x: buffer.cursorX, y: buffer.cursorY },
    buffer: buffer.type,
    fontSize: terminal.options.fontSize ?? 0,
    ...state,
  };
}
