/** All of a headless terminal that a person or a program can notice, as plain data that can be compared. */

import type { Terminal } from '@xterm/headless';

import { sgr } from '../../src/core/screen_writer';
import { sourceOf } from '../../src/core/terminal_internals';
import type { Screen } from '../../src/core/terminal_internals';

export interface TerminalState {
  size: string;
  buffer: string;
  cursor: string;
  style: string;
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
    screens: screens.map((screen) => describeScreen(screen, terminal, scrollback)),
  };
}

function describeScreen(screen: Screen, terminal: Terminal, scrollback: number): ScreenState {
  const { state } = screen;
  const lines: string[] = [];
  const first = Math.max(0, screen.length - terminal.rows - scrollback);
  for (let index = first; index < screen.length; index += 1) lines.push(describeLine(screen, index, terminal.cols));
  const tabs = Object.entries(state.tabs).flatMap(([column, isSet]) => (isSet === true ? [Number(column)] : []));
  const savedY = Math.max(0, state.savedY - state.ybase);
  return {
    lines,
    scrolledOut: Math.min(state.ybase, scrollback),
    margins: `${state.scrollTop}-${state.scrollBottom}`,
    savedCursor: `${Math.min(state.savedX, terminal.cols - 1)},${savedY} ${sgr(state.savedCurAttrData)}`,
    tabs: tabs.sort((a, b) => a - b),
  };
}

/** Characters with their looks where those change; a cell without a character is a middle dot. */
function describeLine(screen: Screen, index: number, cols: number): string {
  const line = screen.getLine(index);
  let text = line?.isWrapped === true ? '(wrapped)' : '';
  let style = '\x1b[m';
  for (let column = 0; column < cols; column += 1) {
    const cell = line?.getCell(column);
    if (cell === undefined) continue;
    const look = sgr(cell);
    if (look !== style) text += `<${look.slice(2, -1)}>`;
    style = look;
    text += cell.getWidth() === 0 ? '' : cell.getChars() || '·';
  }
  return text;
}
