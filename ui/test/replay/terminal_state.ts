/** All of a headless terminal that a person or a program can notice, as plain data that can be compared. */

import type { Terminal } from '@xterm/headless';

import { sgr } from '../../src/core/screen_writer';
import { sourceOf } from '../../src/core/terminal_internals';
import type { Cell, Screen, TerminalSource } from '../../src/core/terminal_internals';

export interface TerminalState {
  size: string;
  buffer: string;
  cursor: string;
  style: string;
  modes: Record<string, unknown>;
  title?: string;
  screens: ScreenState[];
}

interface ScreenState {
  lines: string[];
  scrolledOut: number;
  margins: string;
  savedCursor: string;
  tabs: number[];
}

/** `scrollback`: how many lines above the screen are compared. */
export function describeTerminal(terminal: Terminal, scrollback = 1000): TerminalState {
  const source = sourceOf(terminal);
  const active = source.alternate ?? source.normal;
  const screens = source.alternate === undefined ? [source.normal] : [source.normal, source.alternate];
  return {
    size: `${terminal.cols}x${terminal.rows}`,
    buffer: terminal.buffer.active.type,
    cursor: `${active.state.x},${active.state.y}`,
    style: sgr(source.style),
    modes: describeModes(terminal),
    screens: screens.map((screen) => describeScreen(screen, source, scrollback)),
  };
}

interface Services {
  readonly coreService: {
    readonly isCursorHidden: boolean;
    readonly modes: { readonly insertMode: boolean };
    readonly decPrivateModes: Record<string, unknown>;
  };
  readonly coreMouseService: { readonly activeProtocol: string; readonly activeEncoding: string };
  readonly _charsetService: { readonly glevel: number; readonly charset: unknown; readonly _charsets: unknown[] };
}

/** Everything a sequence can switch, but synchronised output: a frame that was being drawn is shown. */
function describeModes(terminal: Terminal): Record<string, unknown> {
  const {
    coreService,
    coreMouseService,
    _charsetService: charsets,
  } = (terminal as unknown as { _core: Services })._core;
  return {
    ...coreService.decPrivateModes,
    synchronizedOutput: undefined,
    hidden: coreService.isCursorHidden,
    insert: coreService.modes.insertMode,
    mouse: coreMouseService.activeProtocol,
    mouseEncoding: coreMouseService.activeEncoding,
    charset: charsets.charset ?? null,
    shift: charsets.glevel,
    charsets: [0, 1, 2, 3].map((index) => charsets._charsets[index] ?? null),
    convertEol: terminal.options.convertEol,
    blinks: terminal.options.cursorBlink,
  };
}

function describeScreen(screen: Screen, source: TerminalSource, scrollback: number): ScreenState {
  const { state } = screen;
  const lines: string[] = [];
  const first = Math.max(0, screen.length - source.rows - scrollback);
  for (let index = first; index < screen.length; index += 1) lines.push(describeLine(screen, index, source));
  const tabs = Object.entries(state.tabs)
    .flatMap(([column, isSet]) => (isSet === true ? [Number(column)] : []))
    .filter((column) => column < source.cols);
  const savedY = Math.max(0, state.savedY - state.ybase);
  return {
    lines,
    scrolledOut: Math.min(state.ybase, scrollback),
    margins: `${state.scrollTop}-${state.scrollBottom}`,
    savedCursor: `${Math.min(state.savedX, source.cols - 1)},${savedY} ${sgr(state.savedCurAttrData)}`,
    tabs: tabs.sort((a, b) => a - b),
  };
}

/** Characters with their looks where those change. */
function describeLine(screen: Screen, index: number, source: TerminalSource): string {
  const line = screen.getLine(index);
  let text = line?.isWrapped === true ? '(wrapped)' : '';
  let look = describeLook(screen.getNullCell(), source);
  for (let column = 0; column < source.cols; column += 1) {
    const cell = line?.getCell(column) ?? screen.getNullCell();
    const before = look;
    look = describeLook(cell, source);
    if (look !== before) text += `<${look}>`;
    text += column + cell.getWidth() > source.cols ? ' ' : describeCharacter(cell);
  }
  return text;
}

function describeLook(cell: Cell, source: TerminalSource): string {
  const urlId = cell.hasExtendedAttrs() === 0 ? 0 : cell.extended.urlId;
  return `${sgr(cell).slice(2, -1)} ${urlId === 0 ? '' : (source.hyperlink(urlId)?.uri ?? '')}`;
}

/** A cell without a character is a middle dot; the right half of a wide one, and the left that lost it, are nothing. */
function describeCharacter(cell: Cell): string {
  return cell.getWidth() === 0 ? '' : cell.getChars() || '·';
}
