/**
 * A terminal written down as bytes: read by a freshly reset terminal of the same size they bring back the lines, wrapped as
 * they were, the cursor and the saved one, margins, tab stops and how the next character looks, on both screens.
 *
 * Modes are the bridge's part. The published addon for this loses the attributes of underlines, the saved cursor, the
 * margins, a cursor that is about to wrap, and colours of the normal screen on the alternate one.
 */

import type { Cell, Line, Screen, Style, TerminalSource } from './terminal_internals';

const PALETTE_16 = 0x1000000;
const PALETTE_256 = 0x2000000;
const TAB_WIDTH = 8;
/** SGR parameters in the order in which a style is asked for them. */
const FLAGS: readonly (readonly [keyof Style & `is${string}`, string])[] = [
  ['isBold', '1'],
  ['isDim', '2'],
  ['isItalic', '3'],
  ['isBlink', '5'],
  ['isInverse', '7'],
  ['isInvisible', '8'],
  ['isStrikethrough', '9'],
  ['isOverline', '53'],
];

/** `scrollback`: how many lines above the screen are kept at most. */
export function writeScreens(source: TerminalSource, scrollback: number): string {
  const writer = new ScreenWriter(source);
  writer.screen(source.normal, scrollback);
  if (source.alternate === undefined) {
    writer.cursor(source.normal);
  } else {
    writer.enterAlternate(source.normal);
    writer.screen(source.alternate, 0);
    writer.cursor(source.alternate);
  }
  return writer.finish();
}

/** The SGR sequence for a style, whatever the style before. */
export function sgr(style: Style): string {
  const parameters = ['0'];
  for (const [flag, parameter] of FLAGS) if (style[flag]()) parameters.push(parameter);
  if (style.getUnderlineStyle() !== 0) parameters.push(`4:${style.getUnderlineStyle()}`);
  if (style.getUnderlineStyle() !== 0 && !style.isUnderlineColorDefault()) {
    parameters.push(extendedColor(58, style.getUnderlineColorMode(), style.getUnderlineColor()));
  }
  const foreground = color(30, 90, style.getFgColorMode(), style.getFgColor());
  return finishSgr(parameters, foreground, background(style));
}

/** The same for a cell without a character, of which only the background shows. */
function eraseSgr(style: Style): string {
  return finishSgr(['0'], '', background(style));
}

function background(style: Style): string {
  return color(40, 100, style.getBgColorMode(), style.getBgColor());
}

function finishSgr(parameters: string[], ...colors: string[]): string {
  const all = [...parameters, ...colors.filter((part) => part !== '')];
  return all.length === 1 ? '\x1b[m' : `\x1b[${all.join(';')}m`;
}

function color(dark: number, bright: number, mode: number, value: number): string {
  if (mode === 0) return '';
  if (mode === PALETTE_16) return String(value < 8 ? dark + value : bright + value - 8);
  return extendedColor(dark + 8, mode, value);
}

function extendedColor(parameter: number, mode: number, value: number): string {
  if (mode === PALETTE_16 || mode === PALETTE_256) return `${parameter}:5:${value}`;
  return `${parameter}:2::${(value >> 16) & 255}:${(value >> 8) & 255}:${value & 255}`;
}

class ScreenWriter {
  readonly #source: TerminalSource;
  #text = '';
  #sgr = '\x1b[m';
  /** Of the last cell whose style was written, if no other was written since. */
  #fg = -1;
  #bg = -1;
  #urlId = 0;

  constructor(source: TerminalSource) {
    this.#source = source;
  }

  finish(): string {
    return this.#text;
  }

  screen(screen: Screen, scrollback: number): void {
    const first = Math.max(0, screen.length - this.#source.rows - scrollback);
    const cell = screen.getNullCell();
    for (let index = first; index < screen.length; index += 1) {
      const line = screen.getLine(index);
      if (line === undefined) continue;
      if (index > first) this.#nextLine(screen.getLine(index - 1), line.isWrapped, cell);
      this.#line(line, cell);
    }
    this.#style('\x1b[m');
    this.#hyperlink(0);
  }

  /** To the other screen, once all that waits on the normal one is said. The cursor comes with us, and back from there. */
  enterAlternate(normal: Screen): void {
    this.#marginsAndStops(normal);
    // Where the cursor was decides which lines a change of size takes away, even while this screen is not shown.
    this.#moveTo(Math.min(normal.state.x, this.#source.cols - 1), normal.state.y);
    this.#text += '\x1b[?1047h\x1b[H';
  }

  cursor(screen: Screen): void {
    this.#marginsAndStops(screen);
    const { x, y, scrollTop } = screen.state;
    const { cols, originMode } = this.#source;
    if (originMode) this.#text += '\x1b[?6h';
    const row = originMode ? y - scrollTop : y;
    if (x < cols) this.#moveTo(x, row);
    else this.#aboutToWrap(screen, row);
    this.#style(sgr(this.#source.style));
    this.#hyperlink(this.#source.style.extended.urlId);
  }

  /** The last character of the line is written once more: nothing else leaves the cursor behind it. */
  #aboutToWrap(screen: Screen, row: number): void {
    const { cols } = this.#source;
    const line = screen.getLine(screen.state.ybase + screen.state.y);
    const last = line?.getCell(cols - 1);
    const isHalf = last?.getWidth() === 0;
    const cell = isHalf ? line?.getCell(cols - 2) : last;
    this.#moveTo(isHalf ? cols - 2 : cols - 1, row);
    if (cell === undefined) return;
    this.#style(sgr(cell));
    this.#text += cell.getChars() || ' ';
  }

  /** All of these move the cursor. */
  #marginsAndStops(screen: Screen): void {
    const { state } = screen;
    const { cols, rows } = this.#source;
    const savedY = Math.min(Math.max(0, state.savedY - state.ybase), rows - 1);
    const savedStyle = sgr(state.savedCurAttrData);
    if (savedY > 0 || state.savedX > 0 || savedStyle !== '\x1b[m') {
      this.#style(savedStyle);
      this.#moveTo(Math.min(state.savedX, cols - 1), savedY);
      this.#text += '\x1b7';
      this.#style('\x1b[m');
    }
    this.#tabStops(state.tabs);
    if (state.scrollTop !== 0 || state.scrollBottom !== rows - 1) {
      this.#text += `\x1b[${state.scrollTop + 1};${state.scrollBottom + 1}r`;
    }
  }

  #tabStops(tabs: Readonly<Record<number, boolean | undefined>>): void {
    const columns = Array.from({ length: this.#source.cols }, (_, column) => column);
    if (columns.every((column) => (tabs[column] === true) === (column % TAB_WIDTH === 0))) return;
    this.#text += '\x1b[3g';
    for (const column of columns) if (tabs[column] === true) this.#text += `\x1b[${column + 1}G\x1bH`;
  }

  #moveTo(x: number, y: number): void {
    this.#text += `\x1b[${y + 1};${x + 1}H`;
  }

  #style(wanted: string): void {
    this.#fg = -1;
    if (wanted === this.#sgr) return;
    this.#sgr = wanted;
    this.#text += wanted;
  }

  /** Without colours: what is scrolled in has the background of the moment. */
  #nextLine(before: Line | undefined, isWrapped: boolean, cell: Cell): void {
    const { cols } = this.#source;
    const last = before?.getCell(cols - 1, cell);
    const isFull = last === undefined || last.getWidth() === 0 || last.getChars() !== '';
    const erase = last === undefined ? '\x1b[m' : eraseSgr(last);
    this.#style('\x1b[m');
    if (!isWrapped) {
      this.#text += '\r\n';
      return;
    }
    // Only a character that finds no room wraps a line. It is taken away again, and so is what fills the line before it.
    if (isFull) this.#text += ' \r\x1b[X';
    else this.#text += `\x1b[${cols}Gx \x1b[A\x1b[${cols}G${erase}\x1b[X\x1b[m\x1b[B\r\x1b[X`;
  }

  #line(line: Line, cell: Cell): void {
    const { cols } = this.#source;
    let skipped = 0;
    for (let column = 0; column < cols;) {
      const current = line.getCell(column, cell);
      if (current === undefined) return;
      const chars = current.getChars();
      if (chars !== '') {
        this.#skip(skipped);
        skipped = 0;
        this.#cellStyle(current);
        // The left half of a wide character, whose right half a narrower screen has cut off, cannot be written again.
        this.#text += column + current.getWidth() > cols ? ' ' : chars;
        column += Math.max(1, current.getWidth());
      } else if (current.getBgColorMode() === 0) {
        skipped += 1;
        column += 1;
      } else {
        this.#skip(skipped);
        skipped = this.#erased(line, column, current);
        column += skipped;
      }
    }
  }

  /** Cells without a character that share a background. The cursor stays before them; returns how many there are. */
  #erased(line: Line, start: number, cell: Cell): number {
    const style = eraseSgr(cell);
    let end = start + 1;
    for (; end < this.#source.cols; end += 1) {
      const next = line.getCell(end, cell);
      if (next?.getChars() !== '' || eraseSgr(next) !== style) break;
    }
    this.#style(style);
    this.#text += `\x1b[${end - start}X`;
    return end - start;
  }

  #skip(columns: number): void {
    if (columns > 0) this.#text += `\x1b[${columns}C`;
  }

  #cellStyle(cell: Cell): void {
    // Most characters look like the one before: no text is made to find that out.
    if (cell.fg === this.#fg && cell.bg === this.#bg && cell.hasExtendedAttrs() === 0 && this.#urlId === 0) return;
    this.#style(sgr(cell));
    this.#hyperlink(cell.hasExtendedAttrs() === 0 ? 0 : cell.extended.urlId);
    this.#fg = cell.fg;
    this.#bg = cell.bg;
  }

  #hyperlink(urlId: number): void {
    if (urlId === this.#urlId) return;
    this.#urlId = urlId;
    const link = urlId === 0 ? undefined : this.#source.hyperlink(urlId);
    const id = link?.id === undefined ? '' : `id=${link.id}`;
    this.#text += `\x1b]8;${id};${link?.uri ?? ''}\x1b\\`;
  }
}
